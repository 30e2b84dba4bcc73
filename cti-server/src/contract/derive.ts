import type { CallRecord, Disposition, Leg } from './call.ts';

/** The extensions whose phones ring for this call right now, in order of first ring. */
export function ringingNow(call: Pick<CallRecord, 'legs'>): string[] {
  return call.legs
    .filter((leg) => leg.kind === 'extension' && leg.rangAt && !leg.answeredAt && !leg.endedAt)
    .map((leg) => leg.party);
}

/** The extensions that talk in this call right now. */
export function talkingNow(call: Pick<CallRecord, 'legs' | 'transfers' | 'endedAt'>): string[] {
  const talking = call.legs
    .filter((leg) => leg.kind === 'extension' && leg.answeredAt && !leg.endedAt)
    .map((leg) => leg.party);
  const taker = call.endedAt === null ? takerOf(call) : null;
  return taker === null || talking.includes(taker) ? talking : [...talking, taker];
}

/**
 * Who took the call out of its parking place and sent it nowhere since: a phone that dials the place has no leg of its own
 * there (C16), unlike one that the PBX rings when nobody takes it.
 */
export function takerOf({
  legs,
  transfers,
}: Pick<CallRecord, 'legs' | 'transfers'>): string | null {
  const last = transfers.at(-1);
  if (last?.type !== 'park' || last.to === null) return null;
  const isRung = legs.some(
    ({ party, rangAt }) => party === last.to && rangAt !== null && rangAt > last.at,
  );
  return isRung ? null : last.to;
}

/**
 * When an extension's part in a talk with somebody outside ended; null while it goes on, and where it had none. One who
 * placed the call may have no leg of their own in it.
 */
export function partEndedAt(call: CallRecord, extension: string): string | null {
  const { direction, answeredAt, handledBy } = call;
  if (direction === 'internal' || answeredAt === null || !handledBy.includes(extension))
    return null;
  if (takerOf(call) === extension) return call.endedAt;
  const own = call.legs.filter(({ party }) => party === extension);
  // the PBX may tell of the call's end before that of its last leg
  const endOf = ({ endedAt }: Leg) => endedAt ?? call.endedAt;
  if (own.some((leg) => endOf(leg) === null)) return null;
  const ends = own.flatMap((leg) => (leg.answeredAt === null ? [] : (endOf(leg) ?? [])));
  const left = call.transfers.findLast(({ from }) => from === extension)?.at ?? null;
  return ends.sort().at(-1) ?? call.endedAt ?? left;
}

/** An incoming call that reached nobody: work for someone. */
export function wasMissed(call: Pick<CallRecord, 'direction' | 'disposition'>): boolean {
  const { direction, disposition } = call;
  return direction === 'inbound' && disposition !== null && MISSED_RESULTS.includes(disposition);
}

/** How an incoming call ends that reached nobody. */
export const MISSED_RESULTS: readonly Disposition[] = ['abandoned', 'no-answer', 'busy', 'failed'];
