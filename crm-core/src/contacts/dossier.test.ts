import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDealStore } from '../deals/store.ts';
import { createInteractionStore, interactionWriter } from '../interactions/store.ts';
import { createTaskStore } from '../tasks/store.ts';
import { createDossiers } from './dossier.ts';
import { createPhotoStore } from './photo-store.ts';
import { createContactStore } from './store.ts';

let crm: ReturnType<typeof createTempCrm>;
let now = 0;
let serial = 0;
const ids = { id: () => `x${(serial += 1)}`, now: () => now };
const rows = (table: string) =>
  crm.handle.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
const count = () => ['deals', 'tasks', 'interactions'].map(rows);

beforeEach(() => {
  crm = createTempCrm();
  now = Date.UTC(2026, 10, 23);
  serial = 0;
  seedDatabase(crm.handle, { seed: 1, people: 5, companies: 1 });
});
afterEach(() => crm.remove());

/** A deal, a task and a meeting with the contact, and a task with the number alone, all of one call. */
async function fill(contactId: string, callId: string, number: string): Promise<void> {
  const by = { userId: 'vera', ownerId: 'vera' };
  interactionWriter(crm.handle).upsertCall({
    callId,
    contactId,
    direction: 'inbound',
    result: null,
    startedAt: '2026-11-23T10:00:00.000Z',
    endedAt: null,
    handledBy: [],
  });
  const links = { contactId, originId: callId };
  await createDealStore(crm.handle, ids).create({ title: 'x', currency: 'RUB', ...links }, by);
  const tasks = createTaskStore(crm.handle, ids);
  await tasks.create({ kind: 'task', what: 'x', ...links }, by);
  await tasks.create({ kind: 'call-back', what: 'x', number }, by);
  await createInteractionStore(crm.handle, ids).add({ kind: 'meeting', note: 'x', ...links }, by);
  const photo = { type: 'image/png', bytes: Uint8Array.of(1, 2, 3) } as const;
  await createPhotoStore(crm.handle, ids).put(contactId, photo);
}

test('all that names a person goes, and nothing of another; what they called stays a call', async () => {
  await fill('person-1', 'c1', '+79160000001');
  await fill('person-2', 'c2', '+79160000002');
  const subject = { contactId: 'person-1', numbers: ['+79160000001'], callIds: ['c1'] };
  const dossiers = createDossiers(crm.handle);
  const there = { deals: 1, tasks: 2, written: 1, photos: 1 };
  expect(await dossiers.count(subject)).toEqual(there);
  expect(await dossiers.erase(subject)).toEqual(there);
  expect(await dossiers.count(subject)).toEqual({ deals: 0, tasks: 0, written: 0, photos: 0 });
  expect(count()).toEqual([1, 2, 3]);
});

test('of who is in no contact, what came of their calls and what has their number goes', async () => {
  await fill('person-1', 'c1', '+79160000001');
  const subject = { contactId: null, numbers: ['+79160000001'], callIds: ['c1'] };
  await createDossiers(crm.handle).erase(subject);
  expect(count()).toEqual([0, 0, 1]);
});

test('tasks that were done and written rows go by their age; what is to be done stays', async () => {
  await fill('person-1', 'c1', '+79160000001');
  await createTaskStore(crm.handle, ids).update('x2', { done: true });
  await createDossiers(crm.handle).eraseBefore(now);
  expect(count()).toEqual([1, 2, 2]);
  await createDossiers(crm.handle).eraseBefore(now + 1);
  expect(count()).toEqual([1, 1, 1]);
});

test('a call that is removed leaves what came of it; one that merged hands it on', async () => {
  await fill('person-1', 'c1', '+79160000001');
  await fill('person-2', 'c2', '+79160000002');
  const write = interactionWriter(crm.handle);
  const origins = () =>
    ['deals', 'tasks', 'interactions'].flatMap((table) =>
      crm.handle.sqlite
        .prepare(
          `SELECT origin_id FROM ${table} WHERE contact_id IN ('person-1', 'person-2') AND id LIKE 'x%' ORDER BY row`,
        )
        .pluck()
        .all(),
    );
  write.removeCall('c2', 'c1');
  expect(origins()).toEqual(Array(6).fill('c1'));
  write.removeCall('c1');
  expect(origins()).toEqual(Array(6).fill(null));
});

test('a photo is one for each contact, goes with it, and is another version with other bytes', async () => {
  const photos = createPhotoStore(crm.handle, ids);
  const bytes = Uint8Array.of(0, 255, 1);
  expect(await photos.put('nobody', { type: 'image/png', bytes })).toBeNull();
  const first = await photos.put('person-1', { type: 'image/png', bytes });
  expect(await photos.put('person-1', { type: 'image/png', bytes })).toBe(first);
  const version = await photos.put('person-1', { type: 'image/webp', bytes: Uint8Array.of(7) });
  expect(version).not.toBe(first);
  expect(photos.of('person-1')).toEqual({ type: 'image/webp', version, bytes: Buffer.of(7) });
  const store = createContactStore(crm.handle, ids);
  expect((await store.get('person-1'))?.photo).toBe(version);
  expect(await photos.remove('person-1')).toBe(true);
  expect(await photos.remove('person-1')).toBe(false);
  expect(await store.get('person-1')).not.toHaveProperty('photo');
  await photos.put('person-1', { type: 'image/png', bytes });
  await store.remove('person-1');
  expect(photos.of('person-1')).toBeNull();
});
