import type { PbxEvent } from '../pbx/event.ts';
import type { LiveChannel, LiveLeg } from './call.ts';
import { type CallModel, ignore, join, touch } from './model.ts';

/** An attempt to reach a channel begins. */
export function dial(model: CallModel, event: Extract<PbxEvent, { kind: 'dial' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial of an unknown channel');
  const from = event.from === null ? null : (model.channels.get(event.from) ?? null);
  if (from && from.call !== channel.call) join(model, from.call, channel.call);
  const call = channel.call;
  if (event.from === null && channel === call.first) call.originated = true;
  addLeg(model, channel, event.digits);
}

/** An attempt to reach a channel ended; the first word on it counts. */
export function dialEnd(model: CallModel, event: Extract<PbxEvent, { kind: 'dial-end' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial end of an unknown channel');
  // a picked-up call is answered by a channel that was never dialled
  const leg =
    channel.leg ??
    (event.status === 'answered' && channel !== channel.call.first
      ? addLeg(model, channel, null)
      : null);
  if (!leg) return;
  // the PBX may say the end of one attempt twice; the first is right
  leg.status ??= event.status;
  if (event.status === 'answered') legAnswered(model, leg, event.at);
}

/** What a click-to-call was to dial, where its channel has not shown it. */
export function originated(
  model: CallModel,
  event: Extract<PbxEvent, { kind: 'originated' }>,
): void {
  const call = model.channels.get(event.channel)?.call;
  if (!call) return ignore(model, 'answer to an unknown click-to-call');
  const unset = call.first.dialled === null || call.first.dialled === 's';
  if (!unset || event.dialled === null || event.dialled === 's') return;
  call.first.dialled = event.dialled;
  touch(model, call);
}

/** The attempt at this channel, made when there is none; null for channels of the PBX itself. */
export function addLeg(
  model: CallModel,
  channel: LiveChannel,
  digits: string | null,
): LiveLeg | null {
  const { party, call } = channel;
  if (channel.leg || (party.kind !== 'extension' && party.kind !== 'trunk')) return channel.leg;
  const firstExtension = !call.legs.some((leg) => leg.kind === 'extension');
  channel.leg = {
    party: party.kind === 'extension' ? party.number : (digits ?? channel.number ?? party.name),
    kind: party.kind === 'extension' ? 'extension' : 'external',
    channel,
    own: call.originated && firstExtension && party.kind === 'extension',
    rangAt: null,
    answeredAt: null,
    endedAt: null,
    status: null,
    result: null,
    cause: null,
  };
  call.legs.push(channel.leg);
  touch(model, call);
  return channel.leg;
}

/** The attempt was answered at `at` (ms epoch). */
export function legAnswered(model: CallModel, leg: LiveLeg, at: number): void {
  if (leg.answeredAt !== null || leg.endedAt !== null) return;
  leg.answeredAt = at;
  touch(model, leg.channel.call);
}
