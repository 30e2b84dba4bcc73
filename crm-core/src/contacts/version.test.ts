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
  // a clock that stands still: two changes within a millisecond are two
  store = createContactStore(crm.handle, { id: () => `id-${(serial += 1)}`, now: () => 0 });
});
afterEach(() => crm.remove());

test('nothing is written over what somebody else wrote since', async () => {
  const { contact } = await store.create(anna, RU);
  const { id, version } = contact;
  const first = await store.update(id, { ...anna, note: 'не звонить утром' }, { ...RU, version });
  expect(first).toMatchObject({ contact: { note: 'не звонить утром' } });
  const later = await store.update(id, { ...anna, role: 'директор' }, { ...RU, version });
  expect(later).toBe('changed');
  const now = await store.get(id);
  expect(now).toMatchObject({ note: 'не звонить утром', role: '' });
  const both = { ...anna, note: 'не звонить утром', role: 'директор' };
  const again = await store.update(id, both, { ...RU, version: String(now?.version) });
  expect(again).toMatchObject({ contact: { note: 'не звонить утром', role: 'директор' } });
});

test('a contact that is gone is gone, not changed', async () => {
  expect(await store.update('nobody', anna, { ...RU, version: 'x' })).toBeNull();
});

test('the version is another after each change, a number that was added too, and the same after none', async () => {
  const { contact } = await store.create(anna, RU);
  const versions = [contact.version];
  const seen = async () => versions.push(String((await store.get(contact.id))?.version));
  await store.addNumber(contact.id, { kind: 'home', written: '84951234567' }, RU);
  await seen();
  await store.update(contact.id, { ...anna, tags: ['опт'] }, RU);
  await seen();
  await store.update(contact.id, { ...anna, tags: ['опт'], ownerId: 'olga' }, RU);
  await seen();
  expect(new Set(versions).size).toBe(4);
  await store.update(contact.id, { ...anna, tags: ['опт'], ownerId: 'olga' }, RU);
  await seen();
  expect(versions[4]).toBe(versions[3]);
});
