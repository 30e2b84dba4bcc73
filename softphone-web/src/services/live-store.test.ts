import type { CallView, LiveMessage, PbxStatus } from '@perezvon/cti-server/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { answeredCall, call, placedCall, ringingCall } from '../../e2e/sample-calls.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';
import {
  createLiveStore,
  ENDED_KEPT,
  type LiveStore,
  selectMyRinging,
  selectMyTalking,
  selectPops,
  selectRecent,
  selectShrunk,
  selectWrapUps,
} from './live-store.ts';
import { MISSED_POP_STAYS_MS, MOST_MISSED, POP_STAYS_MS } from './pops.ts';

const up: PbxStatus = {
  pbx: 'main',
  name: 'Main',
  state: 'up',
  since: '2026-01-01T00:00:00.000Z',
  problem: null,
  detail: null,
  lastGap: null,
};

const snapshot = (...calls: CallView[]): LiveMessage => ({
  type: 'snapshot',
  n: 1,
  epoch: 'e',
  version: 1,
  calls,
  pbx: [up],
});
const change = (one: CallView, pop = false): LiveMessage => ({
  type: 'call',
  n: 2,
  call: one,
  pop,
});
const ended = (one: CallView): CallView => ({
  ...one,
  state: 'ended',
  legs: one.legs.map((leg) => ({ ...leg, endedAt: one.startedAt })),
});
const others = (one: CallView): CallView => ({
  ...one,
  legs: one.legs.map((leg) => ({ ...leg, party: '202' })),
});

