import type { CallLog } from './call-log/call-log.ts';
import type { PbxStatus } from './contract/index.ts';
import type { Clock } from './kernel/clock.ts';

/** When nothing was seen of one PBX: the link was away, or this server was. */
export interface Absence {
  /** The state of the link is this now. */
  status(state: PbxStatus['state']): void;
  /** The link was away between these times, ms epoch. */
  gap(from: number, to: number): void;
  /** The server stops, or lets this PBX go. */
  stop(): void;
}

/** A server that is killed is taken to have gone up to so much earlier. */
const SEEN_EVERY_MS = 10_000;

/**
 * L5 Records each absence as a gap. While the link is there this is noted again and again, so that the next
 * start knows since when nobody looked.
 */
export function followAbsence(parts: {
  pbx: string;
  callLog: Pick<CallLog, 'seenAt' | 'noteSeen' | 'recordGap'>;
  clock: Clock;
}): Absence {
  const { pbx, callLog, clock } = parts;
  /** Until the first link of this server. */
  let seenBefore = callLog.seenAt(pbx);
  let isUp = false;
  let cancel = () => {};

  function note(): void {
    callLog.noteSeen(pbx, clock.now());
    cancel = clock.after(SEEN_EVERY_MS, note);
  }

  function gap(from: number, to: number): void {
    callLog.recordGap({ pbx, from: Math.min(seenBefore ?? from, from), to }, clock.now());
    seenBefore = null;
  }

  return {
    gap,
    status(state) {
      if ((state === 'up') === isUp) return;
      isUp = state === 'up';
      cancel();
      if (!isUp) return;
      if (seenBefore !== null) gap(seenBefore, clock.now());
      note();
    },
    stop() {
      cancel();
      if (isUp) callLog.noteSeen(pbx, clock.now());
      isUp = false;
    },
  };
}
