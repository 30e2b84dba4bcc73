import { setImmediate as breath } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { AT_A_TIME, fill, type FillParts, loggedBetween, loggedCall } from './fill.ts';
import { type CdrCall, groupRows } from './group.ts';
import type { CdrSource } from './source.ts';
import type { CdrStore } from './store.ts';

/** Follows the records of one PBX and fills in what the log lacks. */
export interface Backfill {
  start(): void;
  /** Looks at once; resolves when all that is there was looked at. */
  look(): Promise<void>;
  /** Whether the records can be read, since when (ms epoch), and if not why and what to do. */
  status(): { readonly ok: boolean; readonly since: number; readonly detail: string | null };
  stop(): void;
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
export function createBackfill(
  parts: FillParts & { source: CdrSource; store: CdrStore; clock: Clock; logger: Log },
): Backfill {
  const { source, store, clock, logger, numbering } = parts;
  const { pbx } = numbering;
  let status: ReturnType<Backfill['status']> = { ok: true, since: clock.now(), detail: null };
  let cancel = () => {};
  let looking: Promise<void> | null = null;
  let over = false;

  async function readOn(): Promise<void> {
    const before = store.place(pbx);
    if (before === null) return skipPast();
    for (let place = before; !over; ) {
      const batch = await source.read(place);
      const calls = groupRows(batch.rows);
      const settled = calls.filter(
        ({ endedAt }) => batch.more || clock.now() - endedAt > SETTLED_MS,
      );
      const done = await fillAll(settled);
      const again = done.open > 0;
      if (done.added + done.filled > 0)
        logger.info({ pbx, ...done }, 'Calls were filled in from the records of the PBX');
      // else the same rows come again: what is known then changes nothing
      if (settled.length === calls.length && batch.next !== place && !again)
        await store.setPlace(pbx, batch.next);
      if (!batch.more || again) return;
      place = batch.next;
    }
  }

  async function fillAll(calls: readonly CdrCall[]) {
    const done = { added: 0, filled: 0, known: 0, open: 0 };
    if (calls.length === 0) return done;
    const from = Math.min(...calls.map(({ startedAt }) => startedAt));
    const to = Math.max(...calls.map(({ endedAt }) => endedAt));
    const logged = await loggedBetween(from, to, parts);
    for (const [index, call] of calls.entries()) {
      const outcome = fill(call, loggedCall(call, logged, parts), parts);
      // a part of a call that goes on for long is not waited for
      if (outcome !== 'open' || clock.now() - call.endedAt < SOON_CLOSED_MS) done[outcome] += 1;
      if (index % AT_A_TIME === 0) await breath();
    }
    return done;
  }

  /** The first look of all: only what comes from now on is ours. */
  async function skipPast(): Promise<void> {
    let batch = await source.read(null);
    while (batch.more) batch = await source.read(batch.next);
    await store.setPlace(pbx, batch.next);
  }

  async function tryOnce(): Promise<void> {
    try {
      await readOn();
      if (!status.ok) status = { ok: true, since: clock.now(), detail: null };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (status.ok) logger.warn({ pbx, error: detail }, 'The call detail records cannot be read');
      status = { ok: false, since: status.ok ? clock.now() : status.since, detail };
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
