import type { PbxEvent } from '../pbx/event.ts';
import { hold } from './bridges.ts';
import type { LiveCall, LiveChannel } from './call.ts';
import { extensionOf } from './direction.ts';
import { type CallModel, ignore, join, touch } from './model.ts';

/** A call was sent on, blind or after a consultation. */
export function transfer(model: CallModel, event: Extract<PbxEvent, { kind: 'transfer' }>): void {
  const by = event.by === null ? undefined : model.channels.get(event.by);
  const moved = event.moved === null ? undefined : model.channels.get(event.moved);
  const call = moved?.call ?? by?.call;
  if (!call) return ignore(model, 'transfer of an unknown call');
  const target =
    event.type === 'blind' ? event.to : extensionAfter(model, call, { by, target: event.to });
  call.transfers.push({ type: event.type, from: extensionOf(by), to: target, at: event.at });
  for (const key of [...call.holders]) hold(model, call, { key, on: false, at: event.at });
  touch(model, call);
}

/** Whom an attended transfer reached: the target's extension, else the last who answered but the sender. */
function extensionAfter(
  model: CallModel,
  call: LiveCall,
  { by, target }: { by: LiveChannel | undefined; target: string | null },
): string | null {
  const sender = extensionOf(by);
  const direct = extensionOf(target === null ? undefined : model.channels.get(target));
  if (direct !== null && direct !== sender) return direct;
  const answered = call.legs.filter((leg) => leg.answeredAt !== null && leg.party !== sender);
  return answered.at(-1)?.party ?? null;
}

/** A call is parked, or taken out again. */
export function park(
  model: CallModel,
  event: Extract<PbxEvent, { kind: 'parked' | 'unparked' }>,
): void {
  const channel = model.channels.get(event.channel);
  if (!channel) return ignore(model, 'parking of an unknown channel');
  const parked = event.kind === 'parked';
  hold(model, channel.call, { key: `park ${channel.id}`, on: parked, at: event.at });
  if (!parked) return;
  const by = event.by === null ? undefined : model.channels.get(event.by);
  channel.call.transfers.push({ type: 'park', from: extensionOf(by), to: null, at: event.at });
  touch(model, channel.call);
}

/** A phone took the call that rang at another. */
export function pickup(model: CallModel, event: Extract<PbxEvent, { kind: 'pickup' }>): void {
  const by = model.channels.get(event.by);
  const ringing = model.channels.get(event.ringing);
  if (!by || !ringing) return ignore(model, 'pickup of an unknown call');
  if (by.call !== ringing.call) join(model, ringing.call, by.call);
  ringing.call.pickedUp = { by: extensionOf(by), from: extensionOf(ringing) };
  touch(model, ringing.call);
}
