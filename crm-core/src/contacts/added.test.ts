import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewContact } from './model.ts';
import { type ContactStore, createContactStore } from './store.ts';

let crm: ReturnType<typeof createTempCrm>;
let store: ContactStore;
let serial: number;
const RU = { country: 'RU' };
const anna: NewContact = {
  kind: 'person',
  name: 'Анна',
  numbers: [{ kind: 'work', written: '8 916 123-45-67' }],
};

beforeEach(() => {
  crm = createTempCrm();
  serial = 0;
  store = createContactStore(crm.handle, { id: () => `id-${(serial += 1)}`, now: () => 0 });
});
afterEach(() => crm.remove());

test('tags are kept once each, and stay with the owner where a change does not name them', async () => {
  const { contact } = await store.create(
    { ...anna, tags: ['VIP', ' vip ', 'опт'], ownerId: 'vera' },
    RU,
  );
  expect(contact).toMatchObject({ tags: ['vip', 'опт'], ownerId: 'vera' });
  const kept = await store.update(contact.id, { ...anna, name: 'Аня' }, RU);
  expect(kept).toMatchObject({
    contact: { name: 'Аня', tags: ['vip', 'опт'], ownerId: 'vera' },
  });
  const none = await store.update(contact.id, { ...anna, tags: [], ownerId: null }, RU);
  expect(none).toMatchObject({ contact: { tags: [], ownerId: null } });
});

test('one more number comes beside those that are there, once in whatever form', async () => {
  const { contact } = await store.create(anna, RU);
  const add = (written: string) => store.addNumber(contact.id, { kind: 'mobile', written }, RU);
  const written = async () => (await store.get(contact.id))?.numbers.map((one) => one.written);
  await add('+7 916 123 45 67');
  expect(await written()).toEqual(['8 916 123-45-67']);
  const [first] = contact.numbers;
  const more = await add('+79160000001');
  expect(more?.contact.numbers.map(({ e164 }) => e164)).toEqual(['+79161234567', '+79160000001']);
  expect(more?.contact.numbers[0]).toEqual(first);
  expect((await add('101'))?.unreadable).toEqual([{ written: '101', why: 'short-code' }]);
  await add('101');
  expect(await written()).toHaveLength(3);
  expect(await store.addNumber('none', { kind: 'work', written: '1' }, RU)).toBeNull();
});
