import { hold, leaveBridge } from './bridges.ts';
import type { LiveChannel } from './call.ts';
import { subjectOf } from './direction.ts';
import { isGivingUp, legResult } from './disposition.ts';
import { type CallModel, touch } from './model.ts';

/** C5, C8 A party asks to end the call. */
export function hangupRequest(model: CallModel, channel: LiveChannel): void {
  if (channel.party.kind === 'local') return;
  const { call } = channel;
  if (call.endedAt !== null) return;
  if (isGivingUp(call, channel.id)) {
    call.gaveUp = true;
    call.requestedBy = channel;
    touch(model, call);
  } else call.requestedBy ??= channel;
}

/** A channel is gone, and with the subject or the last channel the call. `cause`: Q.850. */
export function hangup(
  model: CallModel,
  channel: LiveChannel,
  { at, cause }: { at: number; cause: number | null },
): void {
  const { call, leg } = channel;
  const subject = subjectOf(call);
  leaveBridge(model, channel, at);
  model.channels.delete(channel.id);
  call.channels.delete(channel);
  if (leg && leg.endedAt === null) {
    leg.endedAt = at;
    leg.cause = cause;
    leg.result = legResult(leg, cause);
  }
  const ends = call.answeredAt !== null ? channel === subject : channel === call.first;
  if (call.endedAt === null && (ends || call.channels.size === 0)) {
    for (const key of [...call.holders]) hold(model, call, { key, on: false, at });
    call.endedAt = at;
    call.cause = channel === subject || subject.leg?.cause == null ? cause : subject.leg.cause;
  }
  touch(model, call);
  if (call.channels.size === 0) {
    model.calls.delete(call);
    for (const group of call.groups) model.byGroup.delete(group);
  }
}

/** A channel is gone and nobody saw how. */
export function endUnseen(
  model: CallModel,
  channel: LiveChannel,
  { at, reason }: { at: number; reason: string },
): void {
  channel.call.complete = false;
  channel.call.reason ??= reason;
  hangup(model, channel, { at, cause: null });
}

/** The PBX started anew: calls of before are over, nobody saw how. */
export function endAll(model: CallModel, at: number): void {
  for (const channel of [...model.channels.values()])
    endUnseen(model, channel, { at, reason: 'pbx-restarted' });
}
