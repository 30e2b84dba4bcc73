import { StorageError } from '@perezvon/crm-core';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { compacted } from './compact.ts';
import type { Draft, Entry } from './entry.ts';

/** Whether the log can be written, since when, and what to do when not. */
export interface CallLogStatus {
  readonly ok: boolean;
  /** ms epoch. */
  readonly since: number;
  readonly detail: string | null;
  readonly cure: string | null;
}

/** Drafts on their way to the disk, in order. */
export interface WriteQueue {
  add(draft: Draft): void;
  /** As `add`; tells whether the draft found its call. Rejects with `StorageError` after 2 s of waiting. */
  ask(draft: Draft): Promise<boolean>;
  status(): CallLogStatus;
  /** Drafts that wait. */
  waiting(): number;
  /** Writes what waits, as far as it can be written, and stops. */
  close(): void;
}

interface Item {
  readonly draft: Draft;
  readonly resolve?: (found: boolean) => void;
  readonly reject?: (why: unknown) => void;
}

/** One transaction's worth: about 20 ms of the loop. */
const BATCH = 200;
/** Each try may hold the loop for SQLite's busy time-out (≤ 50 ms), so they are not close together. */
const RETRY_MS = 150;
/** From then on the log counts as not working, and people's own writes are refused instead of kept waiting. */
const DEGRADED_AFTER_MS = 2_000;
/** Drafts that may wait (some 30 MB); see compact.ts for what happens beyond. */
const MOST_WAITING = 10_000;

/**
 * What comes in one turn of the loop shares one transaction (one fsync); a database that is locked or
 * full is tried again, and nothing overtakes. A draft that the database refuses for itself is left out
 * and logged. After a failed fsync nothing is tried again: what is on the disk is unknown then
 * (sqlite.org/rescode.html#ioerr_fsync).
 */
export function createWriteQueue(options: {
  write(drafts: readonly Draft[]): Entry[][];
  written(entry: Entry): void;
  onFatal(error: unknown): void;
  clock: Clock;
  log: Log;
}): WriteQueue {
  const { clock, log } = options;
  let waiting: Item[] = [];
  let planned = false;
  let closed = false;
  /** That many are written one by one, to find the one that the database refuses. */
  let oneByOne = 0;
  let fatal: unknown = null;
  let trouble: { since: number; error: StorageError } | null = null;
  let okSince = clock.now();

  function plan(ms: number | 'at once'): void {
    if (planned || closed) return;
    planned = true;
    const run = () => {
      planned = false;
      if (!closed) flush();
    };
    if (ms === 'at once') queueMicrotask(run);
    else clock.after(ms, run);
  }

  /** Gives whether something was written. */
  function flush(): boolean {
    if (waiting.length === 0 || fatal !== null) return false;
    const batch = waiting.slice(0, oneByOne > 0 ? 1 : BATCH);
    let outcomes: Entry[][];
    try {
      outcomes = options.write(batch.map(({ draft }) => draft));
    } catch (error) {
      failed(error, batch);
      return false;
    }
    waiting = waiting.slice(batch.length);
    oneByOne = Math.max(0, oneByOne - 1);
    recovered();
    // told before anything else can be written, so that numbers are told in order
    for (const entry of outcomes.flat()) options.written(entry);
    for (const [index, item] of batch.entries()) item.resolve?.(outcomes[index]?.length !== 0);
    // a long queue must not hold the loop
    if (waiting.length > 0) plan(0);
    return true;
  }

  function failed(error: unknown, batch: readonly Item[]): void {
    if (isFatal(error)) return giveUp(error);
    if (error instanceof StorageError) return wait(error);
    if (batch.length > 1) {
      oneByOne = batch.length;
    } else {
      waiting = waiting.slice(1);
      oneByOne = Math.max(0, oneByOne - 1);
      log.error(
        { error: String(error), kind: batch[0]?.draft.kind },
        'A change was left out of the call log',
      );
      batch[0]?.reject?.(error);
    }
    plan(0);
  }

  function wait(error: StorageError): void {
    trouble = { since: trouble?.since ?? clock.now(), error };
    if (clock.now() - trouble.since >= DEGRADED_AFTER_MS) refusePeople(error);
    plan(RETRY_MS);
  }

  function recovered(): void {
    if (trouble === null) return;
    log.info({ waitedMs: clock.now() - trouble.since }, 'The call log can be written again');
    trouble = null;
    warned = false;
    okSince = clock.now();
  }

  let warned = false;
  function refusePeople(error: StorageError): void {
    if (!warned)
      log.warn(
        { problem: error.code, waiting: waiting.length },
        `The call log waits: ${error.message}`,
      );
    warned = true;
    for (const item of waiting) item.reject?.(error);
    waiting = waiting.filter((item) => !item.reject);
  }

  function giveUp(error: unknown): void {
    fatal = error;
    for (const item of waiting) item.reject?.(error);
    options.onFatal(error);
  }

  function push(item: Item): void {
    waiting.push(item);
    if (waiting.length > MOST_WAITING) shed();
    plan('at once');
  }

  function shed(): void {
    const asked = waiting.filter((item) => item.reject);
    const { drafts, given } = compacted(
      waiting.filter((item) => !item.reject).map(({ draft }) => draft),
      MOST_WAITING * 0.9,
    );
    if (given > 0)
      log.error(
        { calls: given },
        'Too many changes wait: calls were given up and recorded as a gap',
      );
    waiting = [...drafts.map((draft) => ({ draft })), ...asked];
  }

  return {
    add: (draft) => push({ draft }),
    ask: (draft) =>
      new Promise((resolve, reject) => {
        if (fatal === null) push({ draft, resolve, reject });
        else reject(fatal);
      }),
    status: () => statusOf({ fatal, trouble, okSince, waiting: waiting.length, now: clock.now() }),
    waiting: () => waiting.length,
    close() {
      while (flush()) continue;
      closed = true;
    },
  };
}

function statusOf(state: {
  fatal: unknown;
  trouble: { since: number; error: StorageError } | null;
  okSince: number;
  waiting: number;
  now: number;
}): CallLogStatus {
  const { fatal, trouble, okSince: since } = state;
  if (fatal !== null) {
    const cure = 'Check the disk and the system log, then start the server again.';
    return { ok: false, since, detail: `The database can't be relied on: ${String(fatal)}`, cure };
  }
  if (trouble && state.now - trouble.since >= DEGRADED_AFTER_MS) {
    const detail = `${state.waiting} changes wait to be written. ${trouble.error.message}`;
    return { ok: false, since: trouble.since, detail, cure: trouble.error.cure };
  }
  return { ok: true, since, detail: null, cure: null };
}

function isFatal(error: unknown): boolean {
  if (!(error instanceof StorageError)) return false;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^SQLITE_IOERR_(DIR_)?FSYNC|^SQLITE_(CORRUPT|NOTADB)/.test(code);
}
