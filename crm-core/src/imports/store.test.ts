import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ContactStore, createContactStore } from '../contacts/store.ts';
import { createDealStore } from '../deals/store.ts';
import type { ImportField, ImportPlan } from './model.ts';
import { readRecord } from './row.ts';
import { createImportStore, type ImportStore } from './store.ts';

const COLUMNS: ImportField[] = ['name', 'work', 'company', 'role', 'note', 'tags'];
const RULES = { columns: COLUMNS, country: 'RU', ownerOf: () => null };

let crm: ReturnType<typeof createTempCrm>;
let store: ImportStore;
let contacts: ContactStore;
let ids: { id: () => string; now: () => number };

beforeEach(() => {
  crm = createTempCrm();
  let next = 1;
  ids = { id: () => `id-${next++}`, now: () => 1_767_225_600_000 };
  store = createImportStore(crm.handle, ids);
  contacts = createContactStore(crm.handle, ids);
});
afterEach(() => crm.remove());

function begun(known: ImportPlan['known'] = 'fill'): string {
  const { id } = store.create({ fileName: 'a.csv', bytes: 10 }, { id: 'u', name: 'Anna' });
  const reading = { encoding: 'utf-8', delimiter: ';', header: true } as const;
  store.begin(id, { reading, columns: COLUMNS, country: 'RU', known }, 100);
  return id;
}

const batch = (
  lines: string[],
  more: { after?: number; known?: ImportPlan['known']; isLast?: boolean } = {},
) => ({
  after: 0,
  known: 'fill' as const,
  isLast: true,
  records: lines.map((text, index) =>
    readRecord({ line: index + 2, cells: text.split('|') }, RULES),
  ),
  ...more,
});

const rows = (sql: string) => crm.handle.sqlite.prepare(sql).all() as Record<string, unknown>[];
const names = () => rows('SELECT name FROM contacts ORDER BY row').map(({ name }) => name);
const count = () => rows('SELECT count(*) AS n FROM contacts')[0]?.['n'];

