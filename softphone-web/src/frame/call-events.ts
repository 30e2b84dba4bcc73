import { isLive, type PhoneCall } from '../phone/phone.ts';
import type { CallEndStatus, PhoneCallInfo, PhoneEvents } from '../../sdk/words.ts';

/** An event of a call for the page around the frame. */
export type CallEvent = {
  readonly [Name in 'ringing' | 'answered' | 'ended']: {
    readonly name: Name;
    readonly detail: PhoneEvents[Name];
  };
}['ringing' | 'answered' | 'ended'];

/** What happened to calls between two looks at the phone, in order. */
export function callEvents(
  before: readonly PhoneCall[],
  after: readonly PhoneCall[],
  infoOf: (call: PhoneCall) => PhoneCallInfo,
): readonly CallEvent[] {
  return after.flatMap((call) => {
    const old = before.find(({ id }) => id === call.id);
    const detail = infoOf(call);
    const events: CallEvent[] = [];
    if (!old) events.push({ name: 'ringing', detail });
    if (call.answeredAt !== null && !old?.answeredAt) events.push({ name: 'answered', detail });
    if (!isLive(call) && (!old || isLive(old))) {
      const ended = { callEndStatus: endStatus(call), durationMs: talkMs(call) };
      events.push({ name: 'ended', detail: { ...detail, ...ended } });
    }
    return events;
  });
}

function talkMs({ answeredAt, endedAt }: PhoneCall): number {
  return answeredAt === null || endedAt === null ? 0 : endedAt - answeredAt;
}

function endStatus({ answeredAt, direction, endReason }: PhoneCall): CallEndStatus {
  if (answeredAt !== null) return 'COMPLETED';
  if (endReason === 'rejected') return 'REJECTED';
  if (direction === 'inbound') return endReason === 'no-microphone' ? 'FAILED' : 'MISSED';
  switch (endReason) {
    case 'busy':
      return 'BUSY';
    case 'no-answer':
      return 'NO_ANSWER';
    case 'hung-up':
    case 'cancelled':
      return 'CANCELED';
    default:
      return 'FAILED';
  }
}
