import type { LoggedCall } from '../call-log/entry.ts';
import { type CallRecord, type Leg, recordingsOf, withRecordings } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { numberOf, TOLERANCE_MS } from './compare.ts';

/** The reason of a call whose end was told by records. */
const END_FROM_CDR = 'end-from-cdr';
/** The reason of a call whose beginning or answer nobody saw, told by records. */
const COMPLETED_FROM_CDR = 'completed-from-cdr';

/**
 * R2 What the records add to a call that was not all seen; null when nothing. Direction and number are in
 * its first record, and only there.
 */
export function filledIn(
  { record: seen, complete }: Pick<LoggedCall, 'record' | 'complete'>,
  records: { record: CallRecord; whole: boolean },
): CallRecord | null {
  const { record: told, whole } = records;
  // records of a consultation are found with its customer's call, and tell of themselves
  const isItself = isCalled(seen, told);
  const unseen = isItself ? unseenFacts(seen, { told, whole }) : null;
  if (isEndUnseen(seen, told)) {
    if (!isItself) return isWithSame(seen, told) ? withEnd(seen, told) : null;
    const ended = { ...withEnd(seen, told), ...unseen };
    // all at once: these records are not looked at again
    return filledIn({ record: ended, complete }, records) ?? ended;
  }
  if (complete || seen.endedAt === null || !isItself) return null;
  const otherSide = whole ? sideOf(seen, told) : null;
  const unseenAnswer = seen.answeredAt === null && told.answeredAt !== null;
  const answer = whole ? earlierAnswer(seen, told) : null;
  if (otherSide === null && !unseenAnswer && answer === null) {
    const reason = seen.reason ?? COMPLETED_FROM_CDR;
    return unseen === null ? null : { ...seen, ...unseen, reason };
  }
  const talk = answer === null ? seen : withAnswer(seen, answer);
  const rest = unseenAnswer ? withEnd(seen, told) : talk;
  return { ...rest, ...unseen, ...otherSide, reason: COMPLETED_FROM_CDR };
}

/** Whether it bears the id that the records give it, or that one where another call had it already. */
export function isCalled(seen: CallRecord, { id }: CallRecord): boolean {
  return seen.id === id || seen.id.startsWith(`${id}~`);
}

/** Whether both are about the same party outside: of a customer put into an older talk records name that first. */
function isWithSame(seen: CallRecord, told: CallRecord): boolean {
  return (
    told.direction === seen.direction &&
    numberOf(told) !== null &&
    numberOf(told) === numberOf(seen)
  );
}

/** R2 Who called whom, where the records say another direction or number; null where they don't, or know none. */
function sideOf(seen: CallRecord, told: CallRecord): Partial<CallRecord> | null {
  const { direction, externalNumber, e164, did, dialled, from } = told;
  if (seen.direction !== direction) return { direction, externalNumber, e164, did, dialled, from };
  if (externalNumber === null || numberOf(seen) === numberOf(told)) return null;
  return { externalNumber, e164, dialled };
}

/**
 * R2 What is told at a call's beginning, or by the way, and nobody saw: the number that the customer dialled, the
 * queue, the recordings. Null where nothing is missing or the records have it no better.
 */
function unseenFacts(
  seen: CallRecord,
  { told, whole }: { told: CallRecord; whole: boolean },
): Partial<CallRecord> | null {
  const isBeginningTold = whole && seen.direction === told.direction;
  const names = isBeginningTold ? (['did', 'queue'] as const) : [];
  const facts = names.filter((name) => seen[name] === null && told[name] !== null);
  const found = Object.fromEntries(facts.map((name) => [name, told[name]]));
  if (seen.recording === null && told.recording !== null)
    return withRecordings({ ...found, recording: null }, recordingsOf(told));
  return facts.length === 0 ? null : found;
}

/** R2 What was seen stays; the records give the end, and who answered where nobody saw that. */
function withEnd(seen: CallRecord, told: CallRecord): CallRecord {
  const answeredAt = seen.answeredAt ?? told.answeredAt;
  const endedAt = told.endedAt ?? seen.endedAt;
  const [start, answer, end] = [seen.startedAt, answeredAt ?? endedAt, endedAt].map((time) =>
    Date.parse(time ?? ''),
  );
  const both = (one: readonly string[], other: readonly string[]) => [
    ...new Set([...one, ...other]),
  ];
  return {
    ...seen,
    answeredAt,
    endedAt,
    legs: seen.legs.map((leg) => legWithEnd(leg, { seen, told, endedAt })),
    disposition: answeredAt === null ? told.disposition : 'answered',
    answeredBy: both(seen.answeredBy, told.answeredBy),
    handledBy: both(seen.handledBy, told.handledBy),
    waitMs: Math.max(0, (answer ?? 0) - (start ?? 0)),
    talkMs: answeredAt === null ? 0 : Math.max(0, (end ?? 0) - (answer ?? 0)),
    reason: END_FROM_CDR,
  };
}

/** Nobody saw its end; that of a PBX that was started anew while its line was away is only a guess. */
function isEndUnseen({ reason, endedAt }: CallRecord, told: CallRecord): boolean {
  if (reason === 'end-not-seen') return true;
  const apart = Math.abs(Date.parse(endedAt ?? '') - Date.parse(told.endedAt ?? ''));
  return reason === 'pbx-restarted' && apart > TOLERANCE_MS;
}

/**
 * A talk that was there when the link came back was taken to begin then: gives when it did begin, ms epoch, where
 * the records tell it to be earlier. By lengths, not by times: the PBX's clock may be off.
 */
function earlierAnswer(seen: CallRecord, told: CallRecord): number | null {
  if (seen.answeredAt === null || told.answeredAt === null) return null;
  const [start, end] = [Date.parse(seen.startedAt), Date.parse(seen.endedAt ?? '')];
  const isAsLong = Math.abs(end - start - told.waitMs - told.talkMs) <= TOLERANCE_MS;
  const answer = Math.max(start, end - told.talkMs);
  return isAsLong && Date.parse(seen.answeredAt) - answer > TOLERANCE_MS ? answer : null;
}

/** R2 The answer that nobody saw; the end was seen. */
function withAnswer(seen: CallRecord, answer: number): CallRecord {
  const answeredAt = iso(answer);
  const waitMs = answer - Date.parse(seen.startedAt);
  const isFirst = (leg: Leg) => leg.answeredAt === seen.answeredAt;
  return {
    ...seen,
    answeredAt,
    waitMs,
    ringMs: Math.min(seen.ringMs, waitMs),
    talkMs: Date.parse(seen.endedAt ?? '') - answer,
    legs: seen.legs.map((leg) => (isFirst(leg) ? { ...leg, answeredAt } : leg)),
  };
}

/** A leg that was closed with the call ended with it, or before; one whose end was seen stays as seen. */
function legWithEnd(
  leg: Leg,
  { seen, told, endedAt }: { seen: CallRecord; told: CallRecord; endedAt: string | null },
): Leg {
  const isClosedUnseen = leg.endedAt === seen.endedAt;
  if (leg.result !== null && !isClosedUnseen) return leg;
  const same = told.legs.find(({ party, kind }) => party === leg.party && kind === leg.kind);
  const answeredAt = leg.answeredAt ?? same?.answeredAt ?? null;
  return {
    ...leg,
    answeredAt,
    endedAt: same?.endedAt ?? (isClosedUnseen ? endedAt : leg.endedAt),
    result: answeredAt === null ? (same?.result ?? leg.result) : 'answered',
  };
}
