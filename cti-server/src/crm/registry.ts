import type { DatabaseHandle } from '@perezvon/crm-core';
import { createBuiltInCrm } from './built-in/index.ts';
import type { CrmConnector } from './connector.ts';

/** The CRM that callers are looked up in: our own core, over the server's database. */
export function createCrm(handle: DatabaseHandle): CrmConnector {
  return createBuiltInCrm(handle);
}
