import type { PbxEvent } from '../pbx/event.ts';
import {
  type Bridge,
  type LiveCall,
  type LiveChannel,
  type LiveTransfer,
  SAME_ACT_MS,
} from './call.ts';
import { extensionOf, hasOutsideParty, isIncoming, isOtherParty, subjectOf } from './direction.ts';
import { heldAlone, hold, leftAlone } from './holds.ts';
import { addLeg, asksBeside, legAnswered } from './legs.ts';
import { type CallModel, ignore, touch, unite } from './model.ts';

/** The two halves of one channel of the PBX itself. */
export function pair(model: CallModel, one: string, two: string): void {
  const a = model.channels.get(one);
  const b = model.channels.get(two);
  if (!a || !b) return ignore(model, 'pair-unknown-channels');
  a.pair = b;
  b.pair = a;
}

/** A channel comes into a bridge, perhaps in the place of another. `at`: ms epoch. */
export function enterBridge(
  model: CallModel,
  channel: LiveChannel,
  event: { at: number; bridge: string; use: Bridge['use']; replaces?: string | null },
): void {
  if (channel.bridge?.id === event.bridge) return knownUse(channel.bridge, event.use);
  if (channel.bridge) leaveBridge(model, channel, event.at);
  let bridge = model.bridges.get(event.bridge);
  if (!bridge) {
    bridge = { id: event.bridge, use: event.use, channels: new Set() };
    model.bridges.set(bridge.id, bridge);
  }
  knownUse(bridge, event.use);
  const replaced = event.replaces ? model.channels.get(event.replaces) : undefined;
  if (replaced) takesPlace(model, channel, { replaced, at: event.at });
  if (replaced?.bridge === bridge) leaveBridge(model, replaced, event.at);
  bridge.channels.add(channel);
  channel.bridge = bridge;
  asksHere(model, channel, event.at);
  connected(model, { channel, bridge, at: event.at });
}

/**
 * C26 A phone that was started anew in a call (a page that was loaded again) comes back by another channel in the
 * place of its own: its part in the call goes on, and what it placed is still what it placed.
 */
function takesPlace(
  model: CallModel,
  channel: LiveChannel,
  { replaced, at }: { replaced: LiveChannel; at: number },
): void {
  if (extensionOf(channel) === null || extensionOf(channel) !== extensionOf(replaced)) return;
  unite(model, { one: replaced, other: channel, at });
  const { call, leg } = replaced;
  if (leg && !channel.leg) {
    leg.channel = channel;
    channel.leg = leg;
    replaced.leg = null;
  }
  channel.isCalling = replaced.isCalling;
  channel.dialled = replaced.dialled;
  channel.place = replaced.place;
  if (call.first === replaced) call.first = channel;
  if (call.heir === replaced.id) call.heir = channel.id;
}

/** C15 Who has left a call that it holds, and comes to a half of the PBX's own channel, asks whom that one rings. */
function asksHere(model: CallModel, { call, party, id, bridge }: LiveChannel, at: number): void {
  if (party.kind !== 'extension') return;
  for (const { pair } of bridge?.channels ?? []) {
    if (!pair) continue;
    for (const leg of call.legs) {
      const isRung = leg.channel.id !== id && leg.answeredAt === null && leg.endedAt === null;
      if (isRung && at - leg.begunAt < SAME_ACT_MS) asksBeside(model, pair, leg);
    }
  }
}

function knownUse(bridge: Bridge, use: Bridge['use']): void {
  bridge.use ??= use;
}

/** C1, C2: those who share a bridge are in one call; the other party's first company is the answer. */
function connected(
  model: CallModel,
  { channel, bridge, at }: { channel: LiveChannel; bridge: Bridge; at: number },
): void {
  if (bridge.use === 'parking') return waits(model, channel);
  if (bridge.channels.size < 2) return;
  // of a bridge that was only listed nobody knows whether those in it hear each other
  if (bridge.use !== null) {
    const [one, ...others] = [...companyOf(bridge)].filter(
      (member) => !isDiallingFor(bridge, member),
    );
    for (const other of others) if (one) unite(model, { one, other, at });
  }
  const { call } = channel;
  const all = [...companyOf(bridge)].filter((member) => member.call === call);
  const company = all.filter((member) => member.party.kind !== 'local');
  if (company.length > 1)
    for (const member of all) hold(model, call, { key: leftAlone(member), on: false, at });
  if (call.endedAt !== null || !talks(call, company)) return;
  const { requestedBy: asked } = call;
  // later company of theirs does not take back that they asked to end it; a refusal of before is past
  const isPast = call.answeredAt === null && asked !== null && !isOtherParty(call, asked);
  if (isPast || isOtherParty(call, channel)) call.requestedBy = null;
  if (bridge.channels.has(subjectOf(call))) call.loose = false;
  call.answeredAt ??= at;
  call.inQueue = false;
  for (const member of company) speaks(model, member, { bridge, at });
  touch(model, call);
}

