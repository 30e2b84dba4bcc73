import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createBackfill } from './backfill.ts';
import { createCsvSource } from './csv-source.ts';
import { reconcile } from './reconcile.ts';
import type { CdrSource } from './source.ts';
import { createCdrStore } from './store.ts';
import { createTableSource } from './table-source.ts';

let temp: TempLog;
let clock: TestClock;
let dir: string;
let file: string;

beforeEach(() => {
  clock = createTestClock(Date.UTC(2026, 10, 23, 12));
  temp = createTempLog(clock);
  dir = mkdtempSync(join(tmpdir(), 'perezvon-cdr-'));
  file = join(dir, 'Master.csv');
  writeFileSync(file, '');
});
afterEach(async () => {
  await temp.remove();
  rmSync(dir, { recursive: true, force: true });
});

/** A customer's call at 10:00:0`n`, answered by 101, as Asterisk writes it. */
function line(n: number, changed: { zone?: string; app?: string; talkS?: number } = {}): string {
  const talkS = changed.talkS ?? 2;
  const at = (second: number) => `2026-11-23 ${changed.zone ?? '10'}:00:0${second}`;
  const began = Date.UTC(2026, 10, 23, 10) / 1_000 + n;
  const fields = [
    '',
    '79161234567',
    '101',
    'direct',
    '"Анна" <79161234567>',
    `PJSIP/pstn-0000000${n}`,
    `PJSIP/101-0000001${n}`,
    changed.app ?? 'Dial',
    'PJSIP/101,20,tk',
    at(n),
    at(n + 1),
    at(n + 1 + talkS),
    String(1 + talkS),
    String(talkS),
    'ANSWERED',
    'DOCUMENTATION',
    `${began}.${n}`,
    '',
    '',
    `${began}.${n}`,
    '1',
  ];
  return `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\n`;
}

const idOf = (n: number) => `office-${Date.UTC(2026, 10, 23, 10) / 1_000 + n}.${n}`;

function parts(source: CdrSource = createCsvSource(file)) {
  return {
    source,
    store: createCdrStore(temp.handle),
    clock,
    logger: silentLog,
    now: clock.now,
    keptSince: () => 0,
    log: temp.log,
    identify: () => ({ kind: 'unknown' }) as const,
    numbering: {
      pbx: 'office',
      isExtension: (name: string) => /^\d{3}$/.test(name),
      outsidePrefix: '9',
      toE164: (number: string) => `+${number}`,
    },
  };
}

const all = async () => (await temp.log.list({ endpoints: null }, { limit: 50 })).items;

