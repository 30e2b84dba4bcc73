import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplePeople } from '@perezvon/fixtures/sample-people/people.ts';
import { plansOf, slowSteps } from '@perezvon/fixtures/sample-people/query-plans.ts';
import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crmMigrations } from '../shared/crm-migrations.ts';
import { nameOrder } from '../shared/name-order.ts';
import { CursorError } from '../shared/page.ts';
import type { Contact, NewContact } from './model.ts';
import { createContactSearch, MOST_SORTED } from './search.ts';
import {
  type ContactQuery,
  type ContactStore,
  createContactStore,
  NoSuchCompanyError,
} from './store.ts';

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
  const { items } = await store.search({ text, country, language: 'ru', limit: 20 });
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
        tags: [],
        ownerId: null,
        numbers: [{ id: 'id-3', kind: 'mobile', written: '8 916 123-45-67', e164: '+79161234567' }],
        createdAt: '2026-01-01T00:00:00.000Z',
        version: expect.stringMatching(/^[0-9a-f]{16}$/),
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
    expect(saved).toMatchObject({ contact: { numbers: [{ e164: '+74951234567' }] } });
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
    const { items } = await store.search({
      text,
      country: 'RU',
      language: 'ru',
      limit: 20,
      kind: 'company',
    });
    return items.map(({ name }) => name);
  };
  beforeEach(async () => {
    await store.create(company('ООО «Северный ветер»'), RU);
    await store.create(person('Северный Пётр'), RU);
    await store.create(company('АО «Ёлочка и северные»'), RU);
  });

  test('by the beginning of any word, all of them for nothing typed; no person is among them', async () => {
    expect(await companies('север')).toEqual(['АО «Ёлочка и северные»', 'ООО «Северный ветер»']);
    expect(await companies('ветер сев')).toEqual(['ООО «Северный ветер»']);
    expect(await companies('елоч')).toEqual(['АО «Ёлочка и северные»']);
    expect(await companies(' ')).toEqual(['АО «Ёлочка и северные»', 'ООО «Северный ветер»']);
    expect(await companies('пётр')).toEqual([]);
  });

  test('follows a change of name and of kind', async () => {
    await store.update('id-1', company('ЗАО «Южный»'), RU);
    await store.update('id-2', company('Северный Пётр, ИП'), RU);
    await store.update('id-3', person('Ёлочка'), RU);
    expect(await companies('север')).toEqual(['Северный Пётр, ИП']);
    expect(await companies('')).toEqual(['Северный Пётр, ИП', 'ЗАО «Южный»']);
  });

  test('is given page by page', async () => {
    const ru = { country: 'RU', language: 'ru' } as const;
    const query = { ...ru, text: 'север', limit: 1, kind: 'company' } as const;
    const first = await store.search(query);
    const second = await store.search({ ...query, cursor: first.next });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['id-3', 'id-1']);
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
  const all = async (query: Pick<ContactQuery, 'text' | 'language' | 'kind'>, limit = 50) => {
    const seen: Contact[] = [];
    let cursor: string | null = null;
    do {
      const page = await store.search({ ...query, country: 'RU', limit, cursor });
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return seen;
  };
  const scripts = (contacts: readonly Contact[]) =>
    contacts.map(({ kind, name }) => nameOrder(kind, name)[0]).join('');
  const keys = (contacts: readonly Contact[]) =>
    contacts.map(({ kind, name }) => nameOrder(kind, name).slice(1));
  const compare = new Intl.Collator('ru').compare;

  test.each(['ru', 'en'] as const)(
    'page after page gives everyone once, in the order of names: %s',
    async (language) => {
      const size = { seed: 1, people: 180, companies: 40 };
      seedDatabase(crm.handle, size);
      const seen = await all({ text: '', language });
      expect(seen.map(({ id }) => id).sort()).toEqual(
        samplePeople(size)
          .map(({ id }) => id)
          .sort(),
      );
      expect(scripts(seen)).toMatch(language === 'ru' ? /^0*1+2+3*$/ : /^0*2+1+3*$/);
      expect(keys(seen)).toEqual(keys(seen).toSorted(language === 'ru' ? compare : inEnglish));
      const companies = await all({ text: '', language, kind: 'company' }, 7);
      expect(companies).toEqual(seen.filter(({ kind }) => kind === 'company'));
    },
  );

  const inEnglish = new Intl.Collator('en').compare;

  test('what was found is in the order of names too, page by page', async () => {
    seedDatabase(crm.handle, { seed: 1, people: 180, companies: 40 });
    const everyone = await all({ text: '', language: 'ru' });
    const withA = await all({ text: 'а', language: 'ru' }, 3);
    const ids = new Set(withA.map(({ id }) => id));
    expect(withA.length).toBeGreaterThan(10);
    expect(withA).toEqual(everyone.filter(({ id }) => ids.has(id)));
  });

  test('of more matches than anybody reads through each comes once', async () => {
    for (let n = 0; n <= MOST_SORTED; n += 1) await store.create(person(`Иванов ${n}`), RU);
    const seen = await all({ text: 'ив', language: 'ru' }, 100);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(MOST_SORTED + 1);
    expect(seen).toHaveLength(MOST_SORTED + 1);
  });

  test('a change of name or kind changes the place; contacts of before the order have one', async () => {
    await store.create(person('Анна Яковлева'), RU);
    await store.create(person('Яна Абрамова'), RU);
    const names = async () => (await all({ text: '', language: 'ru' })).map(({ name }) => name);
    expect(await names()).toEqual(['Яна Абрамова', 'Анна Яковлева']);
    await store.update('id-1', person('Анна Ааронова'), RU);
    expect(await names()).toEqual(['Анна Ааронова', 'Яна Абрамова']);
    const { sqlite } = crm.handle;
    const kept = sqlite.prepare('SELECT sort_key FROM contacts ORDER BY row').pluck().all();
    const file = join(crmMigrations(), '0003_contact-order.sql');
    const [, update = ''] = readFileSync(file, 'utf8').split('--> statement-breakpoint');
    sqlite.exec("UPDATE contacts SET sort_key = ''");
    sqlite.exec(update);
    expect(sqlite.prepare('SELECT sort_key FROM contacts ORDER BY row').pluck().all()).toEqual(
      kept,
    );
  });

  test('a cursor that this list did not give is refused', async () => {
    const query = { text: '', country: 'RU', language: 'ru', limit: 5, cursor: 'bogus' } as const;
    await expect(store.search(query)).rejects.toThrow(CursorError);
  });
});

test('no statement of a search reads a whole table', () => {
  const plans = plansOf(crm.handle, () => createContactSearch(crm.handle));
  expect(plans).toHaveLength(7);
  // Matches of a number are few (500) by their limit, and sorted by the index they come from.
  expect(slowSteps(plans)).toEqual([]);
});
