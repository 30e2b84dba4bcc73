import { createPhoneIndex, type DatabaseHandle } from '@perezvon/crm-core';
import type { CrmConnector } from '../connector.ts';

/** Our own CRM core as the CRM. Calls reach its timeline by the call log's transaction, not from here. */
export function createBuiltInCrm(handle: DatabaseHandle): CrmConnector {
  const index = createPhoneIndex(handle);
  return {
    findByNumber: (e164) => index.find(e164),
    openUrl: (contactId) => `/contacts/${encodeURIComponent(contactId)}`,
  };
}
