import { storageError } from '@perezvon/crm-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createWriter, type Writer } from './writer.ts';

let temp: TempLog;
let writer: Writer;
let now: number;
let warnings: string[];
/** How far the clock goes on by each look at it. */
let step: number;

beforeEach(() => {
  temp = createTempLog();
  now = 0;
  step = 0;
  warnings = [];
  writer = createWriter({
    handle: temp.handle,
    onLost(error) {
      throw error;
    },
    clock: { ...systemClock, monotonic: () => (now += step) },
    log: { ...silentLog, warn: (_, message) => warnings.push(message) },
  });
  // a disk as slow as the test says: its transactions take that long by the writer's clock
  temp.handle.sqlite.function('pass', (ms) => {
    now += Number(ms);
    return null;
  });
});
afterEach(async () => {
  await writer.close();
  await temp.remove();
});

let serial = 0;
async function write(tookMs: number): Promise<void> {
  temp.handle.sqlite.exec(
    `DROP TRIGGER IF EXISTS temp.slow;
     CREATE TEMP TRIGGER slow AFTER INSERT ON main.calls BEGIN SELECT pass(${tookMs}); END`,
  );
  serial += 1;
  await writer.writes.callLog.write(() => [aChange({ id: `office-${serial}` })]);
}

const inThread = () => until(() => writer.place() === 'thread', { what: 'the thread is there' });
const ids = () => temp.handle.sqlite.prepare('SELECT n FROM call_log_entries').pluck().all();

test('C04 a quick disk is written to on the loop', async () => {
  for (let i = 0; i < 10; i += 1) await write(1);
  expect(writer.place()).toBe('loop');
});

test('C04 on a slow disk a thread of its own writes on, nothing is lost, and the log says so', async () => {
  for (let i = 0; i < 3; i += 1) await write(200);
  // the code of the thread is loaded beside: no call waits for it
  expect(writer.place()).toBe('loop');
  await write(0);
  expect(ids()).toEqual([1, 2, 3, 4]);
  await inThread();
  expect(warnings).toEqual(['The disk is slow: a thread of its own writes now']);
  for (let i = 0; i < 5; i += 1) await write(0);
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('C04 a checkpoint on a slow disk holds no write, nor waits for one', async () => {
  for (let i = 0; i < 3; i += 1) await write(200);
  await inThread();
  temp.handle.sqlite.exec(
    `CREATE TRIGGER late AFTER INSERT ON contacts BEGIN SELECT count(*) FROM (
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000000) SELECT i FROM n
     ); END`,
  );
  const done: string[] = [];
  const person = { kind: 'person' as const, name: 'x', numbers: [] };
  await Promise.all([
    writer.writes.contacts.create(person, { country: 'RU' }).then(() => done.push('write')),
    writer.writes.callLog.checkpoint().then(() => done.push('checkpoint')),
  ]);
  expect(done).toEqual(['checkpoint', 'write']);
});

test('C04 slow writes far between are accidents', async () => {
  for (let i = 0; i < 5; i += 1) {
    await write(200);
    now += 60_000;
  }
  expect(writer.place()).toBe('loop');
});

test('C05 a database that another program holds is no slow disk', async () => {
  const other = temp.openAnother();
  other.sqlite.exec('BEGIN IMMEDIATE');
  step = 200;
  const { contacts } = writer.writes;
  const person = { kind: 'person' as const, name: 'x', numbers: [] };
  for (let i = 0; i < 5; i += 1) {
    await expect(contacts.create(person, { country: 'RU' })).rejects.toThrow('locked');
  }
  expect(writer.place()).toBe('loop');
  expect(warnings).toEqual([]);
});

test.each([
  ['SQLITE_IOERR_FSYNC', 1],
  ['SQLITE_FULL', 0],
])(
  'C03 %s of any write, not of the call log alone: told as the end of all %i times',
  async (code, times) => {
    const lost: unknown[] = [];
    const failing = createWriter({
      handle: temp.handle,
      onLost: (error) => lost.push(error),
      clock: systemClock,
      log: silentLog,
      here: () => Promise.reject(storageError(Object.assign(new Error(code), { code }), 'x.db')),
    });
    await expect(failing.writes.captures.prune(0, 1)).rejects.toThrow('x.db');
    expect(lost).toHaveLength(times);
    await failing.close();
  },
);
