import type { CallRecord, Leg } from '../contract/index.ts';
import type { LiveCall, LiveChannel } from './call.ts';

const ms = (time: string | null) => (time === null ? null : Date.parse(time));

/**
 * C11 A call that a snapshot shows and that the log already knows (the server was restarted in mid-call)
 * goes on from what is logged: number dialled, times, and the attempts that are over.
 */
export function recallCall(call: LiveCall, record: CallRecord): void {
  call.startedAt = Date.parse(record.startedAt);
  call.answeredAt = ms(record.answeredAt);
  call.queue = record.queue;
  call.recording = record.recording;
  call.holdMs = record.holdMs;
  if (record.did !== null) call.first.dialled = record.did;
  for (const extension of record.handledBy) {
    if (extension !== record.from) call.handledBy.push(extension);
  }
  for (const leg of record.legs) {
    if (leg.endedAt !== null && leg.kind === 'extension') call.legs.push(endedLeg(leg, call.first));
  }
}

/** Attempts that ended while nobody looked (before `at`, ms epoch) are not lost: who rang or spoke is known. */
export function recallGoneLegs(call: LiveCall, record: CallRecord, at: number): void {
  const goesOn = new Set(
    call.legs.flatMap(({ party, endedAt }) => (endedAt === null ? party : [])),
  );
  for (const leg of record.legs) {
    if (leg.endedAt !== null || leg.kind !== 'extension' || goesOn.has(leg.party)) continue;
    const result = leg.answeredAt === null ? 'no-answer' : 'answered';
    call.legs.push({ ...endedLeg(leg, call.first), endedAt: at, result });
  }
  call.legs.sort((a, b) => a.begunAt - b.begunAt);
}

/** Its channel is gone; the call's first stands in, since nothing asks for the channel of an ended leg. */
function endedLeg(leg: Leg, channel: LiveChannel): LiveCall['legs'][number] {
  return {
    party: leg.party,
    kind: leg.kind,
    channel,
    digits: null,
    isJoined: false,
    spokeAt: null,
    own: false,
    begunAt: ms(leg.rangAt) ?? channel.call.startedAt,
    rangAt: ms(leg.rangAt),
    answeredAt: ms(leg.answeredAt),
    endedAt: ms(leg.endedAt),
    status: null,
    forwardedTo: null,
    result: leg.result,
    cause: leg.cause,
  };
}

/** The logged attempt that this channel goes on with. */
export function recalledLeg(record: CallRecord, channel: LiveChannel): Leg | undefined {
  const { party } = channel;
  return record.legs.find(
    (leg) =>
      leg.endedAt === null &&
      (party.kind === 'extension' ? leg.party === party.number : leg.kind === 'external'),
  );
}
