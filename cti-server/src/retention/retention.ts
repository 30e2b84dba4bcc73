import type { Dossiers } from '@perezvon/crm-core';
import type { CallLog } from '../call-log/call-log.ts';
import { iso, type Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import {
  type CallRecording,
  type RetentionPreview,
  type RetentionRules,
  type RetentionRun,
  withRecordings,
} from '../contract/index.ts';
import type { RecordingFiles } from './recording-files.ts';
import { cutOff, DAY_MS, type Rules } from './rules.ts';
import type { AgedCall, AgePlace, RetentionStore } from './store.ts';

/** Removes what is kept longer than the rules say, in small steps, for as long as it runs. */
export interface Retention {
  /** What these rules would remove now. */
  preview(rules: RetentionRules): Promise<RetentionPreview>;
  /** What the last run did; null before the first. */
  last(): RetentionRun | null;
  /** Removes what is too old at once; two runs are one. */
  run(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Calls that go in one transaction: a few ms of the writer's time. */
const STEP = 50;
/** Rows that are looked at in one turn of the loop. */
const LOOK = 100;
/** Between two steps: calls are written meanwhile. */
const PAUSE_MS = 100;
const FIRST_RUN_MS = 5 * 60_000;
const NEXT_RUN_MS = 3_600_000;
/** Where so many files cannot be removed, no more are tried in this run. */
const MOST_LEFT = 100;
const BEGINNING: AgePlace = { startedAt: Number.MIN_SAFE_INTEGER, id: '' };

type Done = { -readonly [K in 'calls' | 'recordings' | 'left' | 'reason']: RetentionRun[K] };

/** `ran` is told of each run that removed something. */
export function createRetention(parts: {
  rules: Rules;
  store: RetentionStore;
  callLog: Pick<CallLog, 'remove' | 'forget' | 'get'>;
  files: RecordingFiles;
  dossiers: Pick<Dossiers, 'eraseBefore'>;
  ran: (run: RetentionRun) => Promise<void>;
  /** What else waits for its hour; it fails by itself. */
  alsoHourly?: () => Promise<void>;
  clock: Clock;
  log: Log;
}): Retention {
  const { rules, store, callLog, files, dossiers, ran, clock, log } = parts;
  let last: RetentionRun | null = null;
  let running: Promise<void> | null = null;
  let over = false;
  let cancel = () => {};

  const pause = () => new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));

  /** Gives those that are left: their files cannot be removed. */
  async function removeFiles(call: AgedCall, done: Done): Promise<CallRecording[]> {
    const left: CallRecording[] = [];
    for (const recording of call.recordings) {
      const removal = await files.remove(call.pbx, recording.file);
      if (removal.kind === 'removed') done.recordings += 1;
      if (removal.kind !== 'left') continue;
      left.push(recording);
      done.left += 1;
      done.reason ??= removal.reason;
    }
    return left;
  }

  /** A file that cannot be removed stays known, to be tried again. */
  async function oldRecordings(before: number, done: Done): Promise<void> {
    let place = BEGINNING;
    for (;;) {
      const calls = store.callsBefore(before, place, LOOK);
      for (const call of calls.filter(({ recordings }) => recordings.length > 0)) {
        if (over || done.left >= MOST_LEFT) return;
        const left = await removeFiles(call, done);
        const logged = left.length < call.recordings.length ? await callLog.get(call.id) : null;
        if (!logged) continue;
        const record = withRecordings(logged.record, left);
        const { caller } = logged;
        await callLog.forget(call.id, { record, caller, whole: false }, clock.now());
      }
      if (over || calls.length < LOOK) return;
      place = calls.at(-1) ?? place;
      await pause();
    }
  }

  async function oldCalls(before: number, done: Done): Promise<void> {
    for (;;) {
      const calls = store.callsBefore(before, BEGINNING, STEP);
      if (over || calls.length === 0) break;
      for (const call of calls) await removeFiles(call, done);
      const ids = calls.map(({ id }) => id);
      await callLog.remove(ids, clock.now());
      done.calls += ids.length;
      await pause();
    }
    await dossiers.eraseBefore(before);
    await store.removeMarksBefore(before);
    await store.removeDaysBefore(iso(before).slice(0, 10));
  }

  async function entriesOfNone(): Promise<void> {
    let after = 0;
    while (!over) {
      const { found, last: next } = store.entriesOfNone(after);
      if (found.length > 0) await store.removeEntries(found);
      if (next === null) return;
      after = next;
      await pause();
    }
  }

  async function runOnce(): Promise<void> {
    const { callsDays, recordingsDays } = rules.now();
    const now = clock.now();
    const done: Done = { calls: 0, recordings: 0, left: 0, reason: null };
    if (recordingsDays !== null) await oldRecordings(cutOff(recordingsDays, now), done);
    if (callsDays !== null) await oldCalls(cutOff(callsDays, now), done);
    if (done.calls > 0) await entriesOfNone();
    last = { at: iso(now), ...done };
    if (done.calls + done.recordings > 0) await ran(last);
  }

  function run(): Promise<void> {
    running ??= runOnce().finally(() => {
      running = null;
    });
    return running;
  }

  async function runAndPlan(): Promise<void> {
    await parts.alsoHourly?.();
    try {
      await run();
    } catch (error) {
      log.warn({ error: String(error) }, 'What is too old was not removed; trying again later');
    }
    if (!over) cancel = clock.after(NEXT_RUN_MS, () => void runAndPlan());
  }

  return {
    last: () => last,
    run,
    async preview({ callsDays, recordingsDays, capturesDays }) {
      const now = clock.now();
      const days = [callsDays, recordingsDays].filter((one) => one !== null);
      const recorded = days.length === 0 ? 0 : await countRecorded(cutOff(Math.min(...days), now));
      const calls = store.countCallsBefore(cutOff(callsDays, now));
      const captures = store.countCapturesBefore(now - capturesDays * DAY_MS);
      return { calls, recordings: recorded, captures };
    },
    start: () => void (cancel = clock.after(FIRST_RUN_MS, () => void runAndPlan())),
    stop() {
      over = true;
      cancel();
    },
  };

  async function countRecorded(before: number): Promise<number> {
    let count = 0;
    let place = BEGINNING;
    for (;;) {
      const calls = store.callsBefore(before, place, LOOK);
      count += calls.reduce((sum, { recordings }) => sum + recordings.length, 0);
      if (calls.length < LOOK) return count;
      place = calls.at(-1) ?? place;
      await nextTurn();
    }
  }
}
