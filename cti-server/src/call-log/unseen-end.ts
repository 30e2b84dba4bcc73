import { END_NOT_SEEN } from '../calls/disposition.ts';
import type { CallRecord } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';

/**
 * L7 A call that the PBX no longer has, whose end nobody saw (link down, PBX or server restarted):
 * ended at `at` (ms epoch) at the latest, so it says, and why it can't say more.
 */
export function endedUnseen(record: CallRecord, at: number): CallRecord {
  const endedAt = iso(Math.max(at, Date.parse(record.startedAt)));
  return {
    ...record,
    state: 'ended',
    endedAt,
    legs: record.legs.map((leg) => ({ ...leg, endedAt: leg.endedAt ?? endedAt })),
    disposition: record.answeredAt === null ? 'failed' : 'answered',
    reason: END_NOT_SEEN,
  };
}
