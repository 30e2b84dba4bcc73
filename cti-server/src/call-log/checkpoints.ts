import type { DatabaseHandle } from '@perezvon/crm-core';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { kindOfFailure } from './write-trouble.ts';

const NEXT_MS = 1_000;

/**
 * Carries what was committed from the write-ahead log to the database once a second, so that no call has
 * to wait while SQLite does it in the middle of a commit. `lastN`: number of the last entry written.
 * Gives the way to stop it.
 */
export function keepWalShort(options: {
  handle: DatabaseHandle;
  lastN: () => number;
  onFatal: (error: unknown) => void;
  clock: Clock;
  log: Log;
}): () => void {
  const { handle, lastN, onFatal, clock, log } = options;
  let carried = lastN();
  let cancel = clock.after(NEXT_MS, step);

  function step(): void {
    const n = lastN();
    try {
      if (n !== carried) handle.checkpoint();
      carried = n;
    } catch (error) {
      if (kindOfFailure(error).kind === 'lasting') return onFatal(error);
      log.debug({ error: String(error) }, 'No checkpoint was made; trying again');
    }
    cancel = clock.after(NEXT_MS, step);
  }
  return () => cancel();
}
