import { expect, test } from 'vitest';
import type { CallView } from '@perezvon/cti-server/contract';
import { answeredCall, call, placedCall, ringingCall } from '../e2e/sample-calls.ts';
import { keepMissed, keepWrapUps } from './kept-cards.ts';
import { createHandClock } from './services/hand-clock.ts';
import { createLiveStore, selectPops, selectShrunk } from './services/live-store.ts';
import { MISSED_POP_STAYS_MS, POP_STAYS_MS } from './services/pops.ts';

const missed = (id: string): CallView => {
  const { legs, ...rest } = ringingCall(id);
  const over = legs.map((leg) => ({ ...leg, endedAt: rest.startedAt }));
  return { ...rest, legs: over, state: 'ended', disposition: 'abandoned' };
};

/** A tab: what it keeps stays when its page is loaded anew. */
function tab() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const calls = new Map([missed('a'), missed('b'), call('answered')].map((one) => [one.id, one]));
  const load = async (id: string) => calls.get(id) ?? Promise.reject(new Error('gone'));
  async function open(userId = 'u1') {
    const clock = createHandClock();
    const live = createLiveStore({ phones: [{ pbx: 'main', extension: '201' }], clock });
    const stop = keepMissed(live, { userId, storage, load });
    await clock.pass(0);
    const message = { type: 'call', n: 1, pop: false } as const;
    const miss = async (id: string) => {
      live.apply({ ...message, pop: true, call: ringingCall(id) });
      live.apply({ ...message, call: missed(id) });
      await clock.pass(MISSED_POP_STAYS_MS);
    };
    const shown = () => selectPops(live.getState()).map(({ id }) => id);
    return {
      live,
      stop,
      miss,
      shown,
      tell: (one: CallView) => live.apply({ ...message, call: one }),
    };
  }
  return { open, calls, kept };
}

test('W7 lines of missed calls are there again after a reload, in their order, until they are closed', async () => {
  const { open } = tab();
  const first = await open();
  await first.miss('a');
  await first.miss('b');
  expect(first.shown()).toEqual(['b', 'a']);
  first.stop();
  const second = await open();
  expect(second.shown()).toEqual(['b', 'a']);
  expect(selectShrunk(second.live.getState())).toEqual(['b', 'a']);
  second.live.dismissPop('b');
  second.stop();
  const third = await open();
  expect(third.shown()).toEqual(['a']);
  third.tell(placedCall('back', { externalNumber: '79161234567', e164: '+79161234567' }));
  expect(third.shown()).toEqual(['back']);
});

test('a snapshot that comes after or before takes none away; a call that came meanwhile stays above', async () => {
  const { open } = tab();
  const first = await open();
  await first.miss('a');
  first.stop();
  const second = await open();
  const head = { type: 'snapshot', n: 1, epoch: 'e', version: 1 } as const;
  second.live.apply({ ...head, pbx: [], calls: [ringingCall('now')] });
  expect(second.shown()).toEqual(['now', 'a']);
});

test('not those of another user, nor calls that are gone or were taken after all, nor what is no list', async () => {
  const { open, calls, kept } = tab();
  const first = await open();
  await first.miss('a');
  await first.miss('b');
  first.stop();
  expect((await open('u2')).shown()).toEqual([]);
  calls.delete('a');
  calls.set('b', { ...call('answered'), id: 'b' });
  expect((await open()).shown()).toEqual([]);
  kept.set('perezvon.missed.u1', '{"a"');
  expect((await open()).shown()).toEqual([]);
});

test('the card of a call that is over, and that one was in, comes back after a reload', async () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const talks = answeredCall(ringingCall('a'));
  const endedAt = talks.startedAt;
  const over: CallView = {
    ...talks,
    state: 'ended',
    disposition: 'answered',
    endedAt,
    legs: talks.legs.map((leg) => ({ ...leg, endedAt })),
  };
  async function open() {
    const clock = createHandClock();
    const live = createLiveStore({ phones: [{ pbx: 'main', extension: '201' }], clock });
    const stop = keepWrapUps(live, { userId: 'u1', storage, load: async () => over });
    await clock.pass(0);
    return { live, stop, clock, shown: () => selectPops(live.getState()).map(({ id }) => id) };
  }
  const before = await open();
  for (const call of [talks, over]) before.live.apply({ type: 'call', n: 1, pop: true, call });
  before.stop();
  const after = await open();
  expect(after.shown()).toEqual(['a']);
  // it has its time anew, and goes then
  await after.clock.pass(POP_STAYS_MS);
  expect(after.shown()).toEqual([]);
  after.stop();
  expect((await open()).shown()).toEqual([]);
});
