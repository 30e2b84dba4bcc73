import { samplePeople } from '@perezvon/fixtures/sample-people/people.ts';
import { plansOf, slowSteps } from '@perezvon/fixtures/sample-people/query-plans.ts';
import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CursorError } from '../shared/page.ts';
import type { NewContact } from './model.ts';
import { createContactSearch } from './search.ts';
import { type ContactStore, createContactStore, NoSuchCompanyError } from './store.ts';

const RU = { country: 'RU' };
let crm: ReturnType<typeof createTempCrm>;
let store: ContactStore;

beforeEach(() => {
  crm = createTempCrm();
  let next = 1;
  store = createContactStore(crm.handle, {
    id: () => `id-${next++}`,
    now: () => 1_767_225_600_000,
  });
});

afterEach(() => crm.remove());

function person(name: string, ...numbers: string[]): NewContact {
  return { kind: 'person', name, numbers: numbers.map((written) => ({ kind: 'mobile', written })) };
}

async function found(text: string, country = 'RU'): Promise<string[]> {
  const { items } = await store.search({ text, country, limit: 20 });
  return items.map(({ name }) => name);
}

describe('a contact', () => {
  test('is given back as it was written, with its company’s name', async () => {
    const company: NewContact = { kind: 'company', name: 'ООО «Ромашка»', numbers: [] };
    const { contact } = await store.create(company, RU);
    const typed = {
      ...person('Ким Юлия', '8 916 123-45-67'),
      companyId: contact.id,
      role: 'закупки',
    };
    const saved = await store.create(typed, RU);
    expect(saved).toEqual({
      unreadable: [],
      contact: {
        id: 'id-2',
        kind: 'person',
        name: 'Ким Юлия',
        companyId: 'id-1',
        companyName: 'ООО «Ромашка»',
        role: 'закупки',
        email: '',
        note: '',
        numbers: [{ id: 'id-3', kind: 'mobile', written: '8 916 123-45-67', e164: '+79161234567' }],
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    });
    expect(await store.get('id-2')).toEqual(saved.contact);
    expect(await store.get('nobody')).toBeNull();
  });

  test('keeps a number that cannot be read as written, and says so', async () => {
    const { contact, unreadable } = await store.create(
      person('А', 'спросить', '123', '8 916 1'),
      RU,
    );
    expect(contact.numbers.map(({ written, e164 }) => [written, e164])).toEqual([
      ['спросить', null],
      ['123', null],
      ['8 916 1', null],
    ]);
    expect(unreadable).toEqual([
      { written: 'спросить', why: 'not-a-number' },
      { written: '123', why: 'short-code' },
      { written: '8 916 1', why: 'not-in-use' },
    ]);
  });

  test('has each number once, in however many forms it was typed', async () => {
    const typed = person('А', '8 916 123-45-67', '+79161234567', '(916) 1234567', '12 3', '123');
    const { contact } = await store.create(typed, RU);
    expect(contact.numbers.map(({ written }) => written)).toEqual(['8 916 123-45-67', '12 3']);
  });

  test('cannot belong to a company that is not there, nor to a person; nothing is left behind', async () => {
    await store.create(person('Человек'), RU);
    for (const companyId of ['nobody', 'id-1']) {
      await expect(store.create({ ...person('Б'), companyId }, RU)).rejects.toThrow(
        NoSuchCompanyError,
      );
    }
    expect(await found('')).toEqual(['Человек']);
  });

  test('is changed as a whole: fields, numbers and the index of names', async () => {
    const { contact } = await store.create(person('Старое Имя', '89161234567'), RU);
    const saved = await store.update(contact.id, person('Новое Имя', '84951234567'), RU);
    expect(saved?.contact.numbers.map(({ e164 }) => e164)).toEqual(['+74951234567']);
    expect(await found('старое')).toEqual([]);
    expect(await found('новое')).toEqual(['Новое Имя']);
    expect(await found('89161234567')).toEqual([]);
    expect(await store.update('nobody', person('В'), RU)).toBeNull();
  });

  test('of hostile text is text', async () => {
    const name = `<img onerror=1>'; DROP TABLE contacts; --" "*`;
    await store.create(person(name), RU);
    expect(await found('drop table')).toEqual([name]);
    expect(await found(name)).toEqual([name]);
  });
});

describe('search by name', () => {
  beforeEach(async () => {
    for (const name of [
      'Фёдоров Пётр Ильич',
      'ООО «Ёлочка»',
      'Jürgen Müller',
      "d'Aubigny Zoé",
      '1С:Цех 404',
    ]) {
      await store.create(person(name), RU);
    }
  });

  test.each([
    ['фёд', 'Фёдоров Пётр Ильич'],
    ['ФЕДОРОВ', 'Фёдоров Пётр Ильич'],
    ['ильич петр', 'Фёдоров Пётр Ильич'],
    ['П', 'Фёдоров Пётр Ильич'],
    ['елоч', 'ООО «Ёлочка»'],
    ['"ёлочка', 'ООО «Ёлочка»'],
    ['jurg', 'Jürgen Müller'],
    ['mü', 'Jürgen Müller'],
    ["d'aub", "d'Aubigny Zoé"],
    ['404', '1С:Цех 404'],
    ['1с', '1С:Цех 404'],
  ])('the beginning of any word, in any case: %s → %s', async (text, name) => {
    expect(await found(text)).toEqual([name]);
  });

  test('every word typed must be there', async () => {
    expect(await found('пётр zoé')).toEqual([]);
    expect(await found('NEAR(a b)')).toEqual([]);
  });

  test('an empty field lists all', async () => {
    expect(await found(' ')).toHaveLength(5);
  });
});

describe('search of companies alone', () => {
  const company = (name: string): NewContact => ({ kind: 'company', name, numbers: [] });
  const companies = async (text: string) => {
    const { items } = await store.search({ text, country: 'RU', limit: 20, kind: 'company' });
    return items.map(({ name }) => name);
  };
  beforeEach(async () => {
    await store.create(company('ООО «Северный ветер»'), RU);
    await store.create(person('Северный Пётр'), RU);
    await store.create(company('АО «Ёлочка и северные»'), RU);
  });

  test('by the beginning of any word, all of them for nothing typed; no person is among them', async () => {
    expect(await companies('север')).toEqual(['ООО «Северный ветер»', 'АО «Ёлочка и северные»']);
    expect(await companies('ветер сев')).toEqual(['ООО «Северный ветер»']);
    expect(await companies('елоч')).toEqual(['АО «Ёлочка и северные»']);
    expect(await companies(' ')).toEqual(['ООО «Северный ветер»', 'АО «Ёлочка и северные»']);
    expect(await companies('пётр')).toEqual([]);
  });

  test('follows a change of name and of kind', async () => {
    await store.update('id-1', company('ЗАО «Южный»'), RU);
    await store.update('id-2', company('Северный Пётр, ИП'), RU);
    await store.update('id-3', person('Ёлочка'), RU);
    expect(await companies('север')).toEqual(['Северный Пётр, ИП']);
    expect(await companies('')).toEqual(['ЗАО «Южный»', 'Северный Пётр, ИП']);
  });

  test('is given page by page', async () => {
    const query = { text: 'север', country: 'RU', limit: 1, kind: 'company' } as const;
    const first = await store.search(query);
    const second = await store.search({ ...query, cursor: first.next });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['id-1', 'id-3']);
    expect(second.next).toBeNull();
  });

  test('of a database that was there before has its companies too', () => {
    seedDatabase(crm.handle, { seed: 1, people: 20, companies: 5 });
    const counted = (table: string) =>
      crm.handle.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(counted('company_words')).toBe(counted("contacts WHERE kind = 'company'"));
  });
});

