import type { CallRecord, Direction, Disposition, Leg } from '../contract/index.ts';
import type { LiveCall, LiveLeg } from './call.ts';
import { placingChannel, subjectOf } from './direction.ts';

const BUSY = new Set([17, 21]);

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
  // 18 without ringing: the other end never said a word (a dead trunk, a phone that is gone)
  if (cause === 18 && leg.rangAt === null) return 'failed';
  if (leg.status === 'cancelled') return 'cancelled';
  if (leg.status === 'busy') return 'busy';
  if (cause === 1 || cause === 3 || (cause ?? 0) >= 27)
    return cause === 127 ? 'cancelled' : 'failed';
  return leg.status === 'failed' ? 'failed' : 'no-answer';
}

/** C7 How a call ended. Only for a call that has ended. */
export function dispositionOf(call: LiveCall, direction: Direction): Disposition {
  if (call.answeredAt !== null) return 'answered';
  if (call.voicemail) return 'voicemail';
  if (direction === 'inbound') return inboundDisposition(call);
  if (call.gaveUp) return 'cancelled';
  const tried = call.legs.filter((leg) => !leg.own).at(-1);
  if (!tried) return 'failed';
  return fromLeg(tried);
}

function inboundDisposition(call: LiveCall): Disposition {
  if (call.gaveUp) return 'abandoned';
  const results = call.legs.map((leg) => fromLeg(leg));
  if (call.legs.some((leg) => leg.result === 'no-answer' && leg.rangAt !== null))
    return 'no-answer';
  if (call.queue !== null && call.legs.some((leg) => leg.rangAt !== null)) return 'no-answer';
  return (
    results.find((result) => result === 'busy') ??
    results.find((result) => result === 'cancelled') ??
    'failed'
  );
}

function fromLeg(leg: LiveLeg): Disposition {
  if (leg.result === 'busy' || leg.result === 'rejected') return 'busy';
  if (leg.result === 'no-answer') return 'no-answer';
  if (leg.result === 'cancelled') return 'cancelled';
  return 'failed';
}

/** C8 Who ended it: the side that first asked to after the subject was last connected; none: the PBX. */
export function hangupOf(call: LiveCall, direction: Direction): CallRecord['hangup'] {
  const asked = call.requestedBy;
  const cause = call.cause;
  if (!asked) return { by: 'pbx', cause };
  if (asked.party.kind === 'trunk' && asked === subjectOf(call)) {
    return { by: direction === 'inbound' ? 'caller' : 'external', cause };
  }
  return { by: asked.party.kind === 'trunk' ? 'external' : 'agent', cause };
}

/**
 * C5 Whether this channel's wish to end the call is its party's giving up: somebody could still have
 * answered. A caller who hears the busy tone of a refusal hangs up too, but did not give up.
 */
export function isGivingUp(call: LiveCall, channelId: string): boolean {
  if (call.answeredAt !== null) return false;
  const caller = call.first.party.kind === 'trunk' ? call.first : placingChannel(call);
  if (caller.id !== channelId) return false;
  // the agent of a click-to-call who refuses it has not placed anything yet
  if (caller.leg?.own && caller.leg.answeredAt === null) return false;
  const legs = call.legs.filter((leg) => !leg.own);
  if (call.inQueue || legs.length === 0)
    return call.first.party.kind === 'trunk' || legs.length === 0;
  const refused = legs.every((leg) => leg.endedAt !== null || leg.status !== null);
  const last = legs.at(-1);
  return !(refused && last && (BUSY.has(last.cause ?? 0) || last.status !== 'cancelled'));
}
