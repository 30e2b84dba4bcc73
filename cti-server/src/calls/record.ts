import type { CallRecord, CallState, Leg, Transfer } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import {
  type LiveCall,
  type LiveConsultation,
  type LiveLeg,
  type LiveTransfer,
  SAME_ACT_MS,
} from './call.ts';
import {
  askedOf,
  directionOf,
  didOf,
  externalLeg,
  type Numbering,
  placedBy,
  staysInside,
  withoutPrefix,
} from './direction.ts';
import { dispositionOf, hangupOf } from './disposition.ts';
import { recordingsIn } from './recordings.ts';

const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));
const span = (from: number | null, to: number | null) =>
  from === null || to === null ? 0 : Math.max(0, Math.round(to - from));

/** The call record as of `at` (ms epoch). A frozen copy; times in it are ISO 8601 UTC, spans ms. */
export function recordOf(call: LiveCall, numbering: Numbering, at: number): CallRecord {
  const direction = directionOf(call, numbering);
  const inbound = direction === 'inbound';
  const until = call.endedAt ?? at;
  const external = externalLeg(call);
  const externalNumber = inbound
    ? call.first.number
    : direction === 'outbound'
      ? dialledOutside(call, numbering)
      : null;
  const from = inbound ? null : placedBy(call);
  const extensionLegs = call.legs.filter((leg) => leg.kind === 'extension');
  const held = call.heldSince === null ? 0 : until - call.heldSince;
  return Object.freeze<CallRecord>({
    id: call.id,
    direction,
    state: stateOf(call),
    externalNumber,
    e164: externalNumber === null ? null : numbering.toE164(externalNumber),
    externalName: inbound ? call.first.callerName : (external?.channel.callerName ?? null),
    did: inbound ? didOf(call, numbering) : null,
    dialled: inbound ? null : dialledOf(call, { externalNumber, numbering }),
    from,
    queue: call.queue,
    rang: unique(
      extensionLegs
        .filter((leg) => leg.rangAt !== null)
        .sort(inOrder(call, 'rangAt'))
        .map((leg) => leg.party),
    ),
    answeredBy: unique(
      extensionLegs
        .filter((leg) => leg.answeredAt !== null && !leg.own)
        .sort(inOrder(call, 'answeredAt'))
        .map((leg) => leg.party),
    ),
    handledBy: unique(from === null ? call.handledBy : [from, ...call.handledBy]),
    disposition: call.endedAt === null ? null : dispositionOf(call, direction),
    startedAt: iso(call.startedAt),
    answeredAt: isoOrNull(call.answeredAt),
    endedAt: isoOrNull(call.endedAt),
    waitMs: span(call.startedAt, call.answeredAt ?? until),
    ringMs: ringMs(call, until),
    talkMs: span(call.answeredAt, until),
    holdMs: Math.round(call.holdMs + held),
    legs: call.legs.map((leg) => legRecord(leg, numbering)),
    transfers: call.transfers.map((one) => transferRecord(call, one, numbering)),
    consultations: call.consultations.map((one) => consultationRecord(call, one, numbering)),
    forwarded: forwardedRecord(call, { inbound, numbering }),
    pickedUp: call.pickedUp,
    conference: call.conferees.length > 0 ? { members: [...call.conferees].sort() } : null,
    reason: reasonOf(call),
    hangup: call.endedAt === null ? null : hangupOf(call, direction),
    ...recordingsIn(call),
    ...pausesOf(call),
    linkedIds: [...call.groups],
  });
}

/** C27 A pause that nobody ended ends with the call. */
function pausesOf({ pauses, endedAt }: LiveCall): Pick<CallRecord, 'recordingPauses'> {
  if (pauses.length === 0) return {};
  const recordingPauses = pauses.map(({ at, until }) => ({
    at: iso(at),
    until: isoOrNull(until ?? endedAt),
  }));
  return { recordingPauses };
}

/** C1 What was before the call, in one that it took in, comes behind. */
function inOrder(call: LiveCall, when: 'rangAt' | 'answeredAt') {
  const isBefore = ({ begunAt }: LiveLeg) => Number(begunAt < call.startedAt);
  return (a: LiveLeg, b: LiveLeg) => isBefore(a) - isBefore(b) || (a[when] ?? 0) - (b[when] ?? 0);
}

function unique(extensions: readonly string[]): string[] {
  return [...new Set(extensions)];
}

