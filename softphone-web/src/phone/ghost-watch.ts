import type { BrowserClock } from '../services/browser-clock.ts';

const LOOK_EVERY_MS = 500;

/** A call that rings, and those who know whether it still does. */
export interface GhostWatch {
  readonly clock: BrowserClock;
  /** Whether the phone takes the call to ring. */
  readonly rings: () => boolean;
  /** Whether the server sees a call ring at this phone; null while it cannot tell. */
  readonly ringsHere: () => boolean | null;
  /** The call does not ring any more. */
  readonly over: () => void;
}

/**
 * Watches over a call that rang when the SIP socket broke. It can still be answered over a new socket,
 * but the PBX tells of its end over the old one, so this phone never hears of that. The server does: it
 * sees the PBX by another road.
 */
export function watchForGhost(watch: GhostWatch): void {
  if (!watch.rings()) return;
  if (watch.ringsHere() === false) watch.over();
  else watch.clock.after(LOOK_EVERY_MS, () => watchForGhost(watch));
}
