import type { AmiEvent } from './ami-event.ts';

/** How long the least delay seen counts: longer than a stall, shorter than clocks take to drift apart. */
const WINDOW_MS = 60_000;
/** More than this is no delay: Asterisk cuts off who does not read. A clock was set. */
const MOST_LATE_MS = 60_000;
/** By less than this clocks are read apart; more is a clock that was set. */
const SAME_MS = 5;

/** When an event happened, ms epoch by our clock. To be asked once for each, in their order. */
export type EventTimes = (event: Pick<AmiEvent, 'at' | 'fields'>) => number;

/**
 * Times of events of one connection. Where they bear a `Timestamp` (`timestampevents=yes`), one that came late
 * (this process or the line stood still) counts as of when it happened: by how much its delay exceeds the least
 * one seen within the last minute. So the PBX's clock may be wrong. Order stays that of arrival.
 * @param ahead by how much the clock of the events' `at` is ahead of one that nobody sets, ms
 */
export function createEventTimes(ahead: () => number = () => 0): EventTimes {
  let least = Number.POSITIVE_INFINITY;
  let leastBefore = Number.POSITIVE_INFINITY;
  let windowBegan = 0;
  let latest = Number.NEGATIVE_INFINITY;
  let wasAhead = ahead();

  function lateBy(stamp: number, arrived: number): number {
    const behind = arrived - stamp;
    if (arrived - windowBegan > WINDOW_MS) {
      leastBefore = least;
      least = behind;
      windowBegan = arrived;
    }
    least = Math.min(least, behind);
    const late = behind - Math.min(least, leastBefore);
    if (late <= MOST_LATE_MS) return late;
    least = leastBefore = behind;
    return 0;
  }

  return ({ at, fields }) => {
    const stamp = Number(fields.timestamp) * 1_000;
    if (!(stamp > 0)) return at;
    const isAhead = ahead();
    if (Math.abs(isAhead - wasAhead) > SAME_MS) wasAhead = isAhead;
    const arrived = at - wasAhead;
    latest = Math.max(latest, arrived - lateBy(stamp, arrived));
    return Math.round(latest + wasAhead);
  };
}