function dialledOf(
  call: LiveCall,
  { externalNumber, numbering }: { externalNumber: string | null; numbering: Numbering },
): string | null {
  return externalNumber === null || staysInside(call, numbering) ? askedOf(call) : externalNumber;
}

function dialledOutside(call: LiveCall, numbering: Numbering): string | null {
  const asked = staysInside(call, numbering) ? null : askedOf(call);
  const plain = asked === null ? null : withoutPrefix(asked, numbering);
  const external = externalLeg(call);
  if (external) return numberOf(external, numbering) ?? plain;
  return call.originNumber === null ? plain : withoutPrefix(call.originNumber, numbering);
}

/** C9 Ring time of the leg that answered, else of the first that rang. */
function ringMs(call: LiveCall, until: number): number {
  const others = call.legs.filter((leg) => !leg.own);
  const leg =
    others.find((one) => one.answeredAt !== null) ??
    others.find((one) => one.rangAt !== null) ??
    call.legs[0];
  return leg ? span(leg.rangAt, leg.answeredAt ?? leg.endedAt ?? until) : 0;
}

/** C4 Where the call stands. */
function stateOf(call: LiveCall): CallState {
  if (call.endedAt !== null) return 'ended';
  const rings = call.legs.some(
    (leg) => leg.rangAt !== null && leg.answeredAt === null && leg.endedAt === null,
  );
  if (call.answeredAt === null) return rings ? 'ringing' : 'waiting';
  if (call.heldSince !== null) return 'held';
  return rings && call.transfers.length > 0 ? 'ringing' : 'talking';
}

/**
 * The number outside that a leg is for, null where the PBX did not tell one. What a line was given goes as it
 * is; some lines take the prefix off themselves.
 */
function numberOf(leg: LiveLeg, numbering: Numbering): string | null {
  const { digits, channel, isJoined } = leg;
  const number = digits ?? channel.number;
  if (number === null) return null;
  // of a line that only a list showed the number may be the one that was dialled: 9 and +7 916 … is not +979 16 …
  const isAsListed = digits === null && (!isJoined || numbering.toE164(number) === null);
  if (number !== askedOf(channel.call) && !isAsListed) return number;
  const rest = withoutPrefix(number, numbering);
  return digits === null || numbering.toE164(rest) !== null ? rest : digits;
}

function partyOf(leg: LiveLeg, numbering: Numbering): string {
  return leg.kind === 'extension' ? leg.party : (numberOf(leg, numbering) ?? leg.party);
}

function legRecord(leg: LiveLeg, numbering: Numbering): Leg {
  return {
    party: partyOf(leg, numbering),
    kind: leg.kind,
    rangAt: isoOrNull(leg.rangAt),
    answeredAt: isoOrNull(leg.answeredAt),
    endedAt: isoOrNull(leg.endedAt),
    result: leg.result,
    cause: leg.cause,
  };
}

function transferRecord(call: LiveCall, transfer: LiveTransfer, numbering: Numbering): Transfer {
  const { type, from, at } = transfer;
  const to = transfer.to === null ? null : plain(call, transfer.to, numbering);
  const { place } = transfer;
  const waits = place && to === null && call.endedAt === null;
  const result = transferResult(call, transfer);
  return { type, from, to, at: iso(at), result, ...(waits ? { place } : {}) };
}

/** Digits that somebody was sent to, as the line got them where one did. */
function plain(call: LiveCall, digits: string, numbering: Numbering): string {
  const isGiven = call.legs.some((leg) => leg.kind === 'external' && leg.digits === digits);
  return isGiven ? digits : withoutPrefix(digits, numbering);
}

/** C14 What became of those who were to take the call over. */
function transferResult(call: LiveCall, sent: LiveTransfer): string | null {
  const { type, to, at } = sent;
  if (type === 'park' && to === null) return null;
  const next = call.transfers.find((other) => other.at > at)?.at ?? Number.POSITIVE_INFINITY;
  const asked =
    type === 'attended'
      ? call.legs.filter((leg) => leg.party === to)
      : call.legs
          .filter((leg) => leg.begunAt < next && (leg.begunAt >= at || isJustTried(leg, at)))
          .filter(isAskedBy(sent));
  if (asked.some((leg) => leg.answeredAt !== null)) return 'answered';
  // who takes a parked call out calls its place: no leg
  if (type === 'park' && asked.length === 0)
    return call.handledBy.includes(to ?? '') ? 'answered' : null;
  const result = asked.at(-1)?.result ?? null;
  const rangOut = result === 'cancelled' && asked.at(-1)?.rangAt !== null && !call.gaveUp;
  return rangOut ? 'no-answer' : result;
}