describe('R4 calls of the time away are filled in', () => {
  test('A05 each once, said to be from records; again changes nothing, nor does a server started anew', async () => {
    await createBackfill(parts()).look();
    appendFileSync(file, line(1) + line(2));
    await createBackfill(parts()).look();
    const first = await all();
    expect(first.map(({ record }) => [record.id, record.reason, record.disposition])).toEqual([
      [idOf(2), 'from-cdr', 'answered'],
      [idOf(1), 'from-cdr', 'answered'],
    ]);
    expect(first[1]).toMatchObject({
      complete: false,
      record: {
        direction: 'inbound',
        externalNumber: '79161234567',
        answeredBy: ['101'],
        handledBy: ['101'],
        startedAt: '2026-11-23T10:00:01.000Z',
        answeredAt: '2026-11-23T10:00:02.000Z',
        endedAt: '2026-11-23T10:00:04.000Z',
        waitMs: 1_000,
        talkMs: 2_000,
      },
    });
    const entries = temp.log.lastN();
    await createBackfill(parts()).look();
    temp.handle.sqlite.exec('DELETE FROM cdr_places');
    temp.handle.sqlite
      .prepare("INSERT INTO cdr_places VALUES ('office', ?)")
      .run(JSON.stringify({ offset: 0, head: { length: 0, hash: '' } }));
    await createBackfill(parts()).look();
    expect([await all(), temp.log.lastN()]).toEqual([first, entries]);
  });

  test('what was there before the very first look stays out', async () => {
    writeFileSync(file, line(1));
    await createBackfill(parts()).look();
    await createBackfill(parts()).look();
    expect(await all()).toEqual([]);
  });

  test('a call that was seen stays as it was seen', async () => {
    await createBackfill(parts()).look();
    temp.log.append(aChange({ ...ended(aCall()), id: idOf(1), linkedIds: [idOf(1).slice(7)] }));
    await clock.advance(0);
    const before = await all();
    appendFileSync(file, line(1));
    await createBackfill(parts()).look();
    expect(await all()).toEqual(before);
  });

  test('R2 a call whose end nobody saw gets it; what people wrote and who it was stays', async () => {
    await createBackfill(parts()).look();
    const startedAt = '2026-11-23T10:00:01.010Z';
    temp.log.append(aChange({ id: idOf(1), startedAt }));
    temp.log.closeMissing('office', new Set(), { at: clock.now() });
    await clock.advance(0);
    await temp.log.setNote(idOf(1), { note: 'wants a call-back' }, clock.now());
    appendFileSync(file, line(1));
    await createBackfill(parts()).look();
    expect(await temp.log.get(idOf(1))).toMatchObject({
      note: 'wants a call-back',
      record: {
        reason: 'end-from-cdr',
        disposition: 'answered',
        answeredBy: ['101'],
        startedAt,
        endedAt: '2026-11-23T10:00:04.000Z',
        legs: [{ party: '101', endedAt: '2026-11-23T10:00:04.000Z', result: 'answered' }],
      },
    });
  });

  test('R2 no leg outlasts a call whose end the records tell, though it was closed at the next start', async () => {
    await createBackfill(parts()).look();
    const times = { rangAt: '2026-11-23T10:00:01.010Z', answeredAt: '2026-11-23T10:00:02.100Z' };
    const answered = { kind: 'extension', result: 'answered', cause: null, ...times } as const;
    const gone = { ...answered, party: '102', endedAt: '2026-11-23T10:00:02.900Z' };
    const legs = [gone, { ...answered, party: '101', endedAt: null }];
    const open = {
      state: 'talking',
      answeredAt: times.answeredAt,
      startedAt: times.rangAt,
    } as const;
    temp.log.append(aChange({ id: idOf(1), ...open, legs }));
    temp.log.closeMissing('office', new Set(), { at: clock.now() });
    appendFileSync(file, line(1));
    await createBackfill(parts()).look();
    expect((await temp.log.get(idOf(1)))?.record).toMatchObject({
      reason: 'end-from-cdr',
      endedAt: '2026-11-23T10:00:04.000Z',
      legs: [gone, { party: '101', endedAt: '2026-11-23T10:00:04.000Z', result: 'answered' }],
    });
  });

  test('a call that may still be on the live road waits', async () => {
    await createBackfill(parts()).look();
    appendFileSync(file, line(1));
    clock = createTestClock(Date.UTC(2026, 10, 23, 10, 0, 10));
    await createBackfill(parts()).look();
    expect(await all()).toEqual([]);
    await clock.advance(20_000);
    await createBackfill(parts()).look();
    expect(await all()).toHaveLength(1);
  });

  test('half a line waits for its end; a file that was replaced is read from its beginning', async () => {
    await createBackfill(parts()).look();
    appendFileSync(file, line(1).slice(0, 40));
    await createBackfill(parts()).look();
    expect(await all()).toEqual([]);
    appendFileSync(file, line(1).slice(40));
    await createBackfill(parts()).look();
    renameSync(file, `${file}.1`);
    writeFileSync(file, line(2));
    await createBackfill(parts()).look();
    expect((await all()).map(({ record }) => record.id)).toEqual([idOf(2), idOf(1)]);
  });

  test('A12 records in a zone of their own are put right', async () => {
    await createBackfill(parts()).look();
    appendFileSync(file, line(1, { zone: '13' }));
    clock = createTestClock(Date.UTC(2026, 10, 23, 14));
    await createBackfill(parts()).look();
    expect((await all())[0]?.record.startedAt).toBe('2026-11-23T10:00:01.000Z');
  });

  test.each([
    ['within the last second that the records know', 900],
    ['by a clock that is an hour off', 3_600_000],
  ])('R2 a call that was seen stays as seen: it began %s', async (_, later) => {
    await createBackfill(parts()).look();
    const began = Date.UTC(2026, 10, 23, 10, 0, 1) + later;
    const seen = ended(
      aCall({ id: idOf(1), linkedIds: [], startedAt: new Date(began).toISOString() }),
    );
    temp.log.append(aChange(seen));
    appendFileSync(file, line(1).replace('10:00:02', '10:00:01').replace('10:00:04', '10:00:01'));
    await createBackfill(parts()).look();
    expect((await all()).map(({ record }) => record)).toEqual([seen]);
  });

  test('R2 a call that was joined in its middle gets number, direction and answer from the records, once', async () => {
    await createBackfill(parts()).look();
    const joined = ended(
      aCall({
        id: idOf(1),
        linkedIds: [],
        direction: 'outbound',
        externalNumber: null,
        e164: null,
        startedAt: '2026-11-23T10:00:01.500Z',
      }),
      { disposition: 'failed', endedAt: '2026-11-23T10:00:04.200Z' },
    );
    temp.log.append(aChange(joined, { complete: false }));
    appendFileSync(file, line(1));
    await createBackfill(parts()).look();
    const [call] = await all();
    expect(call?.record).toMatchObject({
      direction: 'inbound',
      externalNumber: '79161234567',
      disposition: 'answered',
      handledBy: ['101'],
      startedAt: '2026-11-23T10:00:01.500Z',
      reason: 'completed-from-cdr',
    });
    const entries = temp.log.lastN();
    await reconcile(
      { day: '2026-11-23', from: Date.UTC(2026, 10, 23), to: Date.UTC(2026, 10, 24) },
      parts(),
    );
    expect(temp.log.lastN()).toBe(entries);
  });

  test.each([
    ['well apart from it', '2026-11-23T10:00:30.000Z', 'end-from-cdr', '2026-11-23T10:00:04.000Z'],
    ['at the same time', '2026-11-23T10:00:04.300Z', 'pbx-restarted', '2026-11-23T10:00:04.300Z'],
  ])(
    'R2 a call that a restart of the PBX ended, and records %s',
    async (_, endedAt, reason, end) => {
      await createBackfill(parts()).look();
      const startedAt = '2026-11-23T10:00:01.200Z';
      const cut = ended(aCall({ id: idOf(1), linkedIds: [], startedAt, reason: 'pbx-restarted' }), {
        endedAt,
        answeredAt: '2026-11-23T10:00:02.300Z',
      });
      temp.log.append(aChange(cut, { complete: false }));
      appendFileSync(file, line(1));
      await createBackfill(parts()).look();
      expect((await all())[0]?.record).toMatchObject({ reason, endedAt: end });
    },
  );

  test.each([
    ['as the records say', '10'],
    ['by a PBX clock that is an hour off', '11'],
  ])(
    'R2 a talk that was there when the link came back began when it was answered, %s',
    async (_, zone) => {
      await createBackfill(parts()).look();
      const [startedAt, endedAt] = ['2026-11-23T10:00:01.300Z', '2026-11-23T10:00:06.400Z'];
      const back = '2026-11-23T10:00:05.900Z';
      const leg = { party: '101', kind: 'extension', rangAt: startedAt, answeredAt: back } as const;
      const joined = aCall({
        id: idOf(1),
        linkedIds: [],
        startedAt,
        answeredAt: back,
        endedAt,
        state: 'ended',
        disposition: 'answered',
        waitMs: 4_600,
        ringMs: 4_600,
        talkMs: 500,
        legs: [{ ...leg, endedAt, result: 'answered', cause: 16 }],
      });
      temp.log.append(aChange(joined, { complete: false }));
      appendFileSync(file, line(1, { zone, talkS: 4 }));
      await createBackfill(parts()).look();
      const answeredAt = '2026-11-23T10:00:02.400Z';
      expect((await all()).map(({ record }) => record)).toEqual([
        {
          ...joined,
          answeredAt,
          waitMs: 1_100,
          ringMs: 1_100,
          talkMs: 4_000,
          legs: [{ ...leg, answeredAt, endedAt, result: 'answered', cause: 16 }],
          reason: 'completed-from-cdr',
        },
      ]);
      const entries = temp.log.lastN();
      await createBackfill(parts()).look();
      expect(temp.log.lastN()).toBe(entries);
    },
  );

  test('C02 what was seen and waits for a full disk is not taken for missing', async () => {
    await createBackfill(parts()).look();
    const seen = ended(
      aCall({ id: idOf(1), linkedIds: [], startedAt: '2026-11-23T10:00:01.200Z' }),
    );
    const another = temp.openAnother();
    another.sqlite.exec('BEGIN IMMEDIATE');
    temp.log.append(aChange(seen));
    appendFileSync(file, line(1));
    const backfill = createBackfill(parts());
    await backfill.look();
    expect(backfill.status().detail).toContain('wait to be written');
    another.sqlite.exec('COMMIT');
    await clock.advance(1_000);
    await backfill.look();
    expect(backfill.status().ok).toBe(true);
    expect((await all()).map(({ record }) => record)).toEqual([seen]);
  });

  test('R2 a call that the log still holds open at the start is looked at again when it is closed', async () => {
    await createBackfill(parts()).look();
    const open = aCall({ id: idOf(1), linkedIds: [], startedAt: '2026-11-23T10:00:01.200Z' });
    temp.log.append(aChange(open));
    appendFileSync(file, line(1));
    const now = { now: () => Date.UTC(2026, 10, 23, 10, 0, 30) };
    const backfill = createBackfill({ ...parts(), clock: { ...clock, ...now } });
    await backfill.look();
    temp.log.closeMissing('office', new Set(), { at: Date.UTC(2026, 10, 23, 10, 0, 31) });
    await clock.advance(1);
    await backfill.look();
    expect((await all())[0]?.record).toMatchObject({
      reason: 'end-from-cdr',
      disposition: 'answered',
      endedAt: '2026-11-23T10:00:04.000Z',
    });
  });

  test('what cannot be read is said, with what to do; the next look goes on', async () => {
    await createBackfill(parts()).look();
    rmSync(file);
    const elsewhere = parts(createCsvSource(join(dir, 'no-such-folder', 'Master.csv')));
    const wrong = createBackfill(elsewhere);
    await wrong.look();
    expect(wrong.status()).toMatchObject({ ok: false });
    expect(wrong.status().detail).toContain('Let this server read the file');
    expect(wrong.status().words?.ru).toContain('Дайте серверу читать этот файл');
    // a PBX that had no call yet has no file
    const backfill = createBackfill(parts());
    await backfill.look();
    expect(backfill.status()).toMatchObject({ ok: true });
    writeFileSync(file, '"","101","102"\n');
    await backfill.look();
    expect(backfill.status().detail).toContain('loguniqueid = yes');
    writeFileSync(file, line(1));
    await backfill.look();
    expect(backfill.status()).toMatchObject({ ok: true, detail: null, words: null });
  });

  test('R4 the same from a table of SQLite, also one with the columns of FreePBX', async () => {
    const table = join(dir, 'cdr.db');
    const database = new Sqlite(table);
    database.exec(
      'CREATE TABLE cdr (calldate, src, dst, channel, dstchannel, lastapp, lastdata, duration, billsec, disposition, uniqueid)',
    );
    await createBackfill(parts(createTableSource(table, 'cdr'))).look();
    const began = idOf(1).slice(7);
    database
      .prepare('INSERT INTO cdr VALUES (?,?,?,?,?,?,?,?,?,?,?)')
      .run(
        ...[
          '2026-11-23 10:00:01',
          '79161234567',
          '101',
          'PJSIP/pstn-00000001',
          'PJSIP/101-00000011',
        ],
        'Dial',
        'PJSIP/101,20',
        3,
        2,
        'ANSWERED',
        began,
      );
    database.close();
    await createBackfill(parts(createTableSource(table, 'cdr'))).look();
    expect((await all())[0]?.record).toMatchObject({
      id: idOf(1),
      answeredAt: '2026-11-23T10:00:03.000Z',
      endedAt: '2026-11-23T10:00:05.000Z',
    });
    await expect(createTableSource(table, 'other').read(null)).rejects.toThrow(
      /Table other .* cdr_sqlite3_custom\.conf/,
    );
  });
});

