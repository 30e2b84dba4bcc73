import type { CallRecord, Direction, Disposition, Leg } from '../contract/index.ts';
import type { LiveCall, LiveChannel, LiveLeg } from './call.ts';
import { externalLeg, isIncoming, isOtherParty, placingChannel } from './direction.ts';

/** The reason of a call whose end nobody saw. */
export const END_NOT_SEEN = 'end-not-seen';

const NORMAL = 16;
const USER_BUSY = 17;
const BUSY = new Set([USER_BUSY, 21]);

/**
 * How an attempt ended (C6). The cause at the channel's end tells more than the PBX's dial status, which
 * calls a refusal, a wrong number and a time-out all "no answer". Causes: Q.850.
 */
export function legResult(
  leg: Pick<LiveLeg, 'rangAt' | 'answeredAt' | 'status'>,
  cause: number | null,
): Leg['result'] {
  if (leg.answeredAt !== null) return 'answered';
  if (cause === 17) return 'busy';
  if (cause === 21) return 'rejected';
  if (cause === 26) return 'answered-elsewhere';
  if (isSilent(leg, cause)) return 'failed';
  if (leg.status === 'cancelled') return 'cancelled';
  if (leg.status === 'busy') return 'busy';
  if (cause === 1 || cause === 3 || (cause ?? 0) >= 27)
    return cause === 127 ? 'cancelled' : 'failed';
  return leg.status === 'failed' ? 'failed' : 'no-answer';
}

/** 18 without ringing: the other end never said a word (a dead trunk, a phone that is gone). */
function isSilent({ rangAt }: Pick<LiveLeg, 'rangAt'>, cause: number | null): boolean {
  return cause === 18 && rangAt === null;
}

/** C7 How a call ended. Only for a call that has ended. */
export function dispositionOf(call: LiveCall, direction: Direction): Disposition {
  if (call.answeredAt !== null) return 'answered';
  // a machine of ours took what the caller has to say
  if (call.voicemail || call.isFax) return 'voicemail';
  if (call.gaveUp) {
    const byOutside = call.requestedBy?.party.kind === 'trunk';
    return direction === 'inbound' || byOutside ? 'abandoned' : 'cancelled';
  }
  const others = call.legs.filter((leg) => !leg.own);
  // do not disturb, say: the PBX says busy by itself
  if (call.legs.length === 0) return call.cause === USER_BUSY ? 'busy' : 'failed';
  if (direction === 'inbound') return ofAll(call, others);
  const tried = others.at(-1);
  return tried ? ofLast(tried) : 'failed';
}

/** Who called in heard ringing, or the busy tone, or neither; a queue plays its music over refusals. */
function ofAll({ complete, queue }: LiveCall, legs: readonly LiveLeg[]): Disposition {
  const rang = legs.filter(({ rangAt, forwardedTo, result }) => {
    // that it rang may be what nobody saw
    const hasRung = rangAt !== null || (!complete && result === 'no-answer');
    return hasRung && forwardedTo === null;
  });
  const isSilence = (leg: LiveLeg) => queue !== null || !(isBusy(leg) || leg.result === 'failed');
  if (rang.some(isSilence)) return 'no-answer';
  return legs.some(isBusy) ? 'busy' : 'failed';
}

function isBusy({ result }: LiveLeg): boolean {
  return result === 'busy' || result === 'rejected';
}

function ofLast(leg: LiveLeg): Disposition {
  if (isBusy(leg)) return 'busy';
  if (leg.result === 'no-answer' || leg.result === 'cancelled') return leg.result;
  return 'failed';
}

/** C8 Who ended it: the side that first asked to after the subject was last connected; none: the PBX; null: nobody saw. */
export function hangupOf(call: LiveCall, direction: Direction): CallRecord['hangup'] {
  const asked = askedToEnd(call);
  const isUnreached = direction === 'outbound' && call.answeredAt === null;
  const given = call.answeredAt === null ? null : reasonGiven(asked);
  const cause = given ?? (isUnreached ? externalLeg(call)?.cause : null) ?? call.cause;
  if (call.reason === END_NOT_SEEN) return null;
  if (!asked) return { by: 'pbx', cause };
  if (asked.party.kind !== 'trunk') return { by: 'agent', cause };
  return {
    by: direction === 'inbound' && isOtherParty(call, asked) ? 'caller' : 'external',
    cause,
  };
}

/** Why a phone broke off a talk, where it was not simply hung up: its sound did not come about, say. */
function reasonGiven(asked: LiveChannel | null): number | null {
  const cause = asked?.hungUpCause ?? null;
  return cause === NORMAL ? null : cause;
}

/** Of a call that nobody answered, and nobody waited for any more, the last phone or line decides. */
function askedToEnd(call: LiveCall): LiveChannel | null {
  const { requestedBy, legs } = call;
  if (call.answeredAt !== null || call.gaveUp) return requestedBy;
  const waiting = waitingParty(call);
  const others = legs.filter((leg) => leg.channel !== waiting);
  const last = (others.length > 0 ? others : legs).reduce<LiveLeg | null>(
    (latest, leg) => ((leg.endedAt ?? 0) >= (latest?.endedAt ?? 0) ? leg : latest),
    null,
  );
  if (last !== null && last.channel.hungUpAt !== null && !isSilent(last, last.cause))
    return last.channel;
  return requestedBy?.leg ? null : requestedBy;
}

/**
 * C5 Whether this channel's wish to end the call is its party's giving up: somebody could still have
 * answered. A caller who hears the busy tone of a refusal hangs up too, but did not give up.
 */
export function isGivingUp(call: LiveCall, channel: LiveChannel): boolean {
  if (call.answeredAt !== null || channel !== waitingParty(call)) return false;
  // who is rung first by a click-to-call, and refuses it, has not waited for anybody yet
  if (channel.leg && channel.leg.answeredAt === null) return false;
  const legs = call.legs.filter((leg) => leg.channel !== channel && !leg.own);
  const last = legs.at(-1);
  if (call.inQueue || !last || legs.some(isOpen)) return true;
  if (BUSY.has(last.cause ?? 0)) return false;
  // all rang out, and the caller left what the PBX offered then (a menu, an announcement)
  const rangOut = isIncoming(channel) && last.status === 'no-answer' && last.rangAt !== null;
  return rangOut || last.status === 'cancelled';
}

/** Rings, or was picked up and is not put through yet. */
function isOpen({ endedAt, status }: LiveLeg): boolean {
  return endedAt === null && (status === null || status === 'answered');
}

/** Who waits for an answer: the caller; the party whom a click-to-call rang first. */
function waitingParty(call: LiveCall): LiveChannel {
  const [leg] = call.legs;
  return call.originated && leg?.kind === 'external' ? leg.channel : placingChannel(call);
}
