import { type DatabaseHandle, StorageError } from '@perezvon/crm-core';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Caller } from '../contract/index.ts';
import type { Entry, Gap, LoggedCall } from './entry.ts';
import { type CallStore, createCallStore } from './store.ts';
import { createEntryWriter, type Draft } from './writer.ts';

/** Whether the log can be written, since when, and what to do when not. */
export interface CallLogStatus {
  readonly ok: boolean;
  /** ms epoch. */
  readonly since: number;
  readonly detail: string | null;
  readonly cure: string | null;
}

/**
 * The numbered log of calls. What subscribers hear is on the disk; a change that can't be written waits
 * and is tried again, in order.
 */
export interface CallLog
  extends Pick<
    CallStore,
    'list' | 'get' | 'byRecording' | 'open' | 'newest' | 'since' | 'choiceFor' | 'lastGap'
  > {
  append(change: Omit<Extract<Draft, { kind: 'call' }>, 'kind'>): void;
  recordGap(gap: Gap, at: number): void;
  /** Saves the operator's note and tells all. False when there is no such call. @throws StorageError */
  setNote(callId: string, note: string, at: number): Promise<boolean>;
  /** Keeps whom the operator chose, for this call and for its number. False when no such call or contact. */
  chooseContact(
    callId: string,
    caller: Extract<Caller, { kind: 'known' }>,
    at: number,
  ): Promise<boolean>;
  /** Ends the calls of a PBX that a snapshot no longer has, marked as not all seen. */
  closeMissing(pbx: string, stillOpen: ReadonlySet<string>, at: number): void;
  subscribe(listener: (entry: Entry) => void): () => void;
  readonly epoch: string;
  lastN(): number;
  /** Number of the oldest entry kept; what is before it is told by a snapshot. */
  firstN(): number;
  status(): CallLogStatus;
  /** Entries that wait to be written. */
  waiting(): number;
  /** Writes what waits, then stops. */
  close(): void;
}

const RETRY_MS = 100;
const DEGRADED_AFTER_MS = 2_000;
/** Above this many waiting changes only the newest of each call is kept: its last state is never lost. */
const MOST_WAITING = 10_000;
const BATCH = 200;
const KEEP_ENTRIES = 20_000;
const KEEP_MS = 24 * 60 * 60_000;
const PRUNE_EVERY_MS = 60_000;

