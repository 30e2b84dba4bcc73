import type { PbxEvent } from '../pbx/event.ts';
import { lastTransfer } from './bridges.ts';
import { type LiveCall, type LiveChannel, SAME_ACT_MS } from './call.ts';
import { extensionOf, hasOutsideParty, subjectOf } from './direction.ts';
import { hold } from './holds.ts';
import { addLeg, legAnswered } from './legs.ts';
import { type CallModel, ignore, touch, unite } from './model.ts';

/** C14 A call was sent on, blind or after a consultation. */
export function transfer(model: CallModel, event: Extract<PbxEvent, { kind: 'transfer' }>): void {
  const by = event.by === null ? undefined : model.channels.get(event.by);
  const sender = by ?? model.gone.get(event.by ?? '');
  const moved = event.moved === null ? undefined : model.channels.get(event.moved);
  const call = moved?.call ?? by?.call;
  if (!call) return ignore(model, 'transfer-unknown-call');
  const from = extensionOf(sender);
  const last = lastTransfer(call, event.at);
  call.loose = false;
  if (from !== null && extensionOf(call.requestedBy) === from) call.requestedBy = null;
  for (const key of [...call.holders]) {
    if (!key.startsWith('park ')) hold(model, call, { key, on: false, at: event.at });
  }
  // a transfer to the parking place is told as both; a redirect was a guess
  if (last?.type === 'park') return ignore(model, 'transfer-to-parking');
  if (last?.type === 'redirect') call.transfers.pop();
  const to =
    event.type === 'blind'
      ? event.to
      : reachedBy(model, call, { from, target: event.to, moved: event.moved });
  if (last?.type === event.type && last.from === from && last.to === to) return;
  call.transfers.push({ type: event.type, from, to, at: event.at });
  if (event.type === 'attended') consulted(call, from, to);
  inherit(call, { by, moved });
  touch(model, call);
}

/** C2 Within the house it is about who placed it; where that one sends the other on, about the other. */
function inherit(
  call: LiveCall,
  { by, moved }: { by: LiveChannel | undefined; moved: LiveChannel | undefined },
): void {
  if (!moved || hasOutsideParty(call) || extensionOf(moved) === null) return;
  const about = subjectOf(call);
  if (by === about || extensionOf(by) === extensionOf(about)) call.heir = moved.id;
}

/** Whom an attended transfer reached: the target, or who was joined to it, else the last who was asked but the sender. */
function reachedBy(
  model: CallModel,
  call: LiveCall,
  { from, target, moved }: { from: string | null; target: string | null; moved: string | null },
): string | null {
  for (const id of [target, moved]) {
    const channel = id === null ? undefined : model.channels.get(id);
    const direct = extensionOf(channel) ?? channel?.leg?.party ?? null;
    if (direct !== null && direct !== from) return direct;
    if (channel && channel !== subjectOf(call)) break;
  }
  const others = call.legs.filter((leg) => leg.party !== from && !leg.own);
  const answered = others.filter((leg) => leg.answeredAt !== null);
  return (answered.at(-1) ?? others.at(-1))?.party ?? null;
}

/** C15 The talk before an attended transfer within the PBX, where nothing else told of it. */
function consulted(call: LiveCall, from: string | null, to: string | null): void {
  const leg = call.legs.filter((one) => one.party === to).at(-1);
  if (!leg || leg.isJoined || call.consultations.some((one) => one.leg === leg)) return;
  // of a group that was asked the one who took it counts
  const before = call.consultations.findIndex(
    (one) =>
      one.from === from &&
      one.leg.answeredAt === null &&
      leg.begunAt - one.leg.begunAt < SAME_ACT_MS,
  );
  call.consultations.splice(before, before < 0 ? 0 : 1);
  call.consultations.push({ from, startedAt: leg.begunAt, leg });
}

/** C16 A call is parked, or taken out again. */
export function park(
  model: CallModel,
  event: Extract<PbxEvent, { kind: 'parked' | 'unparked' }>,
): void {
  const channel = model.channels.get(event.channel);
  if (!channel) return ignore(model, 'parking-unknown-channel');
  const { call } = channel;
  const parked = event.kind === 'parked';
  hold(model, call, { key: `park ${channel.id}`, on: parked, at: event.at });
  call.loose = false;
  if (parked) {
    const from = event.by?.kind === 'extension' ? event.by.number : null;
    const last = lastTransfer(call, event.at);
    if (last?.type === 'park') return;
    if (last?.type === 'blind') call.transfers.pop();
    if (from !== null && extensionOf(call.requestedBy) === from) call.requestedBy = null;
    const { at, place = null } = event;
    call.transfers.push({ type: 'park', from, to: null, at, place });
  } else {
    const last = call.transfers.findLast(({ type }) => type === 'park');
    const taker = event.by === null ? undefined : model.channels.get(event.by);
    if (last) last.to = event.back ? last.from : extensionOf(taker);
  }
  touch(model, call);
}

/** C17 A phone took the call that rang at another. */
export function pickup(model: CallModel, event: Extract<PbxEvent, { kind: 'pickup' }>): void {
  const by = model.channels.get(event.by);
  const ringing = model.channels.get(event.ringing);
  if (!by || !ringing) return ignore(model, 'pickup-unknown-call');
  unite(model, { one: ringing, other: by, at: event.at });
  if (ringing.leg) ringing.leg.result ??= 'answered-elsewhere';
  ringing.call.pickedUp = { by: extensionOf(by), from: extensionOf(ringing) };
  answers(model, by, event.at);
  touch(model, ringing.call);
}

function answers(model: CallModel, channel: LiveChannel, at: number): void {
  const leg = addLeg(model, channel, { digits: null, at });
  if (leg) legAnswered(model, leg, at);
}
