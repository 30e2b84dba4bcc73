import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { LogWrites } from './call-log.ts';

/** Entries that a client away for long can still catch up on; calls themselves are kept. */
const KEEP_ENTRIES = 20_000;
const KEEP_MS = 24 * 60 * 60_000;
/** One step's worth: the writes of calls wait for it, a few ms. */
const STEP = 200;
const NEXT_STEP_MS = 200;
const NEXT_LOOK_MS = 60_000;

/** L8 Removes old entries in small steps, for as long as the process lives; gives the way to stop it. */
export function keepEntriesBounded(options: {
  writes: Pick<LogWrites, 'prune'>;
  clock: Clock;
  log: Log;
}): () => void {
  const { writes, clock, log } = options;
  let over = false;
  let cancel = clock.after(NEXT_LOOK_MS, () => void step());

  async function step(): Promise<void> {
    const before = clock.now() - KEEP_MS;
    let removed = 0;
    try {
      removed = await writes.prune({ entries: KEEP_ENTRIES, before, most: STEP });
    } catch (error) {
      log.debug({ error: String(error) }, 'Old entries were not removed; trying again later');
    }
    const next = removed === STEP ? NEXT_STEP_MS : NEXT_LOOK_MS;
    if (!over) cancel = clock.after(next, () => void step());
  }
  return () => {
    over = true;
    cancel();
  };
}
