import { reversedDigits } from '../contacts/numbers.ts';
import type { DatabaseHandle } from '../shared/db.ts';
import type { Ids } from '../shared/ids.ts';
import { nameOrder } from '../shared/name-order.ts';
import type { ImportPlan, ImportRemark } from './model.ts';
import type { ImportedContact } from './row.ts';

/** What became of a contact of a file. `e164`: numbers that nobody was known by before. */
export interface Taken {
  readonly outcome: 'added' | 'joined' | 'left';
  /** A company was made because the line names it. */
  readonly company: boolean;
  readonly e164: readonly string[];
  readonly remarks: readonly ImportRemark[];
}

/** Is told of each contact that is changed, within the transaction that changes it. */
export type ToldContact = (what: 'created' | 'updated' | 'removed', id: string) => void;

interface Known {
  readonly id: string;
  readonly kind: 'person' | 'company';
  readonly name: string;
  readonly companyId: string | null;
  readonly role: string;
  readonly email: string;
  readonly note: string;
  readonly tags: string;
  readonly ownerId: string | null;
}
type Numbers = ImportedContact['numbers'];

const MOST = 20;

const KNOWN = `
  SELECT c.id, c.kind, c.name, c.company_id AS companyId, c.role, c.email, c.note, c.tags, c.owner_id AS ownerId
  FROM contact_numbers n JOIN contacts c ON c.id = n.contact_id WHERE n.e164 = ? ORDER BY n.row LIMIT 1`;

const INSERT = `
  INSERT INTO contacts (id, kind, name, sort_key, company_id, role, email, note, tags, owner_id, created_at, import_id)
  VALUES (@id, @kind, @name, @sortKey, @companyId, @role, @email, @note, @tags, @ownerId, @now, @importId)`;

// what this very import made is still as it was made
const UPDATE = `
  UPDATE contacts SET company_id = @companyId, role = @role, email = @email, note = @note, tags = @tags,
    owner_id = @ownerId, changed_at = iif(import_id IS @importId, changed_at, @now)
  WHERE id = @id`;

const TOUCH = 'UPDATE contacts SET changed_at = @now WHERE id = @id AND import_id IS NOT @importId';

const INSERT_NUMBER = `
  INSERT INTO contact_numbers (id, contact_id, kind, written, e164, reversed)
  VALUES (@id, @contactId, @kind, @written, @e164, @reversed)`;

