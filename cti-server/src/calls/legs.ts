import type { PbxEvent } from '../pbx/event.ts';
import {
  type DialOutcome,
  type LiveCall,
  type LiveChannel,
  type LiveLeg,
  SAME_ACT_MS,
} from './call.ts';
import { extensionOf, hasOutsideParty, placingChannel, subjectOf } from './direction.ts';
import { isAnyLeftAlone } from './holds.ts';
import { type CallModel, ignore, join, touch, unite } from './model.ts';
import { comesBack } from './returns.ts';

/** An attempt to reach a channel begins. */
export function dial(model: CallModel, event: Extract<PbxEvent, { kind: 'dial' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial-unknown-channel');
  const from = event.from === null ? null : (model.channels.get(event.from) ?? null);
  if (from) {
    unite(model, { one: from, other: channel, at: event.at });
    beginsWith(from, channel);
  }
  const held = from && heldBy(model, from, channel);
  const { startedAt } = channel.call;
  if (held) join(model, held, channel.call);
  const leg = attempt(model, channel, { digits: event.digits, at: event.at, byPbx: !event.from });
  // one that rang before it was told to be dialled is known by now
  const isTold = channel.call.consultations.some((one) => one.leg === leg);
  if (leg && held && !isTold)
    channel.call.consultations.push({ from: extensionOf(from), startedAt, leg });
  if (leg && from) asksBeside(model, from, leg);
  if (leg && from && from === subjectOf(channel.call)) redirected(model, leg);
}

/** Who is dialled did not begin the call, whatever was told first. */
function beginsWith(from: LiveChannel, dialled: LiveChannel): void {
  const { call } = dialled;
  if (from.call !== call || call.first !== dialled) return;
  call.first = from;
  call.originated = false;
  if (dialled.leg) dialled.leg.own = false;
}

/**
 * The phone or line at this channel is rung, whichever event says so first: that it is dialled, or that it
 * rings. Null for channels of the PBX itself.
 */
function attempt(
  model: CallModel,
  channel: LiveChannel,
  { byPbx, ...facts }: { digits: string | null; at: number; byPbx: boolean },
): LiveLeg | null {
  if (byPbx) comesBack(model, channel, facts.at);
  if (byPbx && isBeginning(channel)) beganByPbx(channel.call);
  return addLeg(model, channel, facts);
}

/** It is the channel that began its call, or the other half of it: which half is told first is chance. */
export function isBeginning(channel: LiveChannel): boolean {
  const { first } = channel.call;
  return channel === first || (channel.party.kind === 'local' && first.party.kind === 'local');
}

/** It rings, or is up, and was not seen to be dialled: the events of two threads of the PBX may come in any order. */
export function rung(model: CallModel, channel: LiveChannel, at: number): LiveLeg | null {
  if (channel.leg || channel.isCalling) return channel.leg;
  return attempt(model, channel, { digits: null, at, byPbx: true });
}

/** C3 The PBX itself rang the first party: a click-to-call. The first phone that it rings is that of who placed it. */
export function beganByPbx(call: LiveCall): void {
  call.originated = true;
  const [first] = call.legs;
  if (first?.kind === 'extension') first.own = true;
}

/** C15 A list shows a colleague rung by who is in a call, and nobody saw it begin: it is the same as if seen. */
export function asksUnseen(model: CallModel, { channel }: LiveLeg): void {
  const { call } = channel;
  const held = call.first === channel ? undefined : heldBy(model, call.first, channel);
  if (!held) return;
  call.first.isCalling = true;
  join(model, held, call);
}

/** C15 Who holds a call and rings a colleague meanwhile asks about that call: both are one. */
function heldBy(model: CallModel, from: LiveChannel, to: LiveChannel): LiveCall | undefined {
  const extension = extensionOf(from);
  if (extension === null || from !== from.call.first || extensionOf(to) === null) return undefined;
  return [...model.calls].find(
    (call) =>
      call !== from.call &&
      call.endedAt === null &&
      [...call.channels].some(
        (channel) => extensionOf(channel) === extension && isHeldBy(call, channel),
      ),
  );
}

/** That it is held may be what nobody saw of a call: a phone that talks with a customer can call nobody else. */
function isHeldBy(call: LiveCall, channel: LiveChannel): boolean {
  if (call.holders.has(channel.id)) return true;
  const isTogether = channel.bridge !== null && channel.bridge === subjectOf(call).bridge;
  const hasAnswered = isTogether || (channel.leg?.answeredAt ?? null) !== null;
  // one that the last list has not is over, as far as one knows
  const talks = call.answeredAt !== null && hasAnswered;
  return !call.complete && !channel.missed && talks && hasOutsideParty(call);
}

/**
 * C15 A half of the PBX's own channel rings somebody for a phone of ours at the other half, which has left the call
 * that it holds: a consultation, whether a transfer follows or not.
 */
export function asksBeside(model: CallModel, half: LiveChannel, leg: LiveLeg): void {
  const { call, pair, party } = half;
  if (party.kind !== 'local' || leg.channel.call !== call || !isAnyLeftAlone(call)) return;
  const asker = [...(pair?.bridge?.channels ?? [])].find((one) => extensionOf(one) !== null);
  const from = extensionOf(asker);
  if (from === null || leg.party === from) return;
  // who was rung beside them was asked, too
  if (asker?.leg && leg.begunAt - asker.leg.begunAt < SAME_ACT_MS) return;
  if (call.consultations.some((one) => one.from === from && one.leg.endedAt === null)) return;
  call.consultations.push({ from, startedAt: leg.begunAt, leg });
  touch(model, call);
}

/** C14 The other party was taken from its company and rings elsewhere, without a word of a transfer. */
function redirected(model: CallModel, leg: LiveLeg): void {
  const { call } = leg.channel;
  if (!call.loose || call.requestedBy !== null) return;
  call.loose = false;
  const last = call.legs
    .filter((one) => one.kind === 'extension' && one.answeredAt !== null)
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0))
    .at(-1);
  const from = last?.party ?? extensionOf(placingChannel(call));
  const to = call.inQueue ? call.queue : leg.party;
  call.transfers.push({ type: 'redirect', from, to, at: leg.begunAt });
  touch(model, call);
}

