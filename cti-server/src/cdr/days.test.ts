import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { silentLog } from '../kernel/log.ts';
import { createCdrRecords } from './records.ts';
import { createCdrStore } from './store.ts';

// Europe/Berlin turned its clocks back on 2026-10-25 at 03:00 (a day of 25 hours) and forward on 2026-03-29.
const zone = process.env['TZ'];
let temp: TempLog;
let dir: string;
let file: string;

beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin';
  temp = createTempLog(createTestClock(Date.UTC(2026, 10, 23)));
  dir = mkdtempSync(join(tmpdir(), 'perezvon-days-'));
  file = join(dir, 'Master.csv');
  writeFileSync(file, '');
});
afterAll(async () => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  await temp.remove();
  rmSync(dir, { recursive: true });
});

let serial = 0;

/** A record of a call that began at this UTC time and lasted 4 s, or as many as told; in UTC unless told. */
function line(began: string, seconds = 4, zone: (ms: number) => number = () => 0): string {
  serial += 1;
  const start = Date.parse(began);
  const at = (ms: number) => new Date(ms + zone(ms)).toISOString().slice(0, 19).replace('T', ' ');
  const id = `${start / 1_000}.${serial}`;
  const end = start + seconds * 1_000;
  const fields = [
    '',
    '79161234567',
    '101',
    'direct',
    '',
    `PJSIP/pstn-0000000${serial}`,
    `PJSIP/101-0000010${serial}`,
    'Dial',
    'PJSIP/101,20,tk',
    at(start),
    at(start + 1_000),
    at(end),
    String(seconds),
    String(seconds - 1),
    'ANSWERED',
    '',
    id,
    '',
    '',
    id,
    '1',
  ];
  return `${fields.map((field) => `"${field}"`).join(',')}\n`;
}

test.each([
  [
    '2026-10-25',
    [
      '2026-10-24T22:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-25T22:59:00Z',
    ],
  ],
  ['2026-03-29', ['2026-03-28T23:00:00Z', '2026-03-29T01:30:00Z', '2026-03-29T21:59:00Z']],
  ['2028-02-29', ['2028-02-28T23:00:00Z', '2028-02-29T22:59:59Z']],
])('A12 a day is a day of this server’s zone, however long: %s', async (day, within) => {
  const from = Date.parse(within[0] ?? '');
  const around = [from - 1_000, Date.parse(within.at(-1) ?? '') + 3_600_000];
  const all = [...within.map((time) => Date.parse(time)), ...around];
  writeFileSync(file, all.map((time) => line(new Date(time).toISOString())).join(''));
  const { calls } = await records().reconcile('office', day);
  expect(calls).toBe(within.length);
});

