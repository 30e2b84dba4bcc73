import type { Colleague, LiveMessage, Queue } from '@perezvon/cti-server/contract';
import { expect, test } from 'vitest';
import { createPresenceStore } from './presence-store.ts';

const colleague = (extension: string, more: Partial<Colleague> = {}): Colleague => ({
  pbx: 'office',
  extension,
  userId: null,
  name: '',
  state: 'available',
  since: null,
  signedIn: false,
  doNotDisturb: false,
  pause: null,
  queues: [],
  ...more,
});
const sales: Queue = {
  pbx: 'office',
  name: 'sales',
  label: null,
  waiting: 0,
  longestSince: null,
  members: [],
};
const presence = (part: Partial<Extract<LiveMessage, { type: 'presence' }>>): LiveMessage => ({
  type: 'presence',
  n: 1,
  colleagues: [],
  queues: [],
  gone: { colleagues: [], queues: [] },
  ...part,
});

test('what changed takes the place of what was; what is gone is gone; a new beginning forgets all', () => {
  const store = createPresenceStore();
  store.apply(presence({ colleagues: [colleague('101'), colleague('102')], queues: [sales] }));
  const { queues } = store.getState();
  const gone = { colleagues: [{ pbx: 'office', extension: '102' }], queues: [] };
  store.apply(presence({ colleagues: [colleague('101', { state: 'ringing' })], gone }));
  expect(store.getState().colleagues).toEqual({
    'office/101': colleague('101', { state: 'ringing' }),
  });
  expect(store.getState().queues).toBe(queues);
  store.apply({ type: 'beat', n: 2 });
  expect(store.getState().queues).toBe(queues);
  store.apply({ type: 'resumed', n: 2, epoch: 'e', version: 4, pbx: [] });
  expect(store.getState()).toEqual({ colleagues: {}, queues: {} });
});
