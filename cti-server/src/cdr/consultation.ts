import type { LoggedCall } from '../call-log/entry.ts';
import type { CallRecord } from '../contract/index.ts';
import { TOLERANCE_MS } from './compare.ts';

type SeenCall = Pick<LoggedCall, 'record' | 'complete'>;

/**
 * R2 C15 The call that a talk among us, which nobody saw, was about: a phone that has a customer all that time can hold
 * that call and ask about it, no more. Null where no such call is in the log, or all of it was seen.
 */
export function askedAbout(told: CallRecord, logged: Iterable<LoggedCall>): LoggedCall | null {
  if (!isTalk(told)) return null;
  for (const call of logged) if (isAbout(told, call)) return call;
  return null;
}

function isTalk({ direction, from, legs }: CallRecord): boolean {
  return direction === 'internal' && from !== null && legs.length > 0;
}

function isAbout(talk: CallRecord, { record, complete }: SeenCall): boolean {
  return !complete && record.id !== talk.id && isWith(record, talk);
}

/** Whether the one who placed the talk was with the party outside from before its begin to its end. */
function isWith({ direction, answeredAt, endedAt, from, legs }: CallRecord, told: CallRecord) {
  if (direction === 'internal' || answeredAt === null || endedAt === null) return false;
  const spans = (since: string | null, until: string | null) =>
    since !== null &&
    Date.parse(since) <= Date.parse(told.startedAt) &&
    Date.parse(until ?? endedAt) >= Date.parse(told.endedAt ?? '') - TOLERANCE_MS;
  const ours = legs.filter(({ kind }) => kind === 'extension');
  if (ours.some((leg) => leg.party === told.from && spans(leg.answeredAt, leg.endedAt)))
    return true;
  // who placed the call has no leg; nobody else had it before
  const isPassedOn = ours.some((leg) => isBefore(leg.answeredAt, told.startedAt));
  return from === told.from && !isPassedOn && spans(answeredAt, endedAt);
}

function isBefore(one: string | null, other: string): boolean {
  return one !== null && Date.parse(one) < Date.parse(other);
}

/** R2 The call with what the records tell of a talk beside it; null where they tell of the call itself, or it has that. */
export function withConsultation(call: SeenCall, told: CallRecord): CallRecord | null {
  const { record: seen } = call;
  const { from, legs, startedAt, answeredAt, endedAt, linkedIds } = told;
  const asked = legs.find((leg) => leg.answeredAt !== null) ?? legs.at(-1);
  const isThere = linkedIds.some((id) => seen.linkedIds.includes(id));
  if (!asked || isThere || !isTalk(told) || !isAbout(told, call)) return null;
  const consultation = { from, to: asked.party, startedAt, answeredAt, endedAt };
  return {
    ...seen,
    consultations: [...seen.consultations, consultation],
    legs: [...seen.legs, ...legs],
    rang: [...new Set([...seen.rang, ...told.rang])],
    linkedIds: [...seen.linkedIds, ...linkedIds],
  };
}
