import { versionOf } from '../shared/version.ts';
import type { Contact } from './model.ts';

/** The version of what people fill in of a contact. The photo has its own. */
export function contactVersion(contact: Omit<Contact, 'version'>): string {
  const { kind, name, companyId, role, email, note, tags, ownerId, numbers } = contact;
  const written = numbers.map((number) => [number.kind, number.written]);
  return versionOf([kind, name, companyId, role, email, note, tags, ownerId, written]);
}
