import type { CallRecord, CallState, Leg, Transfer } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { LiveCall, LiveLeg } from './call.ts';
import {
  directionOf,
  extensionOf,
  externalLeg,
  type Numbering,
  placingChannel,
  withoutPrefix,
} from './direction.ts';
import { dispositionOf, hangupOf } from './disposition.ts';

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
  const from = inbound ? null : extensionOf(placingChannel(call));
  const extensionLegs = call.legs.filter((leg) => leg.kind === 'extension');
  const held = call.heldSince === null ? 0 : until - call.heldSince;
  return Object.freeze<CallRecord>({
    id: call.id,
    direction,
    state: stateOf(call),
    externalNumber,
    e164: externalNumber === null ? null : numbering.toE164(externalNumber),
    externalName: inbound ? call.first.callerName : (external?.channel.callerName ?? null),
    did: inbound ? call.first.dialled : null,
    dialled: inbound ? null : direction === 'outbound' ? externalNumber : call.first.dialled,
    from,
    queue: call.queue,
    rang: unique(
      extensionLegs
        .filter((leg) => leg.rangAt !== null)
        .sort((a, b) => (a.rangAt ?? 0) - (b.rangAt ?? 0))
        .map((leg) => leg.party),
    ),
    answeredBy: unique(
      extensionLegs
        .filter((leg) => leg.answeredAt !== null && !leg.own)
        .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0))
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
    legs: call.legs.map(legRecord),
    transfers: call.transfers.map((transfer) => transferRecord(call, transfer)),
    consultations: [...call.consultations],
    forwarded: inbound
      ? call.legs.filter((leg) => leg.kind === 'external').map((leg) => ({ to: leg.party }))
      : [],
    pickedUp: call.pickedUp,
    conference: conferenceOf(call),
    reason: reasonOf(call),
    hangup: call.endedAt === null ? null : hangupOf(call, direction),
    recording: call.recording,
    linkedIds: [...call.groups],
  });
}

function unique(extensions: readonly string[]): string[] {
  return [...new Set(extensions)];
}

function dialledOutside(call: LiveCall, numbering: Numbering): string | null {
  const external = externalLeg(call);
  if (external) return external.party;
  if (call.originNumber !== null) return withoutPrefix(call.originNumber, numbering);
  return call.first.dialled === null ? null : withoutPrefix(call.first.dialled, numbering);
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

function legRecord(leg: LiveLeg): Leg {
  return {
    party: leg.party,
    kind: leg.kind,
    rangAt: isoOrNull(leg.rangAt),
    answeredAt: isoOrNull(leg.answeredAt),
    endedAt: isoOrNull(leg.endedAt),
    result: leg.result,
    cause: leg.cause,
  };
}

function transferRecord(call: LiveCall, transfer: LiveCall['transfers'][number]): Transfer {
  const target = call.legs.filter((leg) => leg.party === transfer.to).at(-1);
  const answered = target?.answeredAt !== null && target !== undefined;
  return {
    type: transfer.type,
    from: transfer.from,
    to: transfer.to,
    at: iso(transfer.at),
    result: answered ? 'answered' : (target?.result ?? null),
  };
}

function conferenceOf(call: LiveCall): { members: string[] } | null {
  const inConference = [...call.channels].some((channel) => channel.bridge?.use === 'conference');
  return inConference ? { members: unique(call.handledBy) } : null;
}

/** Why a click-to-call did not come about, or what was not seen. */
function reasonOf(call: LiveCall): string | null {
  if (call.reason !== null || call.endedAt === null) return call.reason;
  const own = call.legs.find((leg) => leg.own);
  if (!own || own.answeredAt !== null || call.answeredAt !== null) return null;
  return own.result === 'busy' || own.result === 'rejected' ? 'agent-rejected' : 'agent-no-answer';
}
