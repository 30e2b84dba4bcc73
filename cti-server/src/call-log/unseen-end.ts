import { END_NOT_SEEN } from '../calls/disposition.ts';
import type { CallRecord } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';

/**
 * L7 A call that the PBX no longer has, whose end nobody saw (link down, PBX or server restarted): told as far as
 * it was known, to `seenAt` (ms epoch) or to the last that is in the record, and that the end is not known.
 */
export function endedUnseen(record: CallRecord, seenAt: number): CallRecord {
  const { startedAt, answeredAt, legs, transfers } = record;
  const known = [
    startedAt,
    answeredAt,
    ...transfers.map(({ at }) => at),
    ...legs.flatMap((leg) => [leg.rangAt, leg.answeredAt, leg.endedAt]),
  ].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  const end = Math.max(seenAt, ...known);
  const endedAt = iso(end);
  return {
    ...record,
    state: 'ended',
    endedAt,
    waitMs: answeredAt === null ? end - Date.parse(startedAt) : record.waitMs,
    talkMs: answeredAt === null ? 0 : end - Date.parse(answeredAt),
    legs: legs.map((leg) => ({ ...leg, endedAt: leg.endedAt ?? endedAt })),
    disposition: answeredAt === null ? 'failed' : 'answered',
    reason: END_NOT_SEEN,
  };
}