/** An attempt to reach a channel ended; the first word on it counts. */
export function dialEnd(model: CallModel, event: Extract<PbxEvent, { kind: 'dial-end' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial-end-unknown-channel');
  const outcome = outcomeOf(model, event);
  if (channel.party.kind === 'local') {
    // the half that rings further lives longer than the one that was rung
    channel.outcome ??= outcome;
    if (channel.pair) channel.pair.outcome ??= outcome;
  }
  // a picked-up call is answered by a channel that was never dialled
  const isPicker = event.status === 'answered' && channel !== channel.call.first;
  const leg = isPicker
    ? addLeg(model, channel, { digits: null, at: event.at })
    : rung(model, channel, event.at);
  if (!leg) return;
  // the PBX may say the end of one attempt twice; the first is right
  leg.status ??= outcome;
  leg.forwardedTo ??= event.forwardedTo;
  if (leg.own && event.forwardedTo !== null) ringsElsewhere(model, leg, event.at);
  if (event.status === 'answered') legAnswered(model, leg, event.at);
}

/** C18 The phone of a click-to-call sent it on: where the PBX rings instead, by a channel of its own, is part of it. */
function ringsElsewhere(
  model: CallModel,
  { channel: { call }, forwardedTo }: LiveLeg,
  at: number,
): void {
  for (const other of model.calls) {
    const { first, startedAt } = other;
    const isThere = first.party.kind === 'local' && first.dialled === forwardedTo;
    if (other === call || !isThere || at - startedAt >= SAME_ACT_MS) continue;
    join(model, call, other);
    call.first = first;
    return;
  }
}

/** C6 Who is rung through a channel of the PBX itself is cancelled when the time for that one is up. */
function outcomeOf(
  model: CallModel,
  { status, from, at }: Extract<PbxEvent, { kind: 'dial-end' }>,
): DialOutcome {
  const through = from === null ? undefined : model.channels.get(from);
  if (status !== 'cancelled' || through?.party.kind !== 'local') return status;
  const isRungOut = through.outcome === 'no-answer' || isGivenUp(through, at);
  return isRungOut ? 'no-answer' : status;
}

/** Nobody asked for an end just now, and nobody else took it: the PBX itself gave up, of an attended transfer for one. */
function isGivenUp({ call, outcome }: LiveChannel, at: number): boolean {
  const isJustNow = (then: number | null) => then !== null && at - then < SAME_ACT_MS;
  const isWaiting = outcome === null && call.endedAt === null && !isPickedUp(call);
  return (
    isWaiting && !isJustNow(call.askedAt) && !call.legs.some((leg) => isJustNow(leg.answeredAt))
  );
}

/** Before there is a talk: somebody is off the hook, and is asked whether they take it. */
function isPickedUp({ answeredAt, legs }: LiveCall): boolean {
  return (
    answeredAt === null &&
    legs.some((leg) => !leg.own && leg.answeredAt !== null && leg.endedAt === null)
  );
}

/** The attempt at this channel, made (`at`, ms epoch) when there is none; null for channels of the PBX itself. */
export function addLeg(
  model: CallModel,
  channel: LiveChannel,
  { digits, at }: { digits: string | null; at: number },
): LiveLeg | null {
  const { party, call } = channel;
  if (party.kind !== 'extension' && party.kind !== 'trunk') return null;
  if (channel.leg) {
    if (channel.leg.digits === null && digits !== null) told(channel.leg, digits);
    return channel.leg;
  }
  channel.leg = {
    kind: party.kind === 'extension' ? 'extension' : 'external',
    party: party.kind === 'extension' ? party.number : (digits ?? channel.number ?? party.name),
    digits,
    channel,
    own: call.originated && call.legs.every(isSentOn) && party.kind === 'extension',
    isJoined: false,
    spokeAt: null,
    begunAt: at,
    rangAt: null,
    answeredAt: null,
    endedAt: null,
    status: null,
    forwardedTo: null,
    result: null,
    cause: null,
  };
  call.legs.push(channel.leg);
  touch(model, call);
  return channel.leg;
}

/** The agent's phone, which sent a click-to-call on: who is rung instead is the agent. */
const isSentOn = ({ own, forwardedTo }: LiveLeg) => own && forwardedTo !== null;

function told(leg: LiveLeg, digits: string): void {
  leg.digits = digits;
  if (leg.kind === 'external') leg.party = digits;
}

/** The attempt was answered at `at` (ms epoch). */
export function legAnswered(model: CallModel, leg: LiveLeg, at: number): void {
  if (leg.answeredAt !== null || leg.endedAt !== null) return;
  takesOver(leg);
  leg.answeredAt = at;
  touch(model, leg.channel.call);
}

/** C14, C15 Who takes what was sent on while a group or a queue rang for it: they are whom it was for. */
function takesOver(leg: LiveLeg): void {
  const { transfers, legs, consultations } = leg.channel.call;
  const last = transfers.at(-1);
  if (last?.type !== 'attended' || last.from === leg.party || leg.own) return;
  const isTaken = ({ answeredAt, party }: LiveLeg) =>
    answeredAt !== null && (party === last.to || answeredAt >= last.at);
  if (legs.some(isTaken)) return;
  const asked = consultations.findLast(
    (one) => one.from === last.from && one.leg.party === last.to && one.leg.answeredAt === null,
  );
  if (asked) asked.leg = leg;
  last.to = leg.party;
}
