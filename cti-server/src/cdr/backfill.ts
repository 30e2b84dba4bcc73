import { setImmediate as breath } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { Phrase } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { allWritten, AT_A_TIME, fill, type FillParts, loggedBetween, loggedCall } from './fill.ts';
import { type CdrCall, groupRows, TOGETHER_MS } from './group.ts';
import { clockAhead } from './pbx-clock.ts';
import { type CdrBatch, CdrError, type CdrSource, type Overlap } from './source.ts';
import type { CdrStore } from './store.ts';

/** Follows the records of one PBX and fills in what the log lacks. */
export interface Backfill {
  start(): void;
  /** Looks at once; resolves when all that is there was looked at. */
  look(): Promise<void>;
  /** Whether the records can be read, since when (ms epoch), and if not why and what to do. */
  status(): {
    readonly ok: boolean;
    readonly since: number;
    readonly detail: string | null;
    /** `detail` in each language, where it is known. */
    readonly words: Phrase | null;
  };
  stop(): void;
}

/** What a backfill needs of the rest. */
export interface BackfillParts extends FillParts {
  readonly source: CdrSource;
  readonly store: CdrStore;
  readonly clock: Clock;
  readonly logger: Log;
}

const NEXT_MS = 20_000;
/** The live road has told of a call by then, and the PBX has written all its records. */
const SETTLED_MS = 15_000;
/** By then the first look at the PBX has ended calls that the log held open. */
const SOON_CLOSED_MS = 600_000;

/**
 * R4 Reads on where it stopped, also after a restart; what was there before the very first look stays out
 * of the log. A look that fails is tried again and tells `status`.
 */
export function createBackfill(parts: BackfillParts): Backfill {
  const { source, store, clock, logger, numbering } = parts;
  const { pbx } = numbering;
  let status: ReturnType<Backfill['status']> = {
    ok: true,
    since: clock.now(),
    detail: null,
    words: null,
  };
  let cancel = () => {};
  let looking: Promise<void> | null = null;
  let over = false;

  /** Calls that the last look had done with; rows may come again. */
  let done: ReadonlySet<string> = new Set();
  const began = clock.now();

  async function readOn(): Promise<void> {
    const start = store.place(pbx);
    // the first look of all: only what comes from now on is ours
    if (start === null || !source.knows(start)) {
      const end = await source.end();
      if (!over) await store.setPlace(pbx, end);
      return;
    }
    const looked = new Set<string>();
    for (let place = start; !over; ) {
      const batch = await source.read(place);
      if (over) return;
      if (batch.lost)
        logger.warn(
          { pbx },
          'The file of records that was being read is gone; calls that only its end told of are not known. Let log rotation leave it beside the new one',
        );
      const ahead = batch.rows.length === 0 ? 0 : clockAhead(parts);
      const calls = groupRows(batch.rows, ahead).filter((call) => !isRest(call, batch.again));
      const [settled, unsettled] = bySettled(calls, batch);
      const open = await fillAll(settled, looked);
      // those come again: what is known then changes nothing
      const left = [...unsettled, ...open];
      const next = placeBefore(left, batch);
      if (next !== place && !over) {
        // else a crash could lose what was filled in
        await allWritten(parts.log);
        await store.setPlace(pbx, next);
      }
      if (!batch.more || left.length > 0) break;
      place = next;
    }
    done = looked;
  }

  /** Those to look at, and those that are for another look; what the next batch has again is neither. */
  function bySettled(calls: readonly CdrCall[], { more, later }: CdrBatch): [CdrCall[], CdrCall[]] {
    if (more)
      return [calls.filter(({ endedAt, zone }) => endedAt + zone <= (later ?? Infinity)), []];
    const isSettled = ({ endedAt }: CdrCall) => clock.now() - endedAt > SETTLED_MS;
    return [calls.filter(isSettled), calls.filter((call) => !isSettled(call))];
  }

  /** Gives those that are to be looked at again; the others are noted in `looked`. */
  async function fillAll(calls: readonly CdrCall[], looked: Set<string>): Promise<CdrCall[]> {
    for (const key of calls.map(keyOf)) if (done.has(key)) looked.add(key);
    const fresh = calls.filter((call) => !looked.has(keyOf(call)));
    if (fresh.length === 0) return [];
    const count = { added: 0, filled: 0, known: 0, open: 0 };
    const open: CdrCall[] = [];
    const from = Math.min(...fresh.map(({ startedAt }) => startedAt));
    const to = Math.max(...fresh.map(({ endedAt }) => endedAt));
    const logged = await loggedBetween(from, to, parts);
    for (const [index, call] of fresh.entries()) {
      if (over) return fresh;
      const outcome = fill(call, { found: loggedCall(call, logged, parts), logged }, parts);
      count[outcome] += 1;
      // a part of a call that goes on for long is not waited for
      const waits = clock.now() - Math.max(call.endedAt, began) < SOON_CLOSED_MS;
      if (outcome === 'open' && waits) open.push(call);
      else looked.add(keyOf(call));
      if (index % AT_A_TIME === 0) await breath();
    }
    if (count.added + count.filled > 0)
      logger.info({ pbx, ...count }, 'Calls were filled in from the records of the PBX');
    return open;
  }

  async function tryOnce(): Promise<void> {
    try {
      await readOn();
      if (!status.ok) status = { ok: true, since: clock.now(), detail: null, words: null };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (status.ok) logger.warn({ pbx, error: detail }, 'The call detail records cannot be read');
      const words = error instanceof CdrError ? error.words : null;
      status = { ok: false, since: status.ok ? clock.now() : status.since, detail, words };
    }
  }

  function look(): Promise<void> {
    looking ??= tryOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  function plan(): void {
    cancel = clock.after(NEXT_MS, () => void look().then(() => over || plan()));
  }

  return {
    start() {
      void look().then(() => over || plan());
    },
    look,
    status: () => status,
    stop() {
      over = true;
      cancel();
    },
  };
}

/** A call as its rows tell it now: more rows are another look at it. */
function keyOf({ group, rows, endedAt }: CdrCall): string {
  return `${group} ${rows.length} ${endedAt}`;
}

/**
 * Whether a call was given before, and comes now perhaps without its oldest rows. By its Linkedid it is
 * known again; by other rows that have none it would be taken for another call.
 */
function isRest({ rows, startedAt, endedAt, zone }: CdrCall, again: Overlap | null): boolean {
  if (again === null || rows.some(({ linkedId }) => linkedId !== null)) return false;
  return startedAt + zone <= again.from + TOGETHER_MS && endedAt + zone <= again.to;
}

/** Where to go on so that the rows of these calls come again. */
function placeBefore(calls: readonly CdrCall[], { rows, next }: CdrBatch): string {
  const ids = new Set(calls.flatMap(({ rows: own }) => own.map(({ uniqueId }) => uniqueId)));
  return rows.find(({ uniqueId }) => ids.has(uniqueId))?.place ?? next;
}
