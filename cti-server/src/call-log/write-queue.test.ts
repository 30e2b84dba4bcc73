import { StorageError } from '@perezvon/crm-core';
import { describe, expect, test } from 'vitest';
import { aChange } from '../../../fixtures/temp-log.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { silentLog } from '../kernel/log.ts';
import type { Draft, Entry } from './entry.ts';
import { createWriteQueue } from './write-queue.ts';

const locked = new StorageError('database-locked', {
  file: 'a.db',
  why: 'It is locked.',
  cure: 'Close it.',
});
const failedSync = new StorageError('database-failed', {
  file: 'a.db',
  why: 'The disk failed.',
  cure: 'Check it.',
  cause: Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' }),
});

const change = (id: string) => aChange({ id });
const idOf = (draft: Draft) => (draft.kind === 'call' ? draft.record.id : draft.kind);

/** A queue over a disk in the test's hand: `refuse` throws what is to go wrong. */
function setUp(refuse: (drafts: readonly Draft[]) => void = () => {}) {
  const logged: object[] = [];
  const clock = createTestClock();
  const disk: string[] = [];
  const told: number[] = [];
  const tries: number[] = [];
  const fatal: unknown[] = [];
  const state = { refuse };
  let n = 0;
  const queue = createWriteQueue({
    clock,
    log: { ...silentLog, error: (fields) => logged.push(fields) },
    onFatal: (error) => fatal.push(error),
    written: (entry) => told.push(entry.n),
    async write(take) {
      const drafts = take();
      tries.push(drafts.length);
      state.refuse(drafts);
      disk.push(...drafts.map(idOf));
      return drafts.map((draft) => {
        n += 1;
        return [{ n, ...draft, note: '', outcome: null, recordingId: null } as Entry];
      });
    },
  });
  return { clock, disk, told, tries, fatal, logged, state, queue };
}

const fail = (error: unknown) => () => {
  throw error;
};

describe('L3 a database that is locked', () => {
  test('L3 nothing is lost, nothing overtakes', async () => {
    const { clock, queue, state, disk, told } = setUp(fail(locked));
    queue.add(change('1'));
    await clock.advance(1_000);
    queue.add(change('2'));
    await clock.advance(1_000);
    expect(disk).toEqual([]);
    state.refuse = () => {};
    queue.add(change('3'));
    await clock.advance(1_000);
    expect(disk).toEqual(['1', '2', '3']);
    expect(told).toEqual([1, 2, 3]);
  });

  test('L3 tries leave the loop free in between, whatever comes in', async () => {
    const { clock, queue, tries } = setUp(fail(locked));
    for (let i = 0; i < 100; i += 1) {
      queue.add(change(String(i)));
      await clock.advance(10);
    }
    expect(tries.length).toBeLessThan(10);
  });

  test('L3 health says so after 2 s, with the cure, and that it is over', async () => {
    const { clock, queue, state } = setUp(fail(locked));
    queue.add(change('1'));
    const began = clock.now();
    await clock.advance(1_900);
    expect(queue.status().ok).toBe(true);
    await clock.advance(200);
    expect(queue.status()).toEqual({ ok: false, since: began, waiting: 1, error: locked });
    state.refuse = () => {};
    await clock.advance(200);
    expect(queue.status()).toMatchObject({ ok: true, waiting: 0, error: null });
  });

  test('L3 people get an answer after 2 s; their words are not written behind their back', async () => {
    const { clock, queue, state, disk } = setUp(fail(locked));
    const answer = queue.ask({ kind: 'note', at: 1, callId: '1', note: 'x' }).catch((e) => e);
    await clock.advance(2_500);
    expect(await answer).toBe(locked);
    state.refuse = () => {};
    await clock.advance(1_000);
    expect(disk).toEqual([]);
  });

  test('L3 a long queue is written in pieces, the loop free in between', async () => {
    const { clock, queue, state, tries, disk } = setUp(fail(locked));
    for (let i = 0; i < 1_000; i += 1) queue.add(change(String(i)));
    await clock.advance(100);
    state.refuse = () => {};
    tries.length = 0;
    await clock.advance(1_000);
    expect(tries).toEqual([200, 200, 200, 200, 200]);
    expect(disk).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)));
  });

  test('L3 memory is bounded: beyond 10,000 changes each call keeps its newest state only', async () => {
    const { clock, queue, state, disk } = setUp(fail(locked));
    for (let i = 0; i < 25_000; i += 1) queue.add(change(String(i % 500)));
    expect(queue.waiting()).toBeLessThanOrEqual(10_000);
    state.refuse = () => {};
    await clock.advance(60_000);
    expect(new Set(disk).size).toBe(500);
  });
});

describe('one bad change', () => {
  test('B10 a change that the database refuses for itself is left out, its neighbours are written', async () => {
    const { clock, queue, disk } = setUp((drafts) => {
      if (drafts.some((draft) => idOf(draft) === 'bad')) throw new Error('constraint');
    });
    for (const id of ['1', 'bad', '2', 'bad', '3']) queue.add(change(id));
    await clock.advance(1_000);
    expect(disk).toEqual(['1', '2', '3']);
    queue.add(change('4'));
    queue.add(change('5'));
    await clock.advance(100);
    expect(disk).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('L4 a failed fsync', () => {
  test('L4 the handle is not used again, and somebody is told', async () => {
    const { clock, queue, fatal, tries } = setUp(fail(failedSync));
    queue.add(change('1'));
    await clock.advance(10);
    queue.add(change('2'));
    await clock.advance(10_000);
    expect(fatal).toEqual([failedSync]);
    expect(tries).toEqual([1]);
    expect(queue.status()).toMatchObject({ ok: false, error: failedSync });
    await expect(queue.ask({ kind: 'note', at: 1, callId: '1', note: 'x' })).rejects.toBe(
      failedSync,
    );
  });
});

test('E01 at the stop what waits is written, and nothing after it', async () => {
  const { clock, queue, disk } = setUp();
  for (let i = 0; i < 450; i += 1) queue.add(change(String(i)));
  await queue.close();
  expect(disk).toHaveLength(450);
  queue.add(change('late'));
  await clock.advance(1_000);
  expect(disk).toHaveLength(450);
});

test('E01 at the stop a lock is waited for, and what waits is written when it goes', async () => {
  const { clock, queue, state, disk, logged } = setUp(fail(locked));
  queue.add(change('1'));
  await clock.advance(1);
  const closed = queue.close();
  await clock.advance(1_000);
  expect(disk).toEqual([]);
  state.refuse = () => {};
  await clock.advance(200);
  await closed;
  expect(disk).toEqual(['1']);
  expect(logged).toEqual([]);
});

test('E01 what a lock keeps from being written until the end is given up and named, never silently', async () => {
  const { clock, queue, disk, logged } = setUp(fail(locked));
  for (let i = 0; i < 30; i += 1) queue.add(change(String(i)));
  queue.add(change('0'));
  const closed = queue.close();
  await clock.advance(3_000);
  await closed;
  expect(disk).toEqual([]);
  const first = Array.from({ length: 20 }, (_, i) => String(i));
  expect(logged).toEqual([{ changes: 31, calls: 30, first }]);
});
