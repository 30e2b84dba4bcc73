import type { ContactBrief } from '../contract/index.ts';

/** A CRM as the call's road sees it. A new one is a folder here and a line in the registry. */
export interface CrmConnector {
  /**
   * The contacts that have this E.164 number, the one to show first first. A built-in CRM answers at once;
   * a remote one by a promise, and the pop does not wait for it.
   */
  findByNumber(e164: string): ContactBrief[] | Promise<ContactBrief[]>;
  /** Where a contact is opened in full: a path of our page or an address. */
  openUrl(contactId: string): string;
}