describe('the live store', () => {
  let clock: HandClock;
  let store: LiveStore;
  const state = () => store.getState();
  const ids = (calls: readonly CallView[]) => calls.map((one) => one.id);
  beforeEach(() => {
    clock = createHandClock();
    store = createLiveStore({ phones: [{ pbx: 'main', extension: '201' }], clock });
  });

  test('D02 a snapshot replaces the calls: the state equals that of a fresh load', () => {
    const now = [ringingCall('b'), call('a')];
    const fresh = createLiveStore({ phones: [{ pbx: 'main', extension: '201' }], clock });
    store.apply(snapshot(ringingCall('old'), call('older')));
    store.apply(snapshot(...now));
    fresh.apply(snapshot(...now));
    expect(state()).toEqual(fresh.getState());
  });

  test('calls are in order of start, the newest first, whatever order they come in', () => {
    const at = (id: string, startedAt: string) => call(id, { startedAt });
    store.apply(change(at('second', '2026-01-01T10:00:00.000Z')));
    store.apply(change(at('first', '2026-01-01T09:00:00.000Z')));
    store.apply(change(at('third', '2026-01-01T11:00:00.000Z')));
    store.apply(change(at('second', '2026-01-01T10:00:00.000Z')));
    expect(state().order).toEqual(['third', 'second', 'first']);
    expect(ids(selectRecent(2)(state()))).toEqual(['third', 'second']);
  });

  test('my ringing and my talking calls are those of my extension', () => {
    const mine = ringingCall('mine');
    store.apply(change(mine));
    store.apply(change(others(ringingCall('theirs'))));
    expect(ids(selectMyRinging('201')(state()))).toEqual(['mine']);
    store.apply(change(answeredCall(mine)));
    expect(selectMyRinging('201')(state())).toEqual([]);
    expect(ids(selectMyTalking('201')(state()))).toEqual(['mine']);
    expect(selectMyTalking(null)(state())).toEqual([]);
  });

  test('a call that turned out to be another one’s part is taken away with its card', () => {
    store.apply(change(ringingCall('part')));
    store.apply({ type: 'gone', n: 3, callId: 'part' });
    expect(state()).toMatchObject({ calls: {}, order: [], pops: [] });
  });

  test('the state of a PBX replaces the one before', () => {
    store.apply(snapshot());
    store.apply({ type: 'pbx', n: 2, status: { ...up, state: 'down' } });
    expect(state().pbx).toEqual([{ ...up, state: 'down' }]);
  });

  test('old ended calls are forgotten, living ones never', () => {
    store.apply(change(ringingCall('long', { startedAt: '2020-01-01T00:00:00.000Z' })));
    for (let at = 0; at < 3 * ENDED_KEPT; at += 1) store.apply(change(call(`call-${at}`)));
    expect(state().order.length).toBeLessThanOrEqual(2 * ENDED_KEPT);
    expect(Object.keys(state().calls)).toHaveLength(state().order.length);
    expect(state().calls['long']).toBeDefined();
  });

  describe('cards', () => {
    const shown = () => ids(selectPops(state()));

    test('one opens when my extension rings, or when the server says so; not for calls of others', () => {
      store.apply(change(ringingCall('rings')));
      store.apply(change(others(ringingCall('asked')), true));
      store.apply(change(others(ringingCall('theirs'))));
      expect(shown()).toEqual(['asked', 'rings']);
    });

    test('after a reload in a call its card is there again', () => {
      store.apply(snapshot(answeredCall(ringingCall('mine')), call('past')));
      expect(shown()).toEqual(['mine']);
    });

    test('after a reload in a call that we placed its card is there, ringing there or talking', async () => {
      for (const placed of [placedCall('placed'), answeredCall(placedCall('placed'))]) {
        const fresh = createLiveStore({ phones: [{ pbx: 'main', extension: '201' }], clock });
        fresh.apply(snapshot(placed));
        await clock.pass(2 * POP_STAYS_MS);
        expect(ids(selectPops(fresh.getState()))).toEqual(['placed']);
      }
    });

    test('of a call that we placed it survives a snapshot in mid-talk, and stays a minute after', async () => {
      const talking = answeredCall(placedCall('placed'));
      store.apply(change(placedCall('placed'), true));
      store.apply(snapshot(talking));
      await clock.pass(2 * MISSED_POP_STAYS_MS);
      expect(shown()).toEqual(['placed']);
      store.apply(change(ended(talking)));
      await clock.pass(POP_STAYS_MS - 1);
      expect(shown()).toEqual(['placed']);
      await clock.pass(1);
      expect(shown()).toEqual([]);
    });

    test('of a call that is over it outlives a snapshot, which has none of it, also where it came back by a reload', () => {
      store.apply(change(answeredCall(ringingCall('here'))));
      store.apply(change(ended(answeredCall(ringingCall('here')))));
      store.restoreWrapUps([ended(answeredCall(ringingCall('back')))]);
      store.apply(snapshot());
      expect(shown().toSorted()).toEqual(['back', 'here']);
    });

    test('of a call that we transferred away it leaves after a minute', async () => {
      const talking = answeredCall(placedCall('placed'));
      store.apply(change(talking));
      const gone = { type: 'blind' as const, from: '201', to: '102', result: null };
      store.apply(change({ ...talking, transfers: [{ ...gone, at: talking.startedAt }] }));
      await clock.pass(POP_STAYS_MS);
      expect(shown()).toEqual([]);
    });

    test('after the talk it stays a minute, for the note', async () => {
      const mine = ringingCall('mine');
      store.apply(change(mine));
      store.apply(change(answeredCall(mine)));
      await clock.pass(600_000);
      store.apply(change(ended(answeredCall(mine))));
      await clock.pass(POP_STAYS_MS - 1);
      expect(shown()).toEqual(['mine']);
      await clock.pass(1);
      expect(shown()).toEqual([]);
    });

    test('with a note typed it stays until it is closed', async () => {
      const mine = ringingCall('mine');
      store.apply(change(mine));
      store.keepPop('mine');
      store.apply(change(ended(mine)));
      await clock.pass(10 * POP_STAYS_MS);
      expect(shown()).toEqual(['mine']);
      store.dismissPop('mine');
      expect(shown()).toEqual([]);
    });

    test('sent on it may be closed while the call lives; it opens again when the call comes back', () => {
      const mine = ringingCall('mine');
      store.apply(change(answeredCall(mine), true));
      const { legs } = ended(answeredCall(mine));
      const sentOn = { ...answeredCall(mine), legs: [...legs, ...others(answeredCall(mine)).legs] };
      store.apply(change(sentOn));
      expect(selectWrapUps(state())).toEqual(['mine']);
      store.dismissPop('mine');
      store.apply(change({ ...sentOn, state: 'held' }));
      expect(shown()).toEqual([]);
      store.apply(change(answeredCall(mine), true));
      expect(shown()).toEqual(['mine']);
      expect(selectWrapUps(state())).toEqual([]);
    });

    test('answered by a colleague it leaves soon; rung here again meanwhile, it stays', async () => {
      const mine = ringingCall('mine');
      store.apply(change(mine, true));
      store.apply(change(others(answeredCall(mine))));
      await clock.pass(MISSED_POP_STAYS_MS / 2);
      store.apply(change(mine, true));
      await clock.pass(MISSED_POP_STAYS_MS);
      expect(shown()).toEqual(['mine']);
      store.apply(change(others(answeredCall(mine))));
      await clock.pass(MISSED_POP_STAYS_MS);
      expect(shown()).toEqual([]);
    });

    describe('W7 of a missed call', () => {
      const missed = (one: CallView): CallView => ({
        ...ended(one),
        disposition: 'abandoned',
        legs: one.legs.map((leg) => ({ ...leg, endedAt: one.startedAt, result: 'cancelled' })),
      });
      const miss = async (id: string, part: Partial<CallView> = {}) => {
        store.apply(change(ringingCall(id, part), true));
        store.apply(change(missed(ringingCall(id, part))));
        await clock.pass(MISSED_POP_STAYS_MS);
      };
      const other = { externalNumber: '74951112233', e164: '+74951112233' };

      test('a line stays until it is closed, below the cards of calls that go on', async () => {
        await miss('mine');
        await clock.pass(100 * POP_STAYS_MS);
        expect(shown()).toEqual(['mine']);
        expect(selectShrunk(state())).toEqual(['mine']);
        store.apply(change(ringingCall('next', other), true));
        expect(shown()).toEqual(['next', 'mine']);
        store.dismissPop('mine');
        expect(shown()).toEqual(['next']);
      });

      test('it is whole for a while, and with a note typed until it is closed', async () => {
        store.apply(change(ringingCall('mine'), true));
        store.keepPop('mine');
        store.apply(change(missed(ringingCall('mine'))));
        await clock.pass(10 * MISSED_POP_STAYS_MS);
        expect(shown()).toEqual(['mine']);
        expect(selectShrunk(state())).toEqual([]);
      });

      test('a later change of it does not open it again; found to be answered after all, it leaves', async () => {
        await miss('mine');
        const later = { ...missed(ringingCall('mine')), note: 'x' };
        store.apply(change(later));
        expect(selectShrunk(state())).toEqual(['mine']);
        store.apply(change({ ...later, disposition: 'answered' }));
        await clock.pass(MISSED_POP_STAYS_MS);
        expect(shown()).toEqual([]);
      });

      test('calling back closes it, and so does a talk with the same customer; not one with another', async () => {
        for (const back of [
          placedCall('back', { externalNumber: '79161234567', e164: '+79161234567' }),
          answeredCall(ringingCall('again')),
        ]) {
          await miss('mine');
          store.apply(change(placedCall('out', other)));
          store.apply(change(ringingCall('rings')));
          expect(selectShrunk(state())).toEqual(['mine']);
          store.apply(change(back));
          expect(selectShrunk(state())).toEqual([]);
        }
      });

      test('the newest few stay, also over a snapshot, which has none of them', async () => {
        const numbers = Array.from({ length: MOST_MISSED + 2 }, (_, n) => n);
        for (const n of numbers) await miss(`m${n}`);
        const newest = numbers.slice(2).reverse();
        expect(shown()).toEqual(newest.map((n) => `m${n}`));
        store.apply(snapshot(ringingCall('b')));
        expect(shown()).toEqual(['b', ...newest.map((n) => `m${n}`)]);
      });

      test('refused here, or a call of a colleague, it leaves as others do', async () => {
        const mine = ringingCall('mine');
        store.apply(change(mine, true));
        const legs = mine.legs.map((leg) => ({ ...leg, endedAt: mine.startedAt }));
        store.apply(
          change({
            ...missed(mine),
            legs: legs.map((leg) => ({ ...leg, result: 'rejected' as const })),
          }),
        );
        await miss('internal', { direction: 'internal' });
        expect(shown()).toEqual([]);
      });
    });

    test('once closed it does not come back with the next change of the call', () => {
      const mine = ringingCall('mine');
      store.apply(change(mine, true));
      store.dismissPop('mine');
      store.apply(change(answeredCall(mine), true));
      expect(shown()).toEqual([]);
    });
  });
});
