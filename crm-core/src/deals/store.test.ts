import { plansOf, slowSteps } from '@perezvon/fixtures/sample-people/query-plans.ts';
import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interactionWriter } from '../interactions/store.ts';
import { createDealStore, type DealStore } from './store.ts';

let crm: ReturnType<typeof createTempCrm>;
let deals: DealStore;
let now: number;
let serial: number;
const ids = { id: () => `d${(serial += 1)}`, now: () => now };

beforeEach(() => {
  crm = createTempCrm();
  seedDatabase(crm.handle, { seed: 1, people: 5, companies: 1 });
  now = Date.UTC(2026, 10, 23, 10);
  serial = 0;
  deals = createDealStore(crm.handle, ids);
});
afterEach(() => crm.remove());

const make = (title: string, more: object = {}) =>
  deals.create({ title, currency: 'RUB', contactId: 'person-1', ...more }, { ownerId: 'vera' });

describe('a deal', () => {
  test('is new, its owner’s and the contact’s, and says of which call it came', async () => {
    interactionWriter(crm.handle).upsertCall({
      callId: 'c1',
      contactId: 'person-1',
      direction: 'inbound',
      result: null,
      startedAt: '2026-11-23T10:00:00.000Z',
      endedAt: null,
      handledBy: [],
    });
    const deal = await make(' Поставка ', { amount: 1_234_567, originId: 'c1' });
    expect(deal).toMatchObject({
      title: 'Поставка',
      amount: 1_234_567,
      currency: 'RUB',
      stage: 'new',
      ownerId: 'vera',
      contactId: 'person-1',
      originId: 'c1',
      closedAt: null,
    });
    expect(deal.contactName).not.toBeNull();
    expect(await deals.get(deal.id)).toEqual(deal);
  });

  test('of a contact or a call that is not there is nobody’s', async () => {
    const deal = await make('x', { contactId: 'never-was', originId: 'no-call' });
    expect(deal).toMatchObject({ contactId: null, contactName: null, originId: null });
  });

  test('is closed when it is won or lost, and open again after', async () => {
    const { id } = await make('x');
    now += 1000;
    expect(await deals.update(id, { stage: 'lost', lostReason: 'дорого' })).toMatchObject({
      closedAt: '2026-11-23T10:00:01.000Z',
      lostReason: 'дорого',
    });
    expect(await deals.openOf('person-1', 5)).toEqual([]);
    const again = await deals.update(id, { stage: 'offer' });
    expect(again).toMatchObject({ closedAt: null, lostReason: '', title: 'x' });
    expect(await deals.update('none', { stage: 'won' })).toBeNull();
  });
});

test('open ones come newest first, as many as asked for, of a contact or an owner', async () => {
  for (const title of ['a', 'b', 'c']) {
    now += 1;
    await make(title);
  }
  expect((await deals.openOf('person-1', 2)).map(({ title }) => title)).toEqual(['c', 'b']);
  expect((await deals.openOwnedBy('vera', 9)).map(({ title }) => title)).toEqual(['c', 'b', 'a']);
  expect(await deals.openOf('person-2', 9)).toEqual([]);
});

test('no statement scans or sorts', () => {
  const plans = plansOf(crm.handle, () => createDealStore(crm.handle, ids));
  expect(plans.length).toBeGreaterThan(3);
  expect(slowSteps(plans)).toEqual([]);
});
