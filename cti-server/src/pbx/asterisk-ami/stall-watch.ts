import type { Clock } from '../../kernel/clock.ts';

/** Our own loop stood still: nobody read the line. */
export interface Stall {
  /** When it is known to have run last, ms epoch. */
  readonly from: number;
  readonly ms: number;
}

const LOOK_EVERY_MS = 500;
/** Shorter ones happen on any busy machine, and the buffers of a line hold more than that. */
const STALL_MS = 1_000;

/**
 * Tells when this process did not run for a second or more (a machine that is overloaded, frozen or moved),
 * before anything that came meanwhile is read: timers come before sockets in Node's loop. Gives its end.
 */
export function watchStalls(clock: Clock, onStall: (stall: Stall) => void): () => void {
  let ranAt = clock.now();
  let due = clock.monotonic() + LOOK_EVERY_MS;
  let cancel = clock.after(LOOK_EVERY_MS, look);

  function look(): void {
    const late = clock.monotonic() - due;
    if (late >= STALL_MS) onStall({ from: ranAt, ms: Math.round(late) });
    ranAt = clock.now();
    due = clock.monotonic() + LOOK_EVERY_MS;
    cancel = clock.after(LOOK_EVERY_MS, look);
  }

  return () => cancel();
}
