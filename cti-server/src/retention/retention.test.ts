import { createDossiers } from '@perezvon/crm-core';
import { mkdirSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aCall, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { writesHere } from '../../../fixtures/writes-here.ts';
import type { Entry } from '../call-log/entry.ts';
import { recordingsWithIds } from '../call-log/recording-ids.ts';
import { createCaptureStore, packCapture } from '../captures/store.ts';
import type { RetentionRules, RetentionRun } from '../contract/index.ts';
import { silentLog } from '../kernel/log.ts';
import { createFolderSource } from '../recordings/folder-source.ts';
import type { RecordingSource } from '../recordings/source.ts';
import { createRecordingFiles } from './recording-files.ts';
import { createRetention } from './retention.ts';
import { createRules, DAY_MS } from './rules.ts';
import { createRetentionStore } from './store.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const KEPT: RetentionRules = { callsDays: null, recordingsDays: null, capturesDays: 14 };

let temp: TempLog;
let clock: TestClock;
let folder: string;
let entries: Entry[];
beforeEach(() => {
  clock = createTestClock(NOW);
  temp = createTempLog(clock);
  folder = join(dirname(temp.handle.file), 'monitor');
  mkdirSync(folder);
  entries = [];
  temp.log.subscribe((entry) => entries.push(entry));
});
afterEach(() => temp.remove());

/** A call of so many days ago that is over and was recorded. */
function aged(id: string, days: number, further: readonly string[] = []): void {
  const startedAt = new Date(NOW - days * DAY_MS).toISOString();
  const endedAt = new Date(NOW - days * DAY_MS + 60_000).toISOString();
  const files = [`${id}.wav`, ...further];
  const call = aCall({ id, startedAt, recording: `${id}.wav` });
  const recordings = files.map((file, place) => ({ n: place + 1, file, startedAt, endedAt }));
  const record = ended(further.length > 0 ? { ...call, recordings } : call, { endedAt });
  for (const file of files) writeFileSync(join(folder, file), Buffer.alloc(100));
  const at = Date.parse(endedAt);
  const caller = { kind: 'unknown' } as const;
  temp.log.append({ at, pbx: 'office', record, caller, complete: true, merged: [] });
}

async function stage(rules: RetentionRules, source: RecordingSource = createFolderSource(folder)) {
  const store = {
    ...createRetentionStore(temp.handle),
    ...writesHere(temp.handle, clock).retention,
  };
  const runs: RetentionRun[] = [];
  const set = createRules(store, 14);
  await set.set(rules);
  const retention = createRetention({
    rules: set,
    store,
    callLog: temp.log,
    clock,
    log: silentLog,
    dossiers: createDossiers(temp.handle),
    files: createRecordingFiles(() => source),
    ran: async (run) => void runs.push(run),
  });
  return {
    runs,
    retention,
    async run() {
      let isOver = false;
      const done = retention.run().finally(() => {
        isOver = true;
      });
      while (!isOver) await clock.advance(100);
      await done;
    },
  };
}

const ids = () => temp.log.newest(100).map(({ record }) => record.id);
const rows = (table: string) =>
  temp.handle.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

test('L10 nothing goes until a rule says so', async () => {
  aged('old', 4_000);
  const { run, runs } = await stage(KEPT);
  await run();
  expect(ids()).toEqual(['old']);
  expect(runs).toEqual([]);
});

test('L10 older calls go with all that is kept of them, the others stay; pages are told', async () => {
  for (let i = 0; i < 120; i += 1) aged(`old-${i}`, 31 + i);
  aged('young', 29);
  await clock.advance(0);
  const captures = createCaptureStore(temp.handle);
  const body = await packCapture({ messages: [], cut: false, pops: [] });
  await captures.write([{ callId: 'old-0', at: NOW, body }], []);
  await temp.log.setNote('old-0', { note: 'a note written today' }, NOW);
  const { run, runs, retention } = await stage({ ...KEPT, callsDays: 30 });
  expect(await retention.preview({ ...KEPT, callsDays: 30 })).toEqual({
    calls: 120,
    recordings: 120,
    captures: 0,
  });
  await run();
  expect(ids()).toEqual(['young']);
  for (const table of ['interactions', 'call_extensions', 'calls']) expect(rows(table)).toBe(1);
  expect(rows('call_capture_parts')).toBe(0);
  // 50 at a time, each step an entry of its own; nothing that the log said before names them
  const told = entries.flatMap((entry) => (entry.kind === 'removed' ? entry.callIds : []));
  expect(new Set(told).size).toBe(120);
  const left = temp.handle.sqlite.prepare('SELECT body FROM call_log_entries').pluck().all();
  expect(left.filter((one) => String(one).includes('"record":{"id":"old'))).toEqual([]);
  expect(existsSync(join(folder, 'old-3.wav'))).toBe(false);
  expect(existsSync(join(folder, 'young.wav'))).toBe(true);
  expect(runs).toEqual([
    { at: expect.any(String), calls: 120, recordings: 120, left: 0, reason: null },
  ]);
});

test('L10 a call that goes on is not removed, however long', async () => {
  const record = aCall({ id: 'long', startedAt: new Date(NOW - 40 * DAY_MS).toISOString() });
  const caller = { kind: 'unknown' } as const;
  temp.log.append({ at: NOW, pbx: 'office', record, caller, complete: true, merged: [] });
  const { run } = await stage({ ...KEPT, callsDays: 30 });
  await run();
  expect(ids()).toEqual(['long']);
});

test('L10 recordings may go before their calls', async () => {
  aged('old', 31);
  aged('young', 29);
  await clock.advance(0);
  const { run } = await stage({ ...KEPT, recordingsDays: 30 });
  await run();
  const old = await temp.log.get('old');
  expect(old).toMatchObject({ recordingId: null, record: { recording: null } });
  expect((await temp.log.get('young'))?.recordingId).not.toBeNull();
  expect(existsSync(join(folder, 'old.wav'))).toBe(false);
});

test('L10 a recording that cannot be removed stays known, and why is told', async () => {
  aged('old', 31);
  await clock.advance(0);
  const reason = {
    ru: 'диск только для чтения (EROFS)',
    en: 'the file system is read-only (EROFS)',
  };
  const readOnly: RecordingSource = {
    find: async () => null,
    remove: async () => ({ kind: 'left', reason }),
  };
  const { run, retention } = await stage({ ...KEPT, recordingsDays: 30 }, readOnly);
  await run();
  expect(retention.last()).toMatchObject({ recordings: 0, left: 1, reason });
  expect((await temp.log.get('old'))?.recordingId).not.toBeNull();
});

test('L10 C25 every recording of a call goes, with the call or before it, and is counted', async () => {
  aged('older', 61, ['older-2.wav', 'older-3.wav']);
  aged('old', 31, ['old-2.wav']);
  aged('young', 29, ['young-2.wav']);
  await clock.advance(0);
  const rules = { ...KEPT, callsDays: 60, recordingsDays: 30 };
  const { run, retention } = await stage(rules);
  expect(await retention.preview(rules)).toMatchObject({ calls: 1, recordings: 5 });
  await run();
  expect(retention.last()).toMatchObject({ calls: 1, recordings: 5, left: 0 });
  expect(readdirSync(folder).sort()).toEqual(['young-2.wav', 'young.wav']);
  const old = await temp.log.get('old');
  expect(old).toMatchObject({ recordingId: null, record: { recording: null, recordings: [] } });
  expect(await temp.log.get('older')).toBeNull();
});

test('L10 C25 of several one that cannot be removed stays known alone, by its own number', async () => {
  aged('old', 31, ['old-2.wav', 'old-3.wav']);
  await clock.advance(0);
  const id = (await temp.log.get('old'))?.recordingId ?? null;
  const reason = { ru: 'нет прав (EACCES)', en: 'no permission (EACCES)' };
  let isStuck = true;
  const source = createFolderSource(folder);
  const { run, retention } = await stage(
    { ...KEPT, recordingsDays: 30 },
    {
      ...source,
      remove: async (paths) =>
        isStuck && paths.includes('old-2.wav') ? { kind: 'left', reason } : source.remove(paths),
    },
  );
  await run();
  expect(retention.last()).toMatchObject({ recordings: 2, left: 1, reason });
  expect(readdirSync(folder)).toEqual(['old-2.wav']);
  const left = await temp.log.get('old');
  expect(left).toMatchObject({ recordingId: id, record: { recording: 'old-2.wav' } });
  expect(left && recordingsWithIds(left)).toMatchObject([{ id: `${id}.2`, n: 2 }]);
  isStuck = false;
  await run();
  expect(readdirSync(folder)).toEqual([]);
  expect(await temp.log.get('old')).toMatchObject({ recordingId: null });
});

test('L10 rules outlive the server', async () => {
  await stage({ callsDays: 365, recordingsDays: 90, capturesDays: 0 });
  const again = createRules(createRetentionStore(temp.handle), 14);
  expect(again.now()).toEqual({ callsDays: 365, recordingsDays: 90, capturesDays: 0 });
  expect(again.keptSince(NOW)).toBe(NOW - 365 * DAY_MS);
});
