import { type DatabaseHandle, transaction } from '../shared/db.ts';
import { alias, asc, eq, sql } from '../shared/drizzle.ts';
import type { Ids } from '../shared/ids.ts';
import { decodeCursor, encodeCursor, type Page } from '../shared/page.ts';
import type { AddedNumber, Contact, ContactNumber, NewContact, UnreadableNumber } from './model.ts';
import { readNumbers, reversedDigits } from './numbers.ts';
import { type ListLanguage, nameOrder } from '../shared/name-order.ts';
import { createContactSearch, type Place } from './search.ts';
import { contactNumbers, contactPhotos, contacts } from './table.ts';
import { contactVersion } from './version.ts';

/** A contact as stored, and which of its numbers could not be read (they are kept as written). */
export interface SavedContact {
  readonly contact: Contact;
  readonly unreadable: readonly UnreadableNumber[];
}

/** What a search wants. `text`: beginnings of words of a name, or digits of a number; empty for all. */
export interface ContactQuery {
  readonly text: string;
  /** ISO 3166 country whose national forms the digits are read in. */
  readonly country: string;
  /** In whose alphabet the list begins. */
  readonly language: ListLanguage;
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | null | undefined;
  /** Companies alone, by words of the name. */
  readonly kind?: 'company' | undefined;
}

/** The companies and people of the client base. */
export interface ContactStore {
  get(id: string): Promise<Contact | null>;
  /** Throws `NoSuchCompanyError`. */
  create(typed: NewContact, options: { country: string }): Promise<SavedContact>;
  /**
   * Replaces all fields and numbers; null when there is no such contact. `version`: of the contact as whoever changes it
   * saw it; where it is another by now, nothing is written. Throws `NoSuchCompanyError`.
   */
  update(
    id: string,
    typed: NewContact,
    options: { country: string; version?: string | undefined },
  ): Promise<SavedContact | 'changed' | null>;
  /** One more number, kept once; null when there is no such contact. */
  addNumber(
    id: string,
    added: AddedNumber,
    options: { country: string },
  ): Promise<SavedContact | null>;
  /** Removes one for good; the people of a company stay. False when there is no such contact. */
  remove(id: string): Promise<boolean>;
  /**
   * A step of wiping the words of removed names from the index of words, where they stay until its parts are merged;
   * `isFirst` begins. Gives whether there is more to do.
   */
  wipeWords(isFirst: boolean): Promise<boolean>;
  /** In the order of names (name-order.ts). Throws `CursorError` for a cursor that it did not give. */
  search(query: ContactQuery): Promise<Page<Contact>>;
}

/** `companyId` names no company: an HTTP 400 or 422. */
export class NoSuchCompanyError extends Error {
  override readonly name = 'NoSuchCompanyError';
  readonly companyId: string;

  constructor(companyId: string) {
    super(`There is no company ${companyId}. Choose another, or leave the company empty.`);
    this.companyId = companyId;
  }
}

/** The contacts in an SQLite database. */
export function createContactStore(handle: DatabaseHandle, ids: Ids): ContactStore {
  const reader = createReader(handle);
  const writer = createWriter(handle, ids);
  const find = createContactSearch(handle);

  function save(id: string, typed: NewContact, country: string): SavedContact {
    const { numbers, unreadable } = readNumbers(typed.numbers, country);
    writer.replaceNumbers(id, numbers);
    const contact = reader.byId(id);
    if (!contact) throw new Error(`Contact ${id} is not there after it was written`);
    return { contact, unreadable };
  }

  return {
    get: async (id) => reader.byId(id),
    create: async (typed, { country }) =>
      transaction(handle, () => save(writer.insert(typed), typed, country)),
    update: async (id, typed, { country, version }) =>
      transaction(handle, () => {
        if (version !== undefined && (reader.byId(id)?.version ?? version) !== version)
          return 'changed';
        return writer.update(id, typed) ? save(id, typed, country) : null;
      }),
    addNumber: async (id, added, { country }) =>
      transaction(handle, () => {
        const before = reader.byId(id);
        if (!before) return null;
        const { numbers, unreadable } = readNumbers([added], country);
        const isThere = (one: Pick<ContactNumber, 'e164' | 'written'>) =>
          before.numbers.some(({ e164, written }) =>
            one.e164 === null ? written === one.written : e164 === one.e164,
          );
        const more = numbers.filter((one) => !isThere(one));
        writer.addNumbers(id, more);
        if (more.length > 0) writer.touch(id);
        return { contact: reader.byId(id) ?? before, unreadable };
      }),
    remove: async (id) => transaction(handle, () => writer.remove(id)),
    wipeWords: async (isFirst) => transaction(handle, () => writer.wipeWords(isFirst)),
    async search({ limit, cursor, ...query }) {
      const after = cursor ? placeOf(cursor) : null;
      const size = Math.min(Math.max(Math.trunc(limit), 1), 100);
      const found = find.page({ ...query, after, limit: size + 1 });
      const shown = found.slice(0, size);
      const last = shown.at(-1);
      return {
        items: shown.flatMap(({ row }) => reader.byRow(row) ?? []),
        next: found.length > size && last !== undefined ? cursorOf(last) : null,
      };
    },
  };
}

