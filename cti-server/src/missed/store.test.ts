import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plansOf } from '../../../fixtures/sample-people/query-plans.ts';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallRecord } from '../contract/index.ts';
import { scopeOf } from '../users/scopes.ts';
import { createMissedStore, type MissedStore } from './store.ts';

const START = Date.UTC(2026, 10, 23, 10);
const MINUTE = 60_000;
const ANNA = '+79160000001';

let temp: TempLog;
let missed: MissedStore;
let serial: number;

beforeEach(() => {
  temp = createTempLog();
  missed = createMissedStore(temp.handle);
  serial = 0;
});
afterEach(() => temp.remove());

/** A call that has ended, begun `minute` minutes after the start; gives its id. */
async function call(minute: number, changed: Partial<CallRecord> = {}): Promise<string> {
  serial += 1;
  const id = `office-${serial}`;
  const startedAt = new Date(START + minute * MINUTE).toISOString();
  const record = ended(aCall({ id, startedAt, e164: ANNA, ...changed }), {
    disposition: changed.disposition ?? 'abandoned',
    endedAt: new Date(START + minute * MINUTE + 20_000).toISOString(),
  });
  temp.log.append(aChange(record));
  await until(() => temp.log.waiting() === 0, { what: 'the call to be written' });
  return id;
}

const list = () => missed.list('all', START, 100);
const minutes = (at: number) => (at - START) / MINUTE;

describe('M1 who is to be called back', () => {
  test('everyone whose calls reached nobody, once, the latest first, with how often and when', async () => {
    await call(1);
    await call(2, { e164: '+79160000002', disposition: 'no-answer' });
    const last = await call(3);
    await call(4, { direction: 'outbound', e164: '+79160000003', disposition: 'no-answer' });
    await call(5, { e164: '+79160000004', disposition: 'answered' });
    expect(list().map(({ key, count }) => [key, count])).toEqual([
      [ANNA, 2],
      ['+79160000002', 1],
    ]);
    expect(list()[0]).toMatchObject({ lastCallId: last, firstAt: START + MINUTE });
    expect(missed.count('all', START)).toBe(2);
  });

  test('who left a message, found all busy or could not be put through is one, too', async () => {
    for (const [n, disposition] of (['voicemail', 'busy', 'failed'] as const).entries())
      await call(n, { e164: `+7916000001${n}`, disposition });
    expect(list()).toHaveLength(3);
  });

  test('who withheld the number stands for each call alone', async () => {
    const ids = [await call(1, { e164: null }), await call(2, { e164: null })];
    expect(list().map(({ key }) => key)).toEqual(ids.toReversed());
  });

  test('who called too long ago is left out', async () => {
    await call(1);
    expect(missed.list('all', START + 2 * MINUTE, 100)).toEqual([]);
  });
});

describe('M2 who leaves the list by a talk', () => {
  test.each(['inbound', 'outbound'] as const)(
    '%s, from then on; a later one counts anew',
    async (direction) => {
      await call(1);
      await call(2);
      await call(3, { direction, disposition: 'answered' });
      expect(list()).toEqual([]);
      await call(4);
      expect(list()).toMatchObject([{ key: ANNA, count: 1, firstAt: START + 4 * MINUTE }]);
    },
  );

  test('a call back that reaches nobody is a try', async () => {
    await call(1, { direction: 'outbound', disposition: 'busy' });
    await call(2);
    await call(3, { direction: 'outbound', disposition: 'busy' });
    await call(4);
    const [one] = list();
    expect([one?.count, one?.tries, minutes(one?.lastTryAt ?? 0)]).toEqual([2, 1, 3]);
  });

  test('a talk that is told late, by records, takes them out as well', async () => {
    await call(5);
    await call(7, { disposition: 'answered' });
    await call(3);
    expect(list()).toEqual([]);
  });
});