describe('F14 an import', () => {
  test('adds people with their companies, each company once', () => {
    const id = begun();
    const numbers = store.take(
      id,
      batch(['Анна|84951234567|ООО Ромашка|директор||', 'Борис|84951234568|ооо ромашка']),
    );
    expect(numbers).toEqual(['+74951234567', '+74951234568']);
    expect(names()).toEqual(['ООО Ромашка', 'Анна', 'Борис']);
    expect(store.get(id)).toMatchObject({
      state: 'done',
      added: 2,
      companies: 1,
      taken: 2,
      refused: 0,
    });
  });

  test('the same number is the same contact: what is empty is filled in, what differs is told', async () => {
    const typed = {
      kind: 'person' as const,
      name: 'Анна Петрова',
      role: 'директор',
      tags: ['vip'],
    };
    const before = { ...typed, numbers: [{ kind: 'work' as const, written: '+7 495 123-45-67' }] };
    const { contact } = await contacts.create(before, { country: 'RU' });
    const id = begun();
    store.take(id, batch(['Анна|84951234567;84951234568|Ромашка|бухгалтер|о ней|VIP,new']));
    expect(await contacts.get(contact.id)).toMatchObject({
      name: 'Анна Петрова',
      role: 'директор',
      note: 'о ней',
      companyName: 'Ромашка',
      tags: ['vip', 'new'],
      numbers: [{}, { e164: '+74951234568' }],
    });
    expect(store.get(id)).toMatchObject({ added: 0, joined: 1, remarks: 2 });
    const said = store
      .remarksAfter(id, 0, 9)
      .map(({ line, field, reason }) => [line, field, reason]);
    expect(said).toEqual([
      [2, 'name', 'other-kept'],
      [2, 'role', 'other-kept'],
    ]);
  });

  test.each<[ImportPlan['known'], object, number]>([
    ['skip', { left: 2, joined: 0, added: 1 }, 1],
    ['numbers', { left: 1, joined: 1, added: 1 }, 1],
    ['make', { left: 0, joined: 0, added: 3 }, 3],
  ])('known numbers: %s', (known, counts, there) => {
    const id = begun(known);
    store.take(
      id,
      batch(['a|84951234567', 'b|84951234567;84951234568', 'a|84951234567'], { known }),
    );
    expect(store.get(id)).toMatchObject(counts);
    expect(count()).toBe(there);
  });

  test('a number that another contact has is not given to a second one', () => {
    const id = begun();
    store.take(id, batch(['a|84951234567', 'b|84951234568', 'a|84951234567;84951234568']));
    expect(rows('SELECT e164 FROM contact_numbers')).toHaveLength(2);
    expect(store.get(id)).toMatchObject({ added: 2, left: 1 });
  });

  test('a batch that was written is not written again; none after a cancel', () => {
    const id = begun();
    const first = batch(['a|84951234567'], { isLast: false });
    expect(store.take(id, first)).toHaveLength(1);
    expect(store.take(id, first)).toBeNull();
    store.end(id, 'cancelled', null);
    expect(store.take(id, batch(['b|84951234568'], { after: 1 }))).toBeNull();
    expect(names()).toEqual(['a']);
  });

  test('a failed batch leaves nothing, neither contacts nor progress', () => {
    const id = begun();
    crm.handle.sqlite.exec(
      "CREATE TRIGGER no BEFORE INSERT ON contacts WHEN new.name = 'b' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    expect(() => store.take(id, batch(['a|84951234567', 'b|84951234568']))).toThrow('no');
    expect([count(), store.get(id)?.taken]).toEqual([0, 0]);
  });

  test('every line is counted once, and told where it was refused', () => {
    const id = begun();
    store.take(id, batch(['a|84951234567', '|84951234569', '', 'c|101']));
    expect(store.get(id)).toMatchObject({ taken: 4, added: 2, refused: 1, remarks: 2 });
    expect(store.remarksAfter(id, 0, 9).map(({ line, refused }) => [line, refused])).toEqual([
      [3, true],
      [5, false],
    ]);
  });
});

describe('F14 an import undone', () => {
  test('takes away what it made, companies too, but nothing that was used since', async () => {
    await contacts.create({ kind: 'person', name: 'old', numbers: [] }, { country: 'RU' });
    const id = begun();
    store.take(
      id,
      batch(['a|84951234567|X', 'b|84951234568|X', 'c|84951234569|Y', 'd|84951234570']),
    );
    const idOf = (name: string) =>
      String(rows(`SELECT id FROM contacts WHERE name = '${name}'`)[0]?.['id']);
    await contacts.update(
      idOf('b'),
      { kind: 'person', name: 'b2', companyId: idOf('X'), numbers: [] },
      { country: 'RU' },
    );
    const deal = { title: 't', currency: 'RUB', contactId: idOf('d') };
    await createDealStore(crm.handle, ids).create(deal, { ownerId: 'u' });
    expect(store.beginUndoing(id)).toMatchObject({ state: 'undoing' });
    while (store.undo(id, 2));
    expect(names()).toEqual(['old', 'X', 'b2', 'd']);
    expect(store.get(id)).toMatchObject({ state: 'undone', removed: 3, kept: 3 });
    expect(store.beginUndoing(id)).toBeNull();
  });

  test('what another line of the same file added is no use', () => {
    const id = begun();
    store.take(id, batch(['a|84951234567', 'a|84951234567||boss']));
    expect(store.get(id)).toMatchObject({ added: 1, joined: 1 });
    store.beginUndoing(id);
    while (store.undo(id, 10));
    expect(count()).toBe(0);
    const other = begun();
    store.take(other, batch(['b|84951234568|X', 'c|84951234569|X']));
    store.beginUndoing(other);
    expect(store.undo(other, 10)).toBe(false);
    expect(count()).toBe(0);
  });

  test('one that is forgotten takes its remarks along', () => {
    const id = begun();
    store.take(id, batch(['|1']));
    expect(store.forget(ids.now() + 1)).toBe(1);
    expect(rows('SELECT * FROM import_remarks')).toEqual([]);
  });
});
