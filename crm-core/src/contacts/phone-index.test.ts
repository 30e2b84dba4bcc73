import { KNOWN_CALLERS } from '@perezvon/fixtures/sample-people/people.ts';
import { plansOf, slowSteps } from '@perezvon/fixtures/sample-people/query-plans.ts';
import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPhoneIndex, type PhoneIndex } from './phone-index.ts';

let crm: ReturnType<typeof createTempCrm>;
let index: PhoneIndex;

beforeEach(() => {
  crm = createTempCrm();
  seedDatabase(crm.handle, { seed: 1, people: 200, companies: 40 });
  index = createPhoneIndex(crm.handle);
});

afterEach(() => crm.remove());

test('I5 one contact has the number: known', () => {
  expect(index.find(KNOWN_CALLERS.known.e164)).toEqual([
    {
      id: 'person-1',
      kind: 'person',
      name: KNOWN_CALLERS.known.name,
      companyName: 'ООО «Ромашка»',
      role: 'бухгалтер',
    },
  ]);
});

test('I5 several contacts have it: all of them, in the order in which they got it', () => {
  const { e164, names } = KNOWN_CALLERS.ambiguous;
  expect(index.find(e164).map(({ name }) => name)).toEqual(names);
});

test.each([KNOWN_CALLERS.unknown.e164, '', '%', '7916', "' OR 1=1"])('I5 nobody has %j', (e164) => {
  expect(index.find(e164)).toEqual([]);
});

test('I5 a number of hundreds gives the first 20', () => {
  const add = crm.handle.sqlite.prepare(
    "INSERT INTO contact_numbers (id, contact_id, kind, written, e164, reversed) SELECT id, id, 'work', '', ?, '' FROM contacts ORDER BY row",
  );
  add.run('+78001234567');
  const owners = index.find('+78001234567').map(({ id }) => id);
  expect(owners).toEqual(Array.from({ length: 20 }, (_, n) => `company-${n + 1}`));
});

test('a contact that was deleted is found no more', () => {
  crm.handle.sqlite.exec("DELETE FROM contacts WHERE id = 'person-1'");
  expect(index.find(KNOWN_CALLERS.known.e164)).toEqual([]);
});

test('the look-up in the path of a call is by index: no scan, no sort', () => {
  const [plan, ...others] = plansOf(crm.handle, () => createPhoneIndex(crm.handle));
  expect(others).toEqual([]);
  expect(plan?.steps[0]).toBe('SEARCH contact_numbers USING INDEX contact_numbers_e164 (e164=?)');
  expect(slowSteps(plan ? [plan] : [])).toEqual([]);
});