/** Opens the log in a migrated database. `onFatal` is told when the disk failed and the handle must not be used on. */
export function createCallLog(options: {
  handle: DatabaseHandle;
  clock: Clock;
  log: Log;
  onFatal(error: unknown): void;
}): CallLog {
  const { handle, clock, log } = options;
  const store = createCallStore(handle);
  const writer = createEntryWriter(handle, () => clock.token(16));
  const epoch = store.epoch(() => clock.id());
  const listeners = new Set<(entry: Entry) => void>();
  let waiting: Draft[] = [];
  let scheduled = false;
  let blockedSince: number | null = null;
  let problem: StorageError | null = null;
  let since = clock.now();
  let dead = false;
  let lastN = store.lastN();
  let firstN = store.firstN();

  const tell = (entry: Entry) => {
    lastN = entry.n;
    for (const listener of listeners) {
      try {
        listener(entry);
      } catch (error) {
        log.error({ n: entry.n, error: String(error) }, 'A listener of the call log failed');
      }
    }
  };

  const flush = (): void => {
    scheduled = false;
    while (waiting.length > 0 && !dead) {
      const batch = waiting.slice(0, BATCH);
      let entries: Entry[];
      try {
        entries = writer.write(batch);
      } catch (error) {
        return onBlocked(error, batch);
      }
      waiting = waiting.slice(batch.length);
      if (blockedSince !== null) {
        log.info({ waitedMs: clock.now() - blockedSince }, 'The call log can be written again');
        blockedSince = null;
        problem = null;
        since = clock.now();
      }
      for (const entry of entries) tell(entry);
    }
  };

  const onBlocked = (error: unknown, batch: readonly Draft[]): void => {
    if (isFailedSync(error)) {
      dead = true;
      options.onFatal(error);
      return;
    }
    if (!(error instanceof StorageError)) {
      // one change that the database refuses for itself must not hold up the others
      log.error({ error: String(error) }, 'A change could not be written to the call log');
      if (batch.length === 1) waiting = waiting.slice(1);
      else return writeSingly(batch);
      return schedule(0);
    }
    problem = error;
    if (blockedSince === null) {
      blockedSince = clock.now();
      clock.after(DEGRADED_AFTER_MS, () => {
        if (blockedSince !== null)
          log.warn({ problem: error.code }, `The call log waits: ${error.message}`);
      });
    }
    schedule(RETRY_MS);
  };

  const writeSingly = (batch: readonly Draft[]): void => {
    waiting = waiting.slice(batch.length);
    for (const draft of batch) {
      try {
        for (const entry of writer.write([draft])) tell(entry);
      } catch (error) {
        if (error instanceof StorageError) waiting.unshift(draft);
        else log.error({ error: String(error) }, 'A change was left out of the call log');
      }
    }
    if (waiting.length > 0) schedule(RETRY_MS);
  };

  const schedule = (ms: number): void => {
    if (scheduled) return;
    scheduled = true;
    if (ms === 0) queueMicrotask(flush);
    else clock.after(ms, flush);
  };

  const add = (draft: Draft): void => {
    waiting.push(draft);
    if (waiting.length > MOST_WAITING) waiting = newestOfEach(waiting);
    schedule(0);
  };

  const prune = (): void => {
    if (dead) return;
    try {
      const removed = store.prune({
        entries: KEEP_ENTRIES,
        since: clock.now() - KEEP_MS,
        most: 500,
      });
      if (removed > 0) firstN = store.firstN();
    } catch (error) {
      log.debug({ error: String(error) }, 'Old entries were not removed; trying again later');
    }
    cancelPrune = clock.after(PRUNE_EVERY_MS, prune);
  };
  let cancelPrune = clock.after(PRUNE_EVERY_MS, prune);

  /** Tells a call anew after something beside the PBX's events changed. */
  const retell = (call: LoggedCall, caller: Caller, at: number) =>
    add({
      kind: 'call',
      at,
      pbx: call.pbx,
      record: call.record,
      caller,
      complete: call.complete,
      merged: [],
    });

  return {
    list: store.list,
    get: store.get,
    byRecording: store.byRecording,
    open: store.open,
    newest: store.newest,
    since: store.since,
    choiceFor: store.choiceFor,
    lastGap: store.lastGap,
    append: (change) => add({ kind: 'call', ...change }),
    recordGap: (gap, at) => add({ kind: 'gap', at, ...gap }),
    async setNote(callId, note, at) {
      if (!store.setNote(callId, note)) return false;
      const call = await store.get(callId);
      if (call) retell(call, call.caller, at);
      return true;
    },
    async chooseContact(callId, caller, at) {
      const call = await store.get(callId);
      if (!call || !store.chooseContact(call, caller.contact.id)) return false;
      retell(call, caller, at);
      return true;
    },
    closeMissing(pbx, stillOpen, at) {
      for (const call of store.open(pbx)) {
        if (!stillOpen.has(call.record.id)) add(closedUnseen(call, at));
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    epoch,
    lastN: () => lastN,
    firstN: () => firstN,
    status() {
      const blocked = blockedSince !== null && clock.now() - blockedSince >= DEGRADED_AFTER_MS;
      const detail = problem ? `${waiting.length} changes wait. ${problem.message}` : null;
      if (dead)
        return {
          ok: false,
          since,
          detail: 'The disk failed.',
          cure: 'Check the disk, then restart the server.',
        };
      return blocked
        ? { ok: false, since: blockedSince ?? since, detail, cure: problem?.cure ?? null }
        : { ok: true, since, detail: null, cure: null };
    },
    waiting: () => waiting.length,
    close() {
      cancelPrune();
      flush();
    },
  };
}

/** After a failed fsync SQLite can't know what is on the disk: no hope, no retry. */
function isFailedSync(error: unknown): boolean {
  const cause = error instanceof StorageError ? error.cause : error;
  return (
    cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_IOERR_FSYNC')
  );
}

function newestOfEach(drafts: readonly Draft[]): Draft[] {
  const last = new Map<string, Draft>();
  for (const [index, draft] of drafts.entries()) {
    const key = draft.kind === 'call' ? draft.record.id : `gap ${index}`;
    const before = last.get(key);
    const merged =
      before?.kind === 'call' && draft.kind === 'call' ? [...before.merged, ...draft.merged] : [];
    last.delete(key);
    last.set(key, draft.kind === 'call' ? { ...draft, merged } : draft);
  }
  return [...last.values()];
}

function closedUnseen(call: LoggedCall, at: number): Draft {
  const endedAt = new Date(at).toISOString();
  const legs = call.record.legs.map((leg) => ({ ...leg, endedAt: leg.endedAt ?? endedAt }));
  const disposition = call.record.answeredAt === null ? ('failed' as const) : ('answered' as const);
  const record = {
    ...call.record,
    state: 'ended' as const,
    endedAt,
    legs,
    disposition,
    reason: 'end-not-seen',
  };
  return {
    kind: 'call',
    at,
    pbx: call.pbx,
    record,
    caller: call.caller,
    complete: false,
    merged: [],
  };
}