test('A12 records in local time: calls around the end of summer time, and one across it, keep their times', async () => {
  const turn = Date.parse('2026-10-25T01:00:00Z');
  const local = (ms: number) => (ms < turn ? 2 : 1) * 3_600_000;
  const began = ['2026-10-25T00:58:00Z', '2026-10-25T00:59:30Z', '2026-10-25T01:01:00Z'];
  writeFileSync(file, began.map((time, n) => line(time, n === 1 ? 90 : 20, local)).join(''));
  await records().reconcile('office', '2026-10-25');
  const logged = began.map((time, n) =>
    temp.log.find(`office-${Date.parse(time) / 1_000}.${serial - 2 + n}`),
  );
  const seconds = (from: string | null = '', to: string | null = '') =>
    (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1_000;
  expect(logged.map((call) => call?.record.startedAt.replace('.000', ''))).toEqual(began);
  expect(logged.map((call) => seconds(call?.record.startedAt, call?.record.endedAt))).toEqual([
    20, 91, 20,
  ]);
  expect(logged.map((call) => (call?.record.talkMs ?? 0) / 1_000)).toEqual([19, 90, 19]);
});

test('A12 a call over midnight belongs to the day on which it began, once', async () => {
  writeFileSync(file, '');
  appendFileSync(file, line('2026-11-10T22:58:00Z', 4 * 3_600));
  const looked = records();
  expect((await looked.reconcile('office', '2026-11-10')).calls).toBe(1);
  expect((await looked.reconcile('office', '2026-11-11')).calls).toBe(0);
  const logged = temp.log.find(`office-${Date.parse('2026-11-10T22:58:00Z') / 1_000}.${serial}`);
  expect(logged?.record).toMatchObject({
    startedAt: '2026-11-10T22:58:00.000Z',
    endedAt: '2026-11-11T02:58:00.000Z',
    talkMs: 4 * 3_600_000 - 1_000,
  });
});

test('R3 the days that ended while the server was away are compared, each once', async () => {
  const store = createCdrStore(temp.handle);
  const days = () => store.reconciliations(100).map(({ day }) => day);
  temp.handle.sqlite.exec('DELETE FROM reconciliations');
  writeFileSync(file, line('2026-11-14T10:00:00Z'));
  const clock = createTestClock(Date.parse('2026-11-11T09:00:00Z'));
  const first = records(clock);
  first.start();
  await clock.advance(2 * 3_600_000);
  await until(() => days().length === 1, { what: 'the day before' });
  first.stop();
  // nobody is there for five days
  const later = createTestClock(Date.parse('2026-11-16T09:00:00Z'));
  const second = records(later);
  second.start();
  await later.advance(3_700_000);
  const missed = ['2026-11-15', '2026-11-14', '2026-11-13', '2026-11-12', '2026-11-11'];
  await until(() => days().length === 6, { what: 'the days between' });
  expect(days()).toEqual([...missed, '2026-11-10']);
  expect(store.reconciliations(100).map(({ filled }) => filled)).toEqual([0, 1, 0, 0, 0, 0]);
  const looked = store.reconciliations(100).map(({ at }) => at);
  await later.advance(3_700_000);
  second.stop();
  expect(store.reconciliations(100).map(({ at }) => at)).toEqual(looked);
});

test('R3 a server that is restarted every half hour compares its days, too', async () => {
  const store = createCdrStore(temp.handle);
  temp.handle.sqlite.exec('DELETE FROM reconciliations');
  const clock = createTestClock(Date.parse('2026-12-20T09:00:00Z'));
  const short = records(clock);
  short.start();
  await clock.advance(1_800_000);
  await until(() => store.reconciliations(9).length === 1, { what: 'the day before' });
  short.stop();
  expect(clock.timers()).toBe(0);
});

test('R3 a day that was compared by hand while it went on is compared once more when it is over', async () => {
  const store = createCdrStore(temp.handle);
  temp.handle.sqlite.exec('DELETE FROM reconciliations');
  writeFileSync(file, '');
  const clock = createTestClock(Date.parse('2026-12-14T09:00:00Z'));
  const today = records(clock);
  expect(await today.reconcile('office', '2026-12-14')).toMatchObject({ missing: 0, calls: 0 });
  await expect(today.reconcile('office', '2026-12-16')).rejects.toMatchObject({
    code: 'day-not-begun',
  });
  writeFileSync(file, line('2026-12-14T10:00:00Z'));
  const later = createTestClock(Date.parse('2026-12-15T09:00:00Z'));
  const tomorrow = records(later);
  tomorrow.start();
  await later.advance(3_700_000);
  await until(() => store.reconciliations(9).some(({ calls }) => calls === 1), {
    what: 'the whole day',
  });
  tomorrow.stop();
  const [looked] = store.reconciliations(9).filter(({ day }) => day === '2026-12-14');
  expect(looked).toMatchObject({ calls: 1, extra: 0, different: 0 });
});

describe('R3 records that do not reach back', () => {
  const seen = (began: string, id: string) =>
    temp.log.append(
      aChange({
        ...ended(aCall({ id, linkedIds: [] }), { endedAt: began.replace(':00Z', ':04.000Z') }),
        startedAt: began.replace('Z', '.000Z'),
      }),
    );

  test('a day whose records were thrown away is said to be so, not all its calls to lack one', async () => {
    seen('2026-09-14T08:00:00Z', 'office-a');
    seen('2026-09-14T12:00:00Z', 'office-b');
    writeFileSync(file, line('2026-09-14T11:00:00Z'));
    expect(await records().reconcile('office', '2026-09-14')).toMatchObject({
      calls: 1,
      missing: 1,
      extra: 1,
      recordsFrom: '2026-09-14T11:00:00.000Z',
      findings: [{ kind: 'missing' }, { kind: 'extra', callId: 'office-b' }],
    });
    writeFileSync(file, line('2026-09-20T11:00:00Z'));
    expect(await records().reconcile('office', '2026-09-14')).toMatchObject({
      calls: 0,
      extra: 0,
      recordsFrom: '2026-09-20T11:00:00.000Z',
    });
  });

  test('where they do reach back, a call without one is named', async () => {
    seen('2026-09-07T08:00:00Z', 'office-c');
    writeFileSync(file, line('2026-09-01T11:00:00Z') + line('2026-09-20T11:00:00Z'));
    expect(await records().reconcile('office', '2026-09-07')).toMatchObject({
      calls: 0,
      extra: 1,
      recordsFrom: null,
    });
  });
});

test('L10 what is too old to be kept does not come back by records', async () => {
  writeFileSync(file, line('2026-10-07T08:00:00Z') + line('2026-10-07T11:00:00Z'));
  const since = Date.parse('2026-10-07T10:00:00Z');
  const kept = records(undefined, since);
  expect(await kept.reconcile('office', '2026-10-07')).toMatchObject({ calls: 1, filled: 1 });
  const day = [Date.parse('2026-10-07'), Date.parse('2026-10-08')] as const;
  expect(temp.log.startedBetween('office', ...day)).toHaveLength(1);
  await expect(kept.reconcile('office', '2026-10-05')).rejects.toMatchObject({
    code: 'day-removed',
  });
});

function records(clock = createTestClock(Date.UTC(2030, 0, 1)), keptSince = 0) {
  const isExtension = (name: string) => /^\d{3}$/.test(name);
  const found = createCdrRecords({
    log: temp.log,
    identify: () => ({ kind: 'unknown' }),
    store: createCdrStore(temp.handle),
    keptSince: () => keptSince,
    clock,
    logger: silentLog,
  });
  const cdr = { kind: 'file', file, table: null };
  found.add({
    config: { id: 'office', outsidePrefix: '', cdr } as never,
    isExtension,
    toE164: (number) => `+${number}`,
  });
  return found;
}
