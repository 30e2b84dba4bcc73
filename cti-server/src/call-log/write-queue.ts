import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { compacted } from './compact.ts';
import type { Draft, Entry } from './entry.ts';
import { type CallLogStatus, createWriteTrouble, kindOfFailure } from './write-trouble.ts';

/** Drafts on their way to the disk, in order. */
export interface WriteQueue {
  add: (draft: Draft) => void;
  /** As `add`; tells whether the draft found its call. Rejects with `StorageError` after 2 s of waiting. */
  ask: (draft: Draft) => Promise<boolean>;
  status: () => CallLogStatus;
  /** Drafts that wait. */
  waiting: () => number;
  /** Calls `task` once all that is on the disk was told and nothing is on its way there: mostly at once. */
  atRest: (task: () => void) => void;
  /** Writes what waits and stops. What can't be written within 2.5 s is given up, and said to be. */
  close: () => Promise<void>;
}

interface Item {
  readonly draft: Draft;
  /** Of a person who waits for the answer. */
  readonly asker?: { resolve: (found: boolean) => void; reject: (why: unknown) => void };
}

/** One transaction's worth: the loop tells so many in some ms. */
const BATCH = 200;
/** Others that hold the lock get some peace. */
const RETRY_MS = 150;
/** At the stop; who stops us does not wait for ever. */
const CLOSE_WITHIN_MS = 2_500;
/** Calls that a line of the log names. */
const MOST_NAMED = 20;
/** Drafts that may wait (some 30 MB); compact.ts says what happens beyond, and down to where. */
const MOST_WAITING = 10_000;
const ROOM = 1_000;

/**
 * One batch is on its way to the disk at a time; what comes meanwhile shares the next transaction (one
 * fsync). A database that is locked or
 * full is tried again; nothing overtakes. A draft that the database refuses for itself is left out and
 * logged. After a failed fsync nothing is tried again.
 */
export function createWriteQueue(options: {
  write: (take: () => readonly Draft[]) => Promise<Entry[][]>;
  written: (entry: Entry) => void;
  onFatal: (error: unknown) => void;
  clock: Clock;
  log: Log;
}): WriteQueue {
  const { write, written, onFatal, clock, log } = options;
  const trouble = createWriteTrouble(options);
  const plan = createTurn(clock, () => void flush());
  let waiting: Item[] = [];
  let onTheWay: Promise<boolean> | null = null;
  let batch: readonly Item[] = [];
  let atRest: (() => void)[] = [];
  /** That many are written one by one, to find the one that the database refuses. */
  let oneByOne = 0;

  /** Writes a batch, unless one is on its way; gives whether there may be more to do. */
  function flush(): Promise<boolean> {
    if (onTheWay) return onTheWay;
    if (waiting.length === 0 || trouble.lasts()) return Promise.resolve(false);
    onTheWay = write(take).then(
      (outcomes) => rest(() => tellAll(outcomes)),
      (error: unknown) => rest(() => failed(error)),
    );
    return onTheWay;
  }

  /** What waits when the disk is ready for it. */
  function take(): readonly Draft[] {
    batch = waiting.slice(0, oneByOne > 0 ? 1 : BATCH);
    waiting = waiting.slice(batch.length);
    return batch.map(({ draft }) => draft);
  }

  /** Nothing is on its way while the outcome of a batch is dealt with, and those who waited for that are called. */
  function rest(outcome: () => boolean): boolean {
    onTheWay = null;
    const goesOn = outcome();
    batch = [];
    for (const task of atRest.splice(0)) task();
    return goesOn;
  }

  function tellAll(outcomes: Entry[][]): boolean {
    oneByOne = Math.max(0, oneByOne - 1);
    trouble.over();
    for (const entry of outcomes.flat()) written(entry);
    for (const [index, { asker }] of batch.entries()) asker?.resolve(outcomes[index]?.length !== 0);
    if (waiting.length > 0) plan('at once');
    return true;
  }

  /** Gives whether the next try can do better at once. */
  function failed(error: unknown): boolean {
    const failure = kindOfFailure(error);
    if (failure.kind === 'refused') {
      refused(error);
      plan('at once');
      return true;
    }
    waiting = [...batch, ...waiting];
    if (failure.kind === 'passing') {
      trouble.passing(failure.error);
      if (trouble.degraded()) turnAway(error);
      plan(RETRY_MS);
    } else {
      trouble.lasting(failure.error);
      turnAway(error);
      onFatal(error);
    }
    return false;
  }

  function refused(error: unknown): void {
    oneByOne = batch.length === 1 ? Math.max(0, oneByOne - 1) : batch.length;
    if (batch.length > 1) {
      waiting = [...batch, ...waiting];
      return;
    }
    batch[0]?.asker?.reject(error);
    const { kind } = batch[0]?.draft ?? {};
    log.error({ error: String(error), kind }, 'A change was left out of the call log');
  }

  /** People are told, so that they keep what they wrote; the PBX's changes go on waiting. */
  function turnAway(error: unknown): void {
    for (const { asker } of waiting) asker?.reject(error);
    waiting = waiting.filter(({ asker }) => !asker);
  }

  function push(item: Item): void {
    waiting.push(item);
    if (waiting.length > MOST_WAITING) shed();
    plan('at once');
  }

  function shed(): void {
    const changes = waiting.filter(({ asker }) => !asker).map(({ draft }) => draft);
    const { drafts, lost } = compacted(changes, MOST_WAITING - ROOM);
    if (lost > 0) log.error({ calls: lost }, 'Too much waits to be written: calls were given up');
    waiting = [...drafts.map((draft) => ({ draft })), ...waiting.filter(({ asker }) => asker)];
  }

  function giveUp(): void {
    if (waiting.length === 0) return;
    const calls = new Set(
      waiting.flatMap(({ draft }) => (draft.kind === 'call' ? draft.record.id : [])),
    );
    log.error(
      { changes: waiting.length, calls: calls.size, first: [...calls].slice(0, MOST_NAMED) },
      'The server stops while the call log cannot be written: changes of calls are given up',
    );
  }

  return {
    add: (draft) => push({ draft }),
    ask: (draft) =>
      new Promise((resolve, reject) => {
        const lasting = trouble.lasts();
        if (lasting) reject(lasting);
        else push({ draft, asker: { resolve, reject } });
      }),
    status: () => trouble.status(batch.length + waiting.length),
    waiting: () => batch.length + waiting.length,
    atRest(task) {
      if (onTheWay) atRest.push(task);
      else task();
    },
    async close() {
      const deadline = clock.monotonic() + CLOSE_WITHIN_MS;
      plan('never');
      for (;;) {
        if (await flush()) continue;
        if (waiting.length === 0 || trouble.lasts() || clock.monotonic() >= deadline) break;
        await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
      }
      giveUp();
    },
  };
}

/** Runs `task` at the end of this turn of the loop, or after some ms; one run is planned at a time. */
function createTurn(clock: Clock, task: () => void) {
  let planned = false;
  let over = false;
  const run = () => {
    planned = false;
    if (!over) task();
  };
  return (when: number | 'at once' | 'never') => {
    if (when === 'never') over = true;
    if (planned || when === 'never') return;
    planned = true;
    if (when === 'at once') queueMicrotask(run);
    else clock.after(when, run);
  };
}
