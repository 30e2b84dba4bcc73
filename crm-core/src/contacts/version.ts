import { createHash } from 'node:crypto';
import type { Contact } from './model.ts';

const SIGNS = 16;

/** What people fill in of a contact, as one word: another as soon as any of it is another. The photo has its own. */
export function versionOf(contact: Omit<Contact, 'version'>): string {
  const { kind, name, companyId, role, email, note, tags, ownerId, numbers } = contact;
  const written = numbers.map((number) => [number.kind, number.written]);
  const filledIn = [kind, name, companyId, role, email, note, tags, ownerId, written];
  return createHash('sha256').update(JSON.stringify(filledIn)).digest('hex').slice(0, SIGNS);
}
