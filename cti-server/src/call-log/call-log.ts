import type { DatabaseHandle } from '@perezvon/crm-core';
import type { Caller } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { keepWalShort } from './checkpoints.ts';
import type { Draft, Entry, Forgotten, Gap } from './entry.ts';
import { keepEntriesBounded } from './retention.ts';
import { type CallStore, createCallStore } from './store.ts';
import { createWriteQueue } from './write-queue.ts';
import type { CallLogStatus } from './write-trouble.ts';

export type { CallLogStatus } from './write-trouble.ts';

/**
 * The numbered log of calls. What subscribers hear is on the disk; a change that can't be written waits
 * and is tried again, in order. Times are ms epoch.
 */
export interface CallLog extends Omit<CallStore, 'lastN'> {
  /** A call began, changed or ended. */
  append(change: Omit<Extract<Draft, { kind: 'call' }>, 'kind'>): void;
  /** What a server that is started anew must know of a call, where nothing of it is to be told. */
  remember(memory: Omit<Extract<Draft, { kind: 'memory' }>, 'kind'>): void;
  /** Who it was, told later by a slow CRM. What an operator chose stands. */
  setCaller(callId: string, caller: Caller, at: number): void;
  recordGap(gap: Gap, at: number): void;
  /** The link to a PBX is there. */
  noteSeen(pbx: string, at: number): void;
  /**
   * Saves the operator's note and tells all; `version`: of the note that it replaces, whichever unless told. False when
   * there is no such call, or its note is another by now. Rejects with `StorageError`.
   */
  setNote(
    callId: string,
    written: { note: string; version?: string | undefined },
    at: number,
  ): Promise<boolean>;
  /** Keeps what came of a call; null takes it back. False when there is no such call. Rejects with `StorageError`. */
  setOutcome(callId: string, outcome: string | null, at: number): Promise<boolean>;
  /**
   * Keeps whom the operator chose, for this call and for its number: `known`, or `unknown` for none of
   * them. False when there is no such call or contact. Rejects with `StorageError`.
   */
  chooseContact(callId: string, caller: Caller, at: number): Promise<boolean>;
  /** L10 These calls go, with all that is kept of them. Rejects with `StorageError`. */
  remove(callIds: readonly string[], at: number): Promise<void>;
  /** L11 A call that is over forgets somebody; false when there is none. Rejects with `StorageError`. */
  forget(callId: string, forgotten: Forgotten, at: number): Promise<boolean>;
  /**
   * Ends the calls of a PBX of which nothing is known any more, marked as not all seen. `seenAt`: when it was last
   * known what goes on there; now unless told.
   */
  closeMissing(
    pbx: string,
    stillOpen: ReadonlySet<string>,
    times: { at: number; seenAt?: number | null },
  ): void;
  /** Gives the way out. A listener is told each entry once, in order, after it is on the disk. */
  subscribe(listener: (entry: Entry) => void): () => void;
  /** Names this log as long as the process lives: numbers of another are worthless. */
  readonly epoch: string;
  /** Number of the last entry told. */
  lastN(): number;
  status: () => CallLogStatus;
  /** Drafts that wait to be written. */
  waiting: () => number;
  /**
   * Calls `task` when what the reads give is what was told, no more: while entries are on their way to the
   * disk, reads may be ahead of the subscribers.
   */
  atRest: (task: () => void) => void;
  /** Writes what waits, then stops. */
  close(): Promise<void>;
}

/** How the log is written: `EntryStore` and its kin, in whatever thread. */
export interface LogWrites {
  /** Writes what `take` gives when its turn comes. Throws `StorageError`: then nothing of it is written. */
  write(take: () => readonly Draft[]): Promise<Entry[][]>;
  prune(keep: { entries: number; before: number; most: number }): Promise<number>;
  /** Throws `StorageError`. */
  checkpoint(): Promise<void>;
}

/**
 * Opens the log in a migrated database: reads by `handle`, writes by `writes`. `onFatal` is told when the
 * disk failed an fsync: then the handle must not be used on, and the process should end.
 */
export function createCallLog(options: {
  handle: DatabaseHandle;
  writes: LogWrites;
  clock: Clock;
  log: Log;
  onFatal: (error: unknown) => void;
}): CallLog {
  const { writes, clock, log, onFatal } = options;
  const reads = createCallStore(options.handle);
  const listeners = new Set<(entry: Entry) => void>();
  let lastN = reads.lastN();

  function written(entry: Entry): void {
    lastN = entry.n;
    for (const listener of listeners) {
      try {
        listener(entry);
      } catch (error) {
        log.error({ n: entry.n, error: String(error) }, 'A listener of the call log failed');
      }
    }
  }

  const { write } = writes;
  const queue = createWriteQueue({ write, written, onFatal, clock, log });
  const stopCheckpoints = keepWalShort({ writes, lastN: () => lastN, onFatal, clock, log });
  const stopPruning = keepEntriesBounded({ writes, clock, log });

  return {
    ...reads,
    append: (change) => queue.add({ kind: 'call', ...change }),
    remember: (memory) => queue.add({ kind: 'memory', ...memory }),
    setCaller: (callId, caller, at) => queue.add({ kind: 'caller', at, callId, caller }),
    recordGap: (gap, at) => queue.add({ kind: 'gap', at, ...gap }),
    noteSeen: (pbx, at) => queue.add({ kind: 'seen', at, pbx }),
    setNote: (callId, { note, version }, at) =>
      queue.ask({ kind: 'note', at, callId, note, version }),
    setOutcome: (callId, outcome, at) => queue.ask({ kind: 'outcome', at, callId, outcome }),
    chooseContact: (callId, caller, at) => queue.ask({ kind: 'choice', at, callId, caller }),
    remove: async (callIds, at) => void (await queue.ask({ kind: 'remove', at, callIds })),
    forget: (callId, forgotten, at) => queue.ask({ kind: 'forget', at, callId, forgotten }),
    closeMissing: (pbx, stillOpen, { at, seenAt }) =>
      queue.add({ kind: 'close', at, pbx, stillOpen, seenAt: seenAt ?? at }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    epoch: clock.id(),
    lastN: () => lastN,
    status: queue.status,
    waiting: queue.waiting,
    atRest: queue.atRest,
    async close() {
      stopCheckpoints();
      stopPruning();
      await queue.close();
    },
  };
}
