import { companyOf, lastTransfer, leaveBridge } from './bridges.ts';
import type { LiveCall, LiveChannel } from './call.ts';
import { extensionOf, isOtherParty, subjectOf } from './direction.ts';
import { isGivingUp, legResult } from './disposition.ts';
import { hold } from './holds.ts';
import { settlePause } from './pauses.ts';
import { endRecordingsOf } from './recordings.ts';
import { type CallModel, forget, removeChannel, touch } from './model.ts';

/** C5, C8 A party asks to end the call. `at`: ms epoch; `cause`: Q.850. */
export function hangupRequest(
  model: CallModel,
  channel: LiveChannel,
  { at, cause }: { at: number; cause: number | null },
): void {
  if (channel.party.kind === 'local') return;
  const { call } = channel;
  channel.hungUpAt ??= at;
  channel.hungUpCause ??= cause;
  if (call.endedAt !== null) return;
  call.askedAt = at;
  if (isGivingUp(call, channel)) {
    call.gaveUp = true;
    call.requestedBy = channel;
    touch(model, call);
  } else if (concerns(call, channel, at)) {
    const { requestedBy: earlier } = call;
    if (earlier === null || hasLeft(call, earlier)) call.requestedBy = channel;
  }
}

/** C8 They got what they asked for, and it ended nothing: another customer, or others in company, talked on. */
function hasLeft(call: LiveCall, asked: LiveChannel): boolean {
  if (call.channels.has(asked)) return false;
  const { bridge } = subjectOf(call);
  const company = bridge
    ? [...companyOf(bridge)].filter(({ party }) => party.kind !== 'local')
    : [];
  return isOtherParty(call, asked) || company.length > 1;
}

/**
 * C13 Whether it is the other party's company that this channel would end: not a consultation beside it, and
 * not the leg of one who has sent the call on.
 */
function concerns(call: LiveCall, channel: LiveChannel, at: number): boolean {
  const subject = subjectOf(call);
  if (call.answeredAt === null || isOtherParty(call, channel)) return true;
  const sender = lastTransfer(call, at)?.from ?? null;
  if (sender !== null && sender === extensionOf(channel)) return false;
  return subject.bridge
    ? companyOf(subject.bridge).has(channel)
    : channel.leg?.answeredAt === null || channel.leg === null;
}

/** A channel is gone, and with the other party or the last channel the call. `cause`: Q.850. */
export function hangup(
  model: CallModel,
  channel: LiveChannel,
  { at, cause }: { at: number; cause: number | null },
): void {
  const { call, leg } = channel;
  const subject = subjectOf(call);
  const parties = [subject, ...joinedParties(call)];
  // until a transfer has come about, or a conference has said who leaves, for one, the PBX keeps the channel
  const leftAt = channel.hungUpAt ?? at;
  leaveBridge(model, channel, at);
  removeChannel(model, channel);
  if (leg && leg.endedAt === null) {
    leg.endedAt = leftAt;
    leg.cause = cause;
    leg.result ??= legResult(leg, cause);
  }
  const isLast = parties.includes(channel) && !parties.some((party) => call.channels.has(party));
  // joined in its middle, a call may go on without the channel that began it
  const goesOn = channel !== subject && (subject.leg?.answeredAt ?? null) !== null;
  const ends = call.answeredAt !== null ? isLast : channel === call.first && !goesOn;
  if (call.endedAt === null && (ends || call.channels.size === 0)) {
    for (const key of [...call.holders]) hold(model, call, { key, on: false, at: leftAt });
    call.endedAt = leftAt;
    model.ended.set(call.id, leftAt);
    call.cause = subject.leg?.kind === 'extension' ? (subject.leg.cause ?? cause) : cause;
  }
  settlePause(call, at);
  endRecordingsOf(channel, leftAt);
  touch(model, call);
  if (call.channels.size === 0) forget(model, call);
}

/** Those who were customers in calls of their own. */
function joinedParties(call: LiveCall): LiveChannel[] {
  return call.legs.flatMap(({ isJoined, channel }) => (isJoined ? [channel] : []));
}

/** A channel is gone and nobody saw how; whether that ended its call is said by `reason`. */
export function endUnseen(
  model: CallModel,
  channel: LiveChannel,
  { at, reason }: { at: number; reason: NonNullable<LiveCall['reason']> },
): void {
  const { call, leg } = channel;
  const wentOn = call.endedAt === null;
  call.complete = false;
  // how an attempt went that was not answered before is not known either
  if (leg && leg.answeredAt === null) leg.endedAt ??= at;
  hangup(model, channel, { at, cause: null });
  if (wentOn && call.endedAt !== null) call.reason ??= reason;
}

/** The last time at which a channel and its call are known to have been there, ms epoch. */
export function lastShown({ call, lastAt }: LiveChannel): number {
  const { startedAt, answeredAt, heldSince, askedAt, legs, transfers } = call;
  const known = [
    lastAt,
    startedAt,
    answeredAt,
    heldSince,
    askedAt,
    ...transfers.map((one) => one.at),
    ...legs.flatMap((leg) => [leg.begunAt, leg.rangAt, leg.answeredAt, leg.endedAt]),
  ];
  return Math.max(...known.map((time) => time ?? 0));
}

/** The PBX started anew, at the latest known time of which it was still there: calls of before are over, nobody saw how. */
export function endAll(model: CallModel, at: number): void {
  for (const channel of [...model.channels.values()]) {
    const endedAt = Math.max(at, lastShown(channel));
    endUnseen(model, channel, { at: endedAt, reason: 'pbx-restarted' });
  }
  // its names begin anew
  model.gone.clear();
}