const cursorOf = ({ row, key }: Place) => encodeCursor(key === null ? [row] : [key, row]);

function placeOf(cursor: string): Place {
  try {
    const [key, row] = decodeCursor(cursor, ['string', 'number']);
    return { row, key };
  } catch {
    return { row: decodeCursor(cursor, ['number'])[0], key: null };
  }
}

function createReader({ db }: DatabaseHandle) {
  const company = alias(contacts, 'company');
  const select = () =>
    db
      .select({ contact: contacts, companyName: company.name, photo: contactPhotos.version })
      .from(contacts)
      .leftJoin(company, eq(company.id, contacts.companyId))
      .leftJoin(contactPhotos, eq(contactPhotos.contactId, contacts.id));
  const one = select()
    .where(eq(contacts.id, sql.placeholder('id')))
    .prepare();
  const oneByRow = select()
    .where(eq(contacts.row, sql.placeholder('row')))
    .prepare();
  const numbersOf = db
    .select({
      id: contactNumbers.id,
      kind: contactNumbers.kind,
      written: contactNumbers.written,
      e164: contactNumbers.e164,
    })
    .from(contactNumbers)
    .where(eq(contactNumbers.contactId, sql.placeholder('contactId')))
    .orderBy(asc(contactNumbers.row))
    .prepare();

  function whole(found: ReturnType<typeof one.get>): Contact | null {
    if (!found) return null;
    const {
      row: _row,
      sortKey: _key,
      changedAt: _changedAt,
      importId: _importId,
      createdAt,
      ...fields
    } = found.contact;
    const contact = {
      ...fields,
      companyName: found.companyName,
      ...(found.photo === null ? {} : { photo: found.photo }),
      numbers: numbersOf.all({ contactId: fields.id }),
      createdAt: new Date(createdAt).toISOString(),
    };
    return { ...contact, version: contactVersion(contact) };
  }

  return {
    byId: (id: string) => whole(one.get({ id })),
    byRow: (row: number) => whole(oneByRow.get({ row })),
  };
}

/** Of the index of words, merged in one step: some ms. */
const PAGES_A_STEP = 16;

function createWriter({ db, sqlite }: DatabaseHandle, ids: Ids) {
  const totalChanges = sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  const merges = ['contact_words', 'company_words'].map((table) =>
    sqlite.prepare<[number], unknown>(`INSERT INTO ${table}(${table}, rank) VALUES('merge', ?)`),
  );
  const isCompany = sqlite
    .prepare<[string], number>("SELECT 1 FROM contacts WHERE id = ? AND kind = 'company'")
    .pluck();

  /** The columns a person fills in. Names are stored composed (NFC), as the word index expects, without blanks around. */
  function fields(typed: NewContact) {
    const companyId = typed.companyId ?? null;
    if (companyId !== null && !isCompany.get(companyId)) throw new NoSuchCompanyError(companyId);
    const { kind, role = '', email = '', note = '', tags, ownerId } = typed;
    const name = typed.name.normalize('NFC').trim();
    const kept = {
      ...(tags === undefined ? {} : { tags: tagsOf(tags) }),
      ...(ownerId === undefined ? {} : { ownerId }),
    };
    return { kind, name, sortKey: nameOrder(kind, name), companyId, role, email, note, ...kept };
  }

  function addNumbers(contactId: string, numbers: ReturnType<typeof readNumbers>['numbers']): void {
    if (numbers.length === 0) return;
    db.insert(contactNumbers)
      .values(numbers.map((n) => ({ ...n, id: ids.id(), contactId, reversed: reversedDigits(n) })))
      .run();
  }

  return {
    addNumbers,
    insert(typed: NewContact): string {
      const id = ids.id();
      db.insert(contacts)
        .values({ id, ...fields(typed), createdAt: ids.now() })
        .run();
      return id;
    },
    update(id: string, typed: NewContact): boolean {
      const set = { ...fields(typed), changedAt: ids.now() };
      return db.update(contacts).set(set).where(eq(contacts.id, id)).run().changes > 0;
    },
    touch(id: string): void {
      db.update(contacts).set({ changedAt: ids.now() }).where(eq(contacts.id, id)).run();
    },
    remove: (id: string): boolean =>
      db.delete(contacts).where(eq(contacts.id, id)).run().changes > 0,
    wipeWords(isFirst: boolean): boolean {
      const before = totalChanges.get() ?? 0;
      // FTS5: a negative number begins to merge everything, positive ones go on
      const pages = isFirst ? -PAGES_A_STEP : PAGES_A_STEP;
      for (const merge of merges) merge.run(pages);
      return isFirst || (totalChanges.get() ?? 0) - before >= 2 * merges.length;
    },
    replaceNumbers(contactId: string, numbers: ReturnType<typeof readNumbers>['numbers']): void {
      db.delete(contactNumbers).where(eq(contactNumbers.contactId, contactId)).run();
      addNumbers(contactId, numbers);
    },
  };
}
/** Each once, whatever its case; without blanks around. */
function tagsOf(typed: readonly string[]): string[] {
  const tags = typed.map((tag) => tag.normalize('NFC').trim());
  return [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()];
}