describe('search by number', () => {
  beforeEach(async () => {
    await store.create(person('Анна', '8 (916) 123-45-67'), RU);
    await store.create(person('Hans', '+49 30 901820'), RU);
    await store.create(person('Доб', 'внутренний 5501'), RU);
  });

  test.each([
    ['+7 916 123-45-67', 'Анна'],
    ['8 916 123 45 67', 'Анна'],
    ['(916) 1234567', 'Анна'],
    ['8 (916) 12', 'Анна'],
    ['916 12', 'Анна'],
    ['+7916', 'Анна'],
    ['45-67', 'Анна'],
    ['123 45 67', 'Анна'],
    ['0049 30 901820', 'Hans'],
    ['+4930', 'Hans'],
    ['1820', 'Hans'],
    ['5501', 'Доб'],
  ])('whole, its beginning in national form or its end: %s → %s', async (text, name) => {
    expect(await found(text)).toEqual([name]);
  });

  test('national forms are those of the country given', async () => {
    expect(await found('030 901820', 'DE')).toEqual(['Hans']);
    expect(await found('030 9018', 'DE')).toEqual(['Hans']);
  });
});

describe('paging', () => {
  test('page after page gives everyone once, in the order of creation', async () => {
    const size = { seed: 1, people: 180, companies: 40 };
    seedDatabase(crm.handle, size);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await store.search({ text: '', country: 'RU', limit: 50, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    expect(seen).toEqual(samplePeople(size).map(({ id }) => id));
  });

  test('a cursor that this list did not give is refused', async () => {
    const query = { text: '', country: 'RU', limit: 5, cursor: 'bogus' };
    await expect(store.search(query)).rejects.toThrow(CursorError);
  });
});

test('no statement of a search reads a whole table', () => {
  const plans = plansOf(crm.handle, () => createContactSearch(crm.handle));
  expect(plans).toHaveLength(6);
  // Matches of a number are few (500) by their limit, and sorted by the index they come from.
  expect(slowSteps(plans)).toEqual([]);
});