/** The PBX may ring whom a call is sent on to, and hear that they are busy, before it says that it is. */
function isJustTried({ begunAt, answeredAt, endedAt, result }: LiveLeg, at: number): boolean {
  const isOpen = (endedAt ?? at) >= at || (result !== 'answered' && result !== 'cancelled');
  return begunAt > at - SAME_ACT_MS && (answeredAt ?? at) >= at && isOpen;
}

/** C14 Whether the transfer asked for this one: who sent the call on, and gets it back unanswered, was not. */
function isAskedBy({ from, to }: LiveTransfer) {
  return ({ party }: LiveLeg, _: number, all: readonly LiveLeg[]) =>
    party !== from || !all.some((other) => other.party === to && to !== from);
}

/** C15 It is over when its parties part, or are joined with the other party. */
function consultationRecord(
  call: LiveCall,
  { from, startedAt, leg }: LiveConsultation,
  numbering: Numbering,
) {
  const asked = partyOf(leg, numbering);
  const joinedAt =
    call.transfers.find(
      ({ type, to, at }) =>
        type === 'attended' &&
        to !== null &&
        plain(call, to, numbering) === asked &&
        at >= startedAt,
    )?.at ?? null;
  const endedAt = earlier(leg.endedAt, joinedAt);
  // who answers when the one who asked has left did not talk with them
  const hasTalked = leg.answeredAt !== null && (endedAt === null || leg.answeredAt < endedAt);
  return {
    from,
    to: asked,
    startedAt: iso(startedAt),
    answeredAt: hasTalked ? isoOrNull(leg.answeredAt) : null,
    endedAt: isoOrNull(endedAt),
  };
}

const earlier = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** C18 Where phones sent the call on, and whom the PBX's own settings reached outside. */
function forwardedRecord(
  call: LiveCall,
  { inbound, numbering }: { inbound: boolean; numbering: Numbering },
): { from: string | null; to: string }[] {
  const byPhones = call.legs.flatMap((leg) =>
    leg.forwardedTo === null
      ? []
      : [{ from: leg.party, to: plain(call, leg.forwardedTo, numbering) }],
  );
  const told = new Set([
    ...byPhones.map(({ to }) => to),
    ...call.transfers.map(({ to }) => (to === null ? null : plain(call, to, numbering))),
  ]);
  const isElsewhere = inbound || staysInside(call, numbering);
  const byPbx = call.legs
    .filter((leg) => isElsewhere && isForward(call, leg))
    .flatMap((leg) => numberOf(leg, numbering) ?? [])
    .filter((to, index, all) => !told.has(to) && all.indexOf(to) === index)
    .map((to) => ({ from: null, to }));
  return [...byPhones, ...byPbx];
}

/**
 * A line that rang beside phones was one of a group: the call went there only if it was taken there. One that is
 * tried when somebody has answered is for a transfer.
 */
function isForward(call: LiveCall, leg: LiveLeg): boolean {
  if (leg.kind !== 'external' || leg.isJoined) return false;
  if (call.answeredAt !== null && leg.begunAt > call.answeredAt) return false;
  return leg.answeredAt !== null || !call.legs.some((other) => rangBeside(other, leg));
}

function rangBeside(phone: LiveLeg, leg: LiveLeg): boolean {
  if (phone.kind !== 'extension' || phone.own) return false;
  // of who was answered in the very moment a list may have both
  const rings = ({ answeredAt, endedAt }: LiveLeg, at: number) =>
    (answeredAt === null || at <= answeredAt) && (endedAt === null || at < endedAt);
  return rings(leg, phone.begunAt) && rings(phone, leg.begunAt);
}

const OWN_LEG_REASONS: Readonly<Record<string, string>> = {
  busy: 'agent-busy',
  rejected: 'agent-rejected',
  failed: 'agent-failed',
};

/** C7 Why a click-to-call did not come about, or what was not seen. */
function reasonOf(call: LiveCall): string | null {
  if (call.reason !== null || call.endedAt === null) return call.reason;
  if (call.isFax) return 'fax';
  const own = call.legs.findLast((leg) => leg.own);
  if (!own || own.answeredAt !== null || call.answeredAt !== null) return null;
  return OWN_LEG_REASONS[own.result ?? ''] ?? 'agent-no-answer';
}
