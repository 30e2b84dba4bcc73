import type { DatabaseHandle } from '../shared/db.ts';
import { alias, asc, eq, sql } from '../shared/drizzle.ts';
import { contactNumbers, contacts } from './table.ts';

/** A contact as far as a call shows it. */
export interface NumberOwner {
  id: string;
  kind: 'person' | 'company';
  name: string;
  companyName: string | null;
  role: string;
}

/** Number → contacts, in the path of every call. */
export interface PhoneIndex {
  /**
   * The contacts that have this E.164 number (with its plus): none, one, or several when it is
   * ambiguous; the one that got the number first comes first; at most 20. Synchronous, one indexed query.
   */
  find(e164: string): NumberOwner[];
}

const MOST_OWNERS = 20;

/** The look-up in an SQLite database. */
export function createPhoneIndex({ db }: DatabaseHandle): PhoneIndex {
  const company = alias(contacts, 'company');
  const owners = db
    .select({
      id: contacts.id,
      kind: contacts.kind,
      name: contacts.name,
      companyName: company.name,
      role: contacts.role,
    })
    .from(contactNumbers)
    .innerJoin(contacts, eq(contacts.id, contactNumbers.contactId))
    .leftJoin(company, eq(company.id, contacts.companyId))
    .where(eq(contactNumbers.e164, sql.placeholder('e164')))
    // The index on e164 keeps equal numbers in the order of row: nothing is sorted.
    .orderBy(asc(contactNumbers.row))
    .limit(MOST_OWNERS)
    .prepare();
  return { find: (e164) => owners.all({ e164 }) };
}