describe('M3 what people say of them', () => {
  test('a claim is of one; a second one learns whose; released it is free; a talk ends it', async () => {
    await call(1);
    const one = () => missed.find(ANNA, 'all', START) ?? { key: ANNA, firstAt: 0 };
    expect(await missed.claim(one(), 'vera', START + 2 * MINUTE)).toBe('vera');
    expect(await missed.claim(one(), 'olga', START + 3 * MINUTE)).toBe('vera');
    await missed.release(ANNA, START + 3 * MINUTE);
    expect(await missed.claim(one(), 'olga', START + 4 * MINUTE)).toBe('olga');
    expect(list()).toMatchObject([{ claimedBy: 'olga', claimedAt: START + 4 * MINUTE }]);
    await call(5, { direction: 'outbound', disposition: 'answered' });
    await call(6);
    expect(list()).toMatchObject([{ claimedBy: null, claimedAt: null }]);
    expect(await missed.claim(one(), 'vera', START + 7 * MINUTE)).toBe('vera');
  });

  test('done is done until they call again; who said so may take it back', async () => {
    await call(1);
    await missed.done(ANNA, 'vera', START + 2 * MINUTE);
    expect([list(), missed.count('all', START)]).toEqual([[], 0]);
    expect(await missed.undo(ANNA, 'olga', START + 2 * MINUTE)).toBe(false);
    expect(await missed.undo(ANNA, 'vera', START + 2 * MINUTE)).toBe(true);
    expect(list()).toHaveLength(1);
    await missed.done(ANNA, 'vera', START + 3 * MINUTE);
    await call(4);
    expect(list()).toMatchObject([{ count: 1, claimedBy: null }]);
  });
});

describe('M4, F04 whose they are', () => {
  const at = (...extensions: string[]) =>
    scopeOf(extensions.map((extension) => ({ pbx: 'office', extension })));

  test('of those whose phones rang, and everyone’s where none did', async () => {
    await call(1, { e164: '+79160000001', rang: ['101'] });
    await call(2, { e164: '+79160000002', rang: ['102'] });
    await call(3, { e164: '+79160000003', rang: [], legs: [] });
    const seen = (...extensions: string[]) =>
      missed.list(at(...extensions), START, 100).map(({ key }) => key.at(-1));
    expect([seen('101'), seen('101', '102'), seen()]).toEqual([['3', '1'], ['3', '2', '1'], ['3']]);
    expect(missed.count(at('102'), START)).toBe(2);
    expect(missed.find('+79160000001', at('102'), START)).toBeNull();
  });
});

test('M4, W4 at a shared place one sees those of the time in which one sat there', async () => {
  const sat = (from: number, to: number) =>
    scopeOf([
      {
        pbx: 'office',
        extension: '101',
        during: { from: START + from * MINUTE, to: START + to * MINUTE },
      },
    ]);
  await call(5, { e164: '+79160000001', rang: ['101'] });
  await call(15, { e164: '+79160000002', rang: ['101'] });
  const seen = (from: number, to: number) =>
    missed.list(sat(from, to), START, 100).map(({ key }) => key.at(-1));
  expect([seen(0, 10), seen(10, 20), seen(10, Infinity), seen(20, 30)]).toEqual([
    ['1'],
    ['2'],
    ['2'],
    [],
  ]);
  expect(missed.find('+79160000001', sat(10, 20), START)).toBeNull();
});

test('M1, M2 the same as by hand, for any calls and marks', async () => {
  const step = fc.record({
    caller: fc.integer({ min: 0, max: 2 }),
    direction: fc.constantFrom('inbound' as const, 'outbound' as const),
    result: fc.constantFrom('answered' as const, 'abandoned' as const, 'busy' as const),
    isDone: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      temp.handle.sqlite.exec(
        'DELETE FROM calls; DELETE FROM call_extensions; DELETE FROM missed_marks; DELETE FROM interactions',
      );
      const open = new Map<string, number>();
      for (const [n, { caller, direction, result, isDone }] of steps.entries()) {
        const e164 = `+7916000000${caller}`;
        await call(n * 2, { e164, direction, disposition: result });
        if (result === 'answered') open.delete(e164);
        else if (direction === 'inbound') open.set(e164, (open.get(e164) ?? 0) + 1);
        if (!isDone) continue;
        await missed.done(e164, 'vera', START + (n * 2 + 1) * MINUTE);
        open.delete(e164);
      }
      expect(new Map(list().map(({ key, count }) => [key, count]))).toEqual(open);
    }),
    { numRuns: 15 },
  );
});

test('M1 no table is gone through: an index leads to the missed calls of the window and to a caller’s others', () => {
  const steps = plansOf(temp.handle, () => createMissedStore(temp.handle)).flatMap(
    (one) => one.steps,
  );
  expect(steps.filter((step) => /calls_result_started/.test(step)).length).toBeGreaterThan(1);
  expect(steps.filter((step) => /^SCAN (c|t|o|x|m|missed_marks)\b/.test(step))).toEqual([]);
});
