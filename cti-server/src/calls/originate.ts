import type { PbxEvent } from '../pbx/event.ts';
import type { LiveChannel } from './call.ts';
import { hangup } from './ends.ts';
import { addLeg, beganByPbx, isBeginning, legAnswered } from './legs.ts';
import { type CallModel, ignore, newChannel, touch } from './model.ts';

type Originated = Extract<PbxEvent, { kind: 'originated' }>;

/**
 * What became of ringing the phone of a click-to-call. Most of it its channel says itself; where the PBX could
 * not even make one, this is all that is ever said.
 */
export function originated(model: CallModel, event: Originated): void {
  const channel = model.channels.get(event.channel);
  if (channel) return dialledBy(model, channel, event);
  if (event.answered || model.gone.get(event.channel))
    return ignore(model, 'unknown-click-to-call');
  neverRang(model, event);
}

/** What it was to dial, where its channel has not shown it. */
function dialledBy(model: CallModel, channel: LiveChannel, { dialled, at }: Originated): void {
  const { call } = channel;
  if (!isBeginning(channel)) return;
  if (channel.party.kind === 'trunk' && channel.leg === null) wasRung(model, channel, at);
  beganByPbx(call);
  const { first } = call;
  if (first.dialled === null || first.party.kind === 'local') first.place ??= dialled;
  touch(model, call);
}

/** C3 A line that only a list had shown does not call us: the PBX rang it first. */
function wasRung(model: CallModel, channel: LiveChannel, at: number): void {
  const leg = addLeg(model, channel, { digits: null, at });
  if (!leg) return;
  legAnswered(model, leg, at);
  const { legs } = channel.call;
  legs.unshift(...legs.splice(legs.indexOf(leg), 1));
}

/** C7 The phone is switched off, or there is none: a call that failed before it had a channel. */
function neverRang(model: CallModel, { channel: id, name, party, dialled, at }: Originated): void {
  const nobody = { number: null, isWithheld: false, callerName: null, isCalling: false };
  newChannel(model, { channel: id, group: id, name, party, dialled: null, ...nobody }, { at });
  const channel = model.channels.get(id);
  if (!channel) return;
  channel.place = dialled;
  beganByPbx(channel.call);
  const leg = addLeg(model, channel, { digits: null, at });
  if (leg) leg.status = 'failed';
  hangup(model, channel, { at, cause: null });
}