describe('R3 a day of the log against the records', () => {
  const day = { day: '2026-11-23', from: Date.UTC(2026, 10, 23), to: Date.UTC(2026, 10, 24) };
  const seen = (n: number) => ({
    ...ended(aCall({ handledBy: ['101'], answeredBy: ['101'] })),
    id: idOf(n),
    linkedIds: [idOf(n).slice(7)],
    startedAt: `2026-11-23T10:00:0${n}.010Z`,
    answeredAt: `2026-11-23T10:00:0${n + 1}.010Z`,
    endedAt: `2026-11-23T10:00:0${n + 3}.020Z`,
  });

  test('all is there: nothing to tell', async () => {
    appendFileSync(file, line(1) + line(2));
    for (const n of [1, 2]) temp.log.append(aChange(seen(n)));
    await clock.advance(0);
    expect(await reconcile(day, parts())).toEqual({
      pbx: 'office',
      day: '2026-11-23',
      at: '2026-11-23T12:00:00.000Z',
      calls: 2,
      missing: 0,
      extra: 0,
      different: 0,
      filled: 0,
      findings: [],
      recordsFrom: null,
      clockAheadMs: 0,
    });
  });

  test('of a click-to-call whose phone was away the PBX has no record: it is not extra', async () => {
    appendFileSync(file, line(1));
    temp.log.append(aChange(seen(1)));
    const leg = { party: '101', kind: 'extension', result: 'failed', cause: null } as const;
    const never = { rangAt: null, answeredAt: null, endedAt: seen(2).startedAt };
    const away = { disposition: 'failed', reason: 'agent-failed' } as const;
    temp.log.append(
      aChange({ ...seen(2), ...away, answeredAt: null, legs: [{ ...leg, ...never }] }),
    );
    // had the PBX made a channel for it, there would be a record
    const gone = { ...leg, ...never, cause: 18 };
    temp.log.append(aChange({ ...seen(3), ...away, answeredAt: null, legs: [gone] }));
    await clock.advance(0);
    const found = await reconcile(day, parts());
    expect(found).toMatchObject({ calls: 1, missing: 0, extra: 1 });
    expect(found.findings.map(({ callId }) => callId)).toEqual([idOf(3)]);
  });

  test('what is missing, extra or different is named, and what is missing is filled in', async () => {
    appendFileSync(file, line(1) + line(2));
    temp.log.append(aChange({ ...seen(2), e164: '+79990000000' }));
    temp.log.append(aChange(seen(3)));
    await clock.advance(0);
    const found = await reconcile(day, parts());
    expect(found).toMatchObject({ calls: 2, missing: 1, extra: 1, different: 1, filled: 1 });
    expect(found.findings.map(({ kind, callId }) => [kind, callId])).toEqual([
      ['missing', idOf(1)],
      ['different', idOf(2)],
      ['extra', idOf(3)],
    ]);
    expect(found.findings[1]?.differences).toEqual([
      { field: 'externalNumber', log: '9990000000', cdr: '9161234567' },
    ]);
    const again = await reconcile(day, parts());
    expect(again).toMatchObject({ missing: 0, filled: 0 });
    expect(readFileSync(file, 'utf8')).toBe(line(1) + line(2));
  });
});