/** Puts contacts of a file among those that there are; within a transaction of who calls it. */
export function createTaking({ sqlite }: DatabaseHandle, ids: Ids, told: ToldContact) {
  const known = sqlite.prepare<[string], Known>(KNOWN);
  const insert = sqlite.prepare(INSERT);
  const update = sqlite.prepare(UPDATE);
  const touch = sqlite.prepare(TOUCH);
  const insertNumber = sqlite.prepare(INSERT_NUMBER);
  const numbersOf = sqlite.prepare<[string], { written: string; e164: string | null }>(
    'SELECT written, e164 FROM contact_numbers WHERE contact_id = ?',
  );
  const companies = sqlite.prepare<[string], { id: string; name: string }>(
    "SELECT id, name FROM contacts WHERE sort_key = ? AND kind = 'company' ORDER BY row LIMIT 1000",
  );

  function make(
    importId: string,
    contact: Omit<ImportedContact, 'line' | 'company'>,
    companyId: string | null,
  ) {
    const { kind, name, role, email, note, tags, ownerId } = contact;
    const id = ids.id();
    insert.run({
      id,
      kind,
      name,
      sortKey: nameOrder(kind, name),
      companyId,
      role,
      email,
      note,
      ownerId,
      tags: JSON.stringify(tags),
      now: ids.now(),
      importId,
    });
    addNumbers(id, contact.numbers);
    told('created', id);
    return id;
  }

  function addNumbers(contactId: string, numbers: Numbers): void {
    for (const one of numbers) {
      insertNumber.run({ ...one, id: ids.id(), contactId, reversed: reversedDigits(one) });
    }
  }

  /** By its name, whatever the case of its letters; made where there is none. */
  function companyOf(importId: string, name: string): { id: string | null; isNew: boolean } {
    if (name === '') return { id: null, isNew: false };
    const wanted = name.toLowerCase();
    const there = companies
      .all(nameOrder('company', name))
      .find((one) => one.name.toLowerCase() === wanted);
    if (there) return { id: there.id, isNew: false };
    const about = { role: '', email: '', note: '', tags: [], ownerId: null, numbers: [] };
    return { id: make(importId, { kind: 'company', name, ...about }, null), isNew: true };
  }

  /** Those of the line that neither this contact nor another has. */
  function newNumbers(contactId: string, numbers: Numbers): Numbers {
    const own = numbersOf.all(contactId);
    const isFree = ({ e164, written }: Numbers[number]) =>
      e164 === null ? own.every((one) => one.written !== written) : !known.get(e164);
    return numbers.filter(isFree).slice(0, Math.max(0, MOST - own.length));
  }

  function join(importId: string, contact: ImportedContact, to: Known, fill: boolean): Taken {
    const numbers = newNumbers(to.id, contact.numbers);
    addNumbers(to.id, numbers);
    const e164 = numbers.flatMap((one) => one.e164 ?? []);
    const now = ids.now();
    if (!fill) {
      if (numbers.length > 0) {
        touch.run({ id: to.id, importId, now });
        told('updated', to.id);
      }
      return { outcome: numbers.length > 0 ? 'joined' : 'left', company: false, e164, remarks: [] };
    }
    const isPerson = to.kind === 'person';
    const company = isPerson && to.companyId === null ? companyOf(importId, contact.company) : null;
    const filled = {
      companyId: to.companyId ?? company?.id ?? null,
      role: to.role || contact.role,
      email: to.email || contact.email,
      note: to.note || contact.note,
      tags: JSON.stringify(union(JSON.parse(to.tags) as string[], contact.tags)),
      ownerId: to.ownerId ?? contact.ownerId,
    };
    const changed = Object.entries(filled).some(([key, value]) => to[key as keyof Known] !== value);
    if (changed) update.run({ id: to.id, importId, now, ...filled });
    else if (numbers.length > 0) touch.run({ id: to.id, importId, now });
    if (changed || numbers.length > 0) told('updated', to.id);
    return {
      outcome: changed || numbers.length > 0 ? 'joined' : 'left',
      company: company?.isNew ?? false,
      e164,
      remarks: differences(contact, { ...to, ...filled }),
    };
  }

  return (importId: string, contact: ImportedContact, how: ImportPlan['known']): Taken => {
    const readable = contact.numbers.flatMap(({ e164 }) => e164 ?? []);
    const to = how === 'make' ? undefined : firstOf(readable, (e164) => known.get(e164));
    if (to && how === 'skip') return { outcome: 'left', company: false, e164: [], remarks: [] };
    if (to) return join(importId, contact, to, how === 'fill');
    const company = companyOf(importId, contact.company);
    make(importId, contact, company.id);
    return { outcome: 'added', company: company.isNew, e164: readable, remarks: [] };
  };
}

function firstOf<In, Out>(all: readonly In[], find: (one: In) => Out | undefined): Out | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As many as a contact may have. */
function union(before: readonly string[], more: readonly string[]): string[] {
  const there = new Set(before.map((tag) => tag.toLowerCase()));
  return [...before, ...more.filter((tag) => !there.has(tag.toLowerCase()))].slice(
    0,
    Math.max(MOST, before.length),
  );
}

/** What a line says otherwise than the contact, which stays as it is: nothing of the file is lost unsaid. */
function differences(
  contact: ImportedContact,
  to: Pick<Known, 'name' | 'role' | 'email' | 'note'>,
): ImportRemark[] {
  const { line } = contact;
  return (['name', 'role', 'email', 'note'] as const)
    .filter(
      (field) => contact[field] !== '' && contact[field].toLowerCase() !== to[field].toLowerCase(),
    )
    .map((field) => ({ line, field, reason: 'other-kept', refused: false }));
}
