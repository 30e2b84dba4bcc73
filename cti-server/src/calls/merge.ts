import type { LiveCall, LiveChannel } from './call.ts';
import { extensionOf, isIncoming, placingChannel } from './direction.ts';
import { legResult } from './disposition.ts';
import { mergeRecordings } from './recordings.ts';

/**
 * Moves all of one call into another; both histories stay. The one that goes was a consultation, a pick-up, a
 * retrieval, or another customer's call: its own end no longer counts.
 */
export function mergeCalls(stays: LiveCall, goes: LiveCall): void {
  const from = extensionOf(placingChannel(goes));
  const asked = goes.legs.find((leg) => leg.answeredAt !== null) ?? goes.legs.at(-1);
  const isTold = [stays, goes].some(({ consultations }) =>
    consultations.some(({ leg }) => leg === asked),
  );
  if (from !== null && asked && asked.party !== from && !isTold) {
    stays.consultations.push({ from, startedAt: goes.startedAt, leg: asked });
  }
  for (const channel of goes.channels) {
    channel.call = stays;
    stays.channels.add(channel);
  }
  stays.legs.push(...goes.legs);
  if (isIncoming(goes.first)) joinCustomer(stays, goes);
  for (const group of goes.groups) stays.groups.add(group);
  for (const extension of goes.handledBy) {
    if (stays.answeredAt !== null && !stays.handledBy.includes(extension))
      stays.handledBy.push(extension);
  }
  stays.transfers.push(...goes.transfers);
  stays.consultations.push(...goes.consultations);
  mergeRecordings(stays, goes);
  stays.pauses.push(...goes.pauses);
  stays.pauses.sort((one, other) => one.at - other.at);
  stays.queue ??= goes.queue;
  stays.isReal ||= goes.isReal;
  stays.complete &&= goes.complete;
  stays.merged.push(...(goes.isReal ? [goes.id] : []), ...goes.merged);
  goes.channels.clear();
}

/** Two customers in one talk: the second is one of its parties, with what is known of the call they made. */
function joinCustomer(stays: LiveCall, { first, startedAt, answeredAt, endedAt }: LiveCall): void {
  const line = first.party.kind === 'trunk' ? first.party.name : first.name;
  first.leg = {
    kind: 'external',
    party: first.number ?? line,
    digits: first.number,
    channel: first,
    own: false,
    isJoined: true,
    spokeAt: answeredAt,
    begunAt: startedAt,
    rangAt: null,
    answeredAt,
    endedAt,
    status: null,
    forwardedTo: null,
    result: null,
    cause: null,
  };
  stays.legs.push(first.leg);
}

/** A channel goes on in another call: its part in the former one ended at `at` (ms epoch). */
export function leaveCall(
  channel: LiveChannel,
  { into, at }: { into: LiveCall; at: number },
): void {
  const { call, leg } = channel;
  if (leg && leg.endedAt === null) {
    leg.endedAt = at;
    leg.result = legResult(leg, null);
  }
  channel.leg = null;
  call.channels.delete(channel);
  call.holders.delete(channel.id);
  channel.call = into;
  into.channels.add(channel);
}
