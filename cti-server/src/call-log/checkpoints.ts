import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { LogWrites } from './call-log.ts';
import { kindOfFailure } from './write-trouble.ts';

const NEXT_MS = 1_000;
/** What takes so long is done seldom: calls wait for it. */
const SLOW_MS = 100;
const NEXT_IF_SLOW_MS = 120_000;

/**
 * Carries what was committed from the write-ahead log to the database once a second, so that no call has
 * to wait while SQLite does it in the middle of a commit; on a slow disk every two minutes. `lastN`: number of the last entry written.
 * Gives the way to stop it.
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
  let over = false;
  let cancel = clock.after(NEXT_MS, () => void step());

  async function step(): Promise<void> {
    const n = lastN();
    const began = clock.monotonic();
    try {
      if (n !== carried) await writes.checkpoint();
      carried = n;
    } catch (error) {
      if (kindOfFailure(error).kind === 'lasting') return onFatal(error);
      log.debug({ error: String(error) }, 'No checkpoint was made; trying again');
    }
    const next = clock.monotonic() - began > SLOW_MS ? NEXT_IF_SLOW_MS : NEXT_MS;
    if (!over) cancel = clock.after(next, () => void step());
  }
  return () => {
    over = true;
    cancel();
  };
}
