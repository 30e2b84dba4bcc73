import { plansOf, slowSteps } from '@perezvon/fixtures/sample-people/query-plans.ts';
import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTaskStore, type TaskStore } from './store.ts';

let crm: ReturnType<typeof createTempCrm>;
let tasks: TaskStore;
let now: number;
let serial: number;
const ids = { id: () => `t${(serial += 1)}`, now: () => now };

beforeEach(() => {
  crm = createTempCrm();
  seedDatabase(crm.handle, { seed: 1, people: 5, companies: 1 });
  now = Date.UTC(2026, 10, 23, 10);
  serial = 0;
  tasks = createTaskStore(crm.handle, ids);
});
afterEach(() => crm.remove());

const make = (what: string, more: object = {}) =>
  tasks.create({ kind: 'task', what, contactId: 'person-1', ...more }, { userId: 'vera' });
const words = (list: readonly { what: string }[]) => list.map(({ what }) => what);

test('a task is for who makes it, or for whom it names', async () => {
  expect(await make(' Счёт ')).toMatchObject({
    kind: 'task',
    what: 'Счёт',
    dueAt: null,
    doneAt: null,
    ownerId: 'vera',
    createdBy: 'vera',
    contactId: 'person-1',
  });
  const dueAt = '2026-11-24T07:00:00.000Z';
  const back = await make('x', {
    kind: 'call-back',
    number: '+79161234567',
    dueAt,
    ownerId: 'olga',
  });
  expect(back).toMatchObject({ ownerId: 'olga', createdBy: 'vera', number: '+79161234567', dueAt });
  expect(words(await tasks.ownedBy('olga', { done: false, limit: 5 }))).toEqual(['x']);
});

test('what is due first comes first, what has no time last', async () => {
  await make('some time');
  await make('late', { dueAt: '2026-12-01T07:00:00.000Z' });
  await make('soon', { dueAt: '2026-11-24T07:00:00.000Z' });
  const order = ['soon', 'late', 'some time'];
  expect(words(await tasks.ownedBy('vera', { done: false, limit: 9 }))).toEqual(order);
  expect(words(await tasks.openOf('person-1', 2))).toEqual(['soon', 'late']);
});

test('what is done leaves the list, and comes back', async () => {
  const { id } = await make('x');
  now += 1000;
  const done = await tasks.update(id, { done: true });
  expect(done).toMatchObject({ doneAt: '2026-11-23T10:00:01.000Z', what: 'x' });
  now += 1000;
  // said twice, it was done when it was done
  expect(await tasks.update(id, { done: true })).toEqual(done);
  expect(await tasks.openOf('person-1', 9)).toEqual([]);
  expect(words(await tasks.ownedBy('vera', { done: true, limit: 9 }))).toEqual(['x']);
  expect(await tasks.update(id, { done: false })).toMatchObject({ doneAt: null });
  const moved = await tasks.update(id, { dueAt: '2026-12-01T07:00:00.000Z', what: 'y' });
  expect(moved).toMatchObject({ dueAt: '2026-12-01T07:00:00.000Z', what: 'y', doneAt: null });
  expect(await tasks.update(id, { dueAt: null })).toMatchObject({ dueAt: null, what: 'y' });
  expect(await tasks.update('none', { done: true })).toBeNull();
});

test('no statement scans or sorts', () => {
  const plans = plansOf(crm.handle, () => createTaskStore(crm.handle, ids));
  expect(plans.length).toBeGreaterThan(4);
  expect(slowSteps(plans)).toEqual([]);
});