/**
 * C1 The PBX dials somebody into a conference by a channel of its own, one half of which is there at once: until they
 * are at the other half it is nobody's, and who waits there may be dialled for once more.
 */
function isDiallingFor(bridge: Bridge, { party, pair }: LiveChannel): boolean {
  if (bridge.use !== 'conference' || party.kind !== 'local' || !pair) return false;
  const beyond = pair.bridge ? [...companyOf(pair.bridge)] : [];
  return !beyond.some((one) => one.party.kind !== 'local' && one.bridge !== bridge);
}

/** An extension that called in and waits without anybody: an agent of a pool. */
function waits(model: CallModel, channel: LiveChannel): void {
  const { call } = channel;
  const isAlone = channel === call.first && call.legs.length === 0;
  if (channel.isInPool || channel.party.kind !== 'extension' || !isAlone) return;
  channel.isInPool = true;
  touch(model, call);
}

/** C2 Whether these are the other party and somebody; in the house, two of it. */
function talks(call: LiveCall, company: readonly LiveChannel[]): boolean {
  if (company.length < 2) return false;
  if (hasOutsideParty(call)) return company.some((member) => isOtherParty(call, member));
  const names = new Set(
    company.map(({ party, name }) => ('number' in party ? party.number : name)),
  );
  return names.size > 1;
}

function speaks(
  model: CallModel,
  member: LiveChannel,
  { bridge, at }: { bridge: Bridge; at: number },
): void {
  const { call } = member;
  if (member.isInPool) addLeg(model, member, { digits: null, at });
  // an application rang the phone for who called in: no click-to-call
  if (member.leg && isIncoming(call.first) && bridge.use !== 'conference') member.leg.own = false;
  if (member.leg) legAnswered(model, member.leg, at);
  if (member.leg?.kind === 'external') member.leg.spokeAt ??= at;
  const extension = extensionOf(member);
  if (extension === null) return;
  if (!call.handledBy.includes(extension)) call.handledBy.push(extension);
  if (bridge.use === 'conference' && !call.conferees.includes(extension))
    call.conferees.push(extension);
}

/** All who hear each other: those in the bridge and, through the PBX's own channels, in others. */
export function companyOf(bridge: Bridge): Set<LiveChannel> {
  const company = new Set<LiveChannel>(bridge.channels);
  for (const member of company) {
    const beyond = member.pair?.bridge;
    if (beyond && beyond.use !== 'parking') for (const one of beyond.channels) company.add(one);
  }
  return company;
}

/** A channel leaves its bridge; what it held is no longer held. */
export function leaveBridge(model: CallModel, channel: LiveChannel, at: number): void {
  const bridge = channel.bridge;
  if (!bridge) return;
  bridge.channels.delete(channel);
  channel.bridge = null;
  const { call } = channel;
  if (bridge.use === 'talk' && channel === subjectOf(call)) call.loose = !lastTransfer(call, at);
  if (bridge.channels.size === 0) model.bridges.delete(bridge.id);
  if (bridge.use === 'parking') hold(model, call, { key: `park ${channel.id}`, on: false, at });
  const waiting = heldAlone(channel, bridge);
  if (waiting && !isAsked(call, companyOf(bridge)))
    hold(model, call, { key: leftAlone(waiting), on: true, at });
  for (const key of [channel.id, leftAlone(channel)]) hold(model, call, { key, on: false, at });
}

/** C10 Whether this phone is with whom it asks about the call: to hold that one is to speak with the other party. */
export function talksAside({ call, bridge }: LiveChannel): boolean {
  if (!bridge || call.consultations.length === 0) return false;
  const company = companyOf(bridge);
  return isAsked(call, company) && !company.has(subjectOf(call));
}

/** C10 Whom a phone asks about the call, and leaves for the other party in between, is not the one that it holds. */
function isAsked({ consultations }: LiveCall, company: ReadonlySet<LiveChannel>): boolean {
  return consultations.some(({ leg }) => company.has(leg.channel));
}

/** The transfer that was told a moment before `at` (ms epoch), if any. */
export function lastTransfer(call: LiveCall, at: number): LiveTransfer | undefined {
  const last = call.transfers.at(-1);
  return last && at - last.at < SAME_ACT_MS ? last : undefined;
}

/** All of one bridge come into another. */
export function mergeBridges(
  model: CallModel,
  event: Extract<PbxEvent, { kind: 'bridge-merge' }>,
): void {
  const from = model.bridges.get(event.from);
  const into = model.bridges.get(event.into);
  if (!from || !into) return ignore(model, 'merge-unknown-bridges');
  for (const channel of [...from.channels]) {
    enterBridge(model, channel, { at: event.at, bridge: into.id, use: into.use });
  }
}
