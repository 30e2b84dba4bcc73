import type { PbxEvent } from '../pbx/event.ts';
import type { LiveCall } from './call.ts';
import { hangup } from './ends.ts';
import { addLeg } from './legs.ts';
import { type CallModel, ignore, newChannel, touch } from './model.ts';

type Originated = Extract<PbxEvent, { kind: 'originated' }>;

/**
 * What became of ringing the phone of a click-to-call. Most of it its channel says itself; where the PBX could
 * not even make one, this is all that is ever said.
 */
export function originated(model: CallModel, event: Originated): void {
  const call = model.channels.get(event.channel)?.call;
  if (call) return dialledBy(model, call, event.dialled);
  if (event.answered || model.gone.has(event.channel))
    return ignore(model, 'answer to an unknown click-to-call');
  neverRang(model, event);
}

/** What it was to dial, where its channel has not shown it. */
function dialledBy(model: CallModel, call: LiveCall, dialled: string | null): void {
  const unset = call.first.dialled === null || call.first.dialled === 's';
  if (!unset || dialled === null || dialled === 's') return;
  call.first.dialled = dialled;
  touch(model, call);
}

/** C7 The phone is switched off, or there is none: a call that failed before it had a channel. */
function neverRang(model: CallModel, { channel: id, name, party, dialled, at }: Originated): void {
  const facts = { channel: id, group: id, name, party, dialled, number: null, callerName: null };
  newChannel(model, facts, { at });
  const channel = model.channels.get(id);
  if (!channel) return;
  channel.call.originated = true;
  const leg = addLeg(model, channel, { digits: null, at });
  if (leg) leg.status = 'failed';
  hangup(model, channel, { at, cause: null });
}
