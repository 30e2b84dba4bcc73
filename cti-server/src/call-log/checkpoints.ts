import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { LogWrites } from './call-log.ts';
import { kindOfFailure } from './write-trouble.ts';

/** A step without a new entry is a quiet moment. */
const STEP_MS = 250;
/** Where none comes, calls wait once in a while, for some 10 ms. */
const LATEST_MS = 10_000;
/** What takes so long is done seldom. */
const SLOW_MS = 100;
const LATEST_IF_SLOW_MS = 120_000;

/**
 * Carries what was committed from the write-ahead log to the database in a quiet moment, at the latest after
 * ten seconds (on a slow disk two minutes), so that hardly a call has to wait while SQLite does it.
 * `lastN`: number of the last entry written. Gives the way to stop it.
 */
export function keepWalShort(options: {
  writes: Pick<LogWrites, 'checkpoint'>;
  lastN: () => number;
  onFatal: (error: unknown) => void;
  clock: Clock;
  log: Log;
}): () => void {
  const { writes, lastN, onFatal, clock, log } = options;
  let carried = lastN();
  let seen = carried;
  let carriedAt = clock.monotonic();
  let isSlow = false;
  let over = false;
  let cancel = clock.after(STEP_MS, () => void step());

  async function step(): Promise<void> {
    const n = lastN();
    const isQuiet = n === seen && !isSlow;
    const isLate = clock.monotonic() - carriedAt >= (isSlow ? LATEST_IF_SLOW_MS : LATEST_MS);
    seen = n;
    if (n !== carried && (isQuiet || isLate)) await carry(n);
    if (!over) cancel = clock.after(STEP_MS, () => void step());
  }

  async function carry(n: number): Promise<void> {
    const began = clock.monotonic();
    try {
      await writes.checkpoint();
      carried = n;
    } catch (error) {
      if (kindOfFailure(error).kind === 'lasting') return onFatal(error);
      log.debug({ error: String(error) }, 'No checkpoint was made; trying again');
    }
    carriedAt = clock.monotonic();
    isSlow = carriedAt - began > SLOW_MS;
  }

  return () => {
    over = true;
    cancel();
  };
}
