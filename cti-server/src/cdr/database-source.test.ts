import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRecordsStage,
  RECORDS_COLUMNS,
  type RecordsStage,
} from '../../../fixtures/records-stage.ts';
import { createBackfill } from './backfill.ts';
import { reconcile } from './reconcile.ts';
import { createCdrStore } from './store.ts';

// The rules of reading such a table; databases.real.test.ts has the real servers.
const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

let stage: RecordsStage;

beforeEach(() => {
  stage = createRecordsStage(NOON);
});
afterEach(() => stage.close());

describe('R4 a table without a growing id', () => {
  test('A05 calls are filled in once; again, and by a server started anew, nothing changes', async () => {
    stage.write(NOON - 30 * MINUTE);
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    const recording = { did: '74950000001', recordingfile: 'in-1.wav' };
    const [one, other] = [
      stage.write(NOON - 9 * MINUTE, recording),
      stage.write(NOON - 8 * MINUTE),
    ];
    await backfill.look();
    const calls = await stage.all();
    expect(calls.map(({ record }) => record.id)).toEqual([other, one]);
    expect(calls[1]?.record).toMatchObject({
      reason: 'from-cdr',
      did: '74950000001',
      recording: 'in-1.wav',
      answeredBy: ['101'],
      // to the second: what follows from durations is taken in the middle
      answeredAt: new Date(NOON - 9 * MINUTE + 2_000).toISOString(),
      endedAt: new Date(NOON - 9 * MINUTE + 6_000).toISOString(),
    });
    const entries = stage.temp.log.lastN();
    await backfill.look();
    await createBackfill(stage.parts()).look();
    stage.temp.handle.sqlite.exec(`UPDATE cdr_places SET place = '{"ended":0,"floor":0}'`);
    await createBackfill(stage.parts()).look();
    expect(await stage.ids()).toHaveLength(3);
    expect(stage.temp.log.lastN()).toBe(entries + 1);
  });

  test('what was there before the very first look stays out, though rows of the last minutes come again', async () => {
    stage.write(NOON - 3 * MINUTE);
    stage.write(NOON - 2 * MINUTE);
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    const later = stage.write(NOON - MINUTE);
    await backfill.look();
    expect(await stage.ids()).toEqual([later]);
  });

  test.each(['{"offset":4711,"head":{"length":1,"hash":"0a"}}', '4711'])(
    'where another kind of source was read before (%s), what comes from now on counts',
    async (place) => {
      await createCdrStore(stage.temp.handle).setPlace('office', place);
      stage.write(NOON - 3 * MINUTE);
      const backfill = createBackfill(stage.parts());
      await backfill.look();
      const later = stage.write(NOON - MINUTE);
      await backfill.look();
      expect([backfill.status().ok, await stage.ids()]).toEqual([true, [later]]);
    },
  );

  test('a row that is written minutes late comes, too', async () => {
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    const first = stage.write(NOON - MINUTE);
    await backfill.look();
    const late = stage.write(NOON - 8 * MINUTE);
    await backfill.look();
    expect(await stage.ids()).toEqual([late, first].sort());
  });

  test('A12 rows of a clock that was put back an hour come at the start, and within the hour', async () => {
    const [summer, winter] = [2 * 60 * MINUTE, 60 * MINUTE];
    await createBackfill(stage.parts()).look();
    const before = stage.write(NOON - 20 * MINUTE, { zone: summer });
    await createBackfill(stage.parts()).look();
    const after = stage.write(NOON - 5 * MINUTE, { zone: winter });
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    expect(await stage.ids()).toEqual([before, after].sort());
    const later = stage.write(NOON - 2 * MINUTE, { zone: winter });
    await backfill.look();
    expect(await stage.ids()).toHaveLength(2);
    await stage.clock.advance(61 * MINUTE);
    await backfill.look();
    expect(await stage.ids()).toEqual([before, after, later].sort());
  });

  test('a row of a clock that was once set to the future hides nothing', async () => {
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    stage.write(Date.UTC(2037, 0, 1));
    await backfill.look();
    const next = stage.write(NOON - MINUTE);
    await backfill.look();
    expect(await stage.ids()).toContain(next);
  });

  test.each([3, 4])(
    'read in pages of %i, with several rows of a second, each comes once',
    async (limit) => {
      await createBackfill(stage.parts()).look();
      const written = [0, 0, 1, 2, 2, 2, 3, 9].map((second) =>
        stage.write(NOON - 60 * MINUTE + second * 1_000),
      );
      await createBackfill(stage.parts(limit)).look();
      expect(await stage.ids()).toEqual(written.sort());
      const day = { day: '2026-11-23', from: NOON - 12 * 60 * MINUTE, to: NOON + 12 * 60 * MINUTE };
      const found = await reconcile(day, stage.parts(limit));
      expect(found).toMatchObject({ calls: 8, missing: 0, extra: 0, different: 0 });
    },
  );

  test('the history is not read again: each question is bounded by the time at which calls begin', async () => {
    for (let day = 1; day <= 20; day += 1) stage.write(NOON - day * 24 * 60 * MINUTE);
    stage.write(NOON - 5 * MINUTE);
    await createBackfill(stage.parts()).look();
    await createBackfill(stage.parts()).look();
    for (const { statement, values } of stage.asked.slice(1)) {
      expect(statement).toMatch(/WHERE "calldate" >= /);
      expect(Date.parse(`${values[0]}Z`)).toBeGreaterThanOrEqual(
        NOON - 14 * 60 * MINUTE - 5 * MINUTE,
      );
    }
    expect(stage.asked.length).toBeGreaterThan(2);
  });
});

describe('a table that no records can be made of', () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(RECORDS_COLUMNS).filter(([column]) => column !== name));

  test.each([
    ['lacks a column', without('uniqueid'), /no column uniqueid\. .*module reload/],
    ['lacks the beginning', without('calldate'), /no column calldate\./],
    [
      'has the beginning as a number',
      { ...RECORDS_COLUMNS, calldate: 'int' },
      /calldate is of type int/i,
    ],
    [
      'has the disposition as a number',
      { ...RECORDS_COLUMNS, disposition: 'int' },
      /varchar\(45\)/,
    ],
  ])('%s: said with the cure', async (_, columns, words) => {
    stage.makeTable(columns);
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    expect(backfill.status()).toMatchObject({ ok: false });
    expect(backfill.status().detail).toMatch(words);
  });

  test('one with the names of Asterisk and in capitals does', async () => {
    const columns = Object.entries(without('calldate')).map(([name, type]) => [
      name.toUpperCase(),
      type,
    ]);
    stage.makeTable({
      START: 'datetime',
      END: 'datetime',
      ANSWER: 'datetime',
      ...Object.fromEntries(columns),
    });
    await createBackfill(stage.parts()).look();
    const times = {
      start: '2026-11-23 11:00:00',
      answer: '2026-11-23 11:00:03',
      end: '2026-11-23 11:00:08',
    };
    stage.write(NOON - 60 * MINUTE, { calldate: '', ...times });
    await createBackfill(stage.parts()).look();
    expect((await stage.all())[0]?.record).toMatchObject({
      answeredAt: '2026-11-23T11:00:03.000Z',
      endedAt: '2026-11-23T11:00:08.000Z',
    });
  });
});
