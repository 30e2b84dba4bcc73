import type { LiveCall } from './call.ts';

/** A time in which a recording goes on without sound; ms epoch, `until` null while it lasts. */
export interface LivePause {
  at: number;
  until: number | null;
}

/**
 * C27 A recording is paused as long as any recorder in the call is: its channel may have gone, or another come. Whether
 * that changed anything.
 */
export function settlePause({ channels, pauses, endedAt }: LiveCall, at: number): boolean {
  const isPaused = [...channels].some(({ isRecorderMuted }) => isRecorderMuted);
  const open = pauses.filter(({ until }) => until === null);
  if (isPaused === open.length > 0 || endedAt !== null) return false;
  if (isPaused) pauses.push({ at, until: null });
  for (const one of open) one.until = at;
  return true;
}
