import type { IgnoredReason } from '../contract/index.ts';
import type { Channel } from '../pbx/event.ts';
import type { Bridge, LiveCall, LiveChannel } from './call.ts';
import { askedOf, externalLeg, hasOutsideParty, isWithOutside } from './direction.ts';
import { leaveCall, mergeCalls } from './merge.ts';
import { settlePause } from './pauses.ts';
import { createRecent, type Recent } from './recent.ts';

/** All that lives on one PBX: channels, bridges, calls. Nothing of what has ended. */
export interface CallModel {
  readonly pbx: string;
  readonly channels: Map<string, LiveChannel>;
  readonly bridges: Map<string, Bridge>;
  readonly calls: Set<LiveCall>;
  readonly byGroup: Map<string, LiveCall>;
  /** Channels that ended last: what is said of them late, or again, is about them. */
  readonly gone: Recent<Pick<LiveChannel, 'name' | 'party'>>;
  /** When calls that ended last did, by their ids. */
  readonly ended: Recent<number>;
  /** Calls that changed visibly since they were last told. */
  readonly changed: Set<LiveCall>;
  /** Events that changed nothing, by reason. */
  readonly ignored: Map<IgnoredReason, number>;
  readonly endOf: EndOf;
  /** When the server of before this one last knew what went on, until a list of channels says it anew; ms epoch. */
  unheardSince: number | null;
}

/** When the call of this id in the log ended, ms epoch; null when there is none. */
export type EndOf = (callId: string) => number | null;

/** An empty model of one PBX. */
export function createCallModel(pbx: string, endOf: EndOf = () => null): CallModel {
  return {
    pbx,
    channels: new Map(),
    bridges: new Map(),
    calls: new Set(),
    byGroup: new Map(),
    gone: createRecent(),
    ended: createRecent(),
    changed: new Set(),
    ignored: new Map(),
    endOf,
    unheardSince: null,
  };
}

/** The call changed visibly: it is told, unless it is nobody's. */
export function touch(model: CallModel, call: LiveCall): void {
  if (call.isReal) model.changed.add(call);
}

/** An event that changed nothing is counted by its reason. */
export function ignore(model: CallModel, reason: IgnoredReason): void {
  model.ignored.set(reason, (model.ignored.get(reason) ?? 0) + 1);
}

/** A channel appears: in the call of its group, or it begins one. A known one may show another group. `at`: ms epoch. */
export function newChannel(
  model: CallModel,
  facts: Channel & { isCalling?: boolean },
  { at }: { at: number },
): void {
  const known = model.channels.get(facts.channel);
  if (known) return regroup(model, known, facts.group, at);
  if (model.gone.get(facts.channel)?.name === facts.name) return ignore(model, 'ended-channel');
  const sameGroup = model.byGroup.get(facts.group);
  const goesOn = sameGroup && !isOver(sameGroup) ? sameGroup : null;
  if (!goesOn && isToldAgain(model, facts.group, at)) return ignore(model, 'left-of-ended-call');
  const channel: LiveChannel = {
    id: facts.channel,
    name: facts.name,
    party: facts.party,
    number: facts.number,
    isWithheld: facts.isWithheld,
    callerName: facts.callerName,
    dialled: facts.dialled,
    place: null,
    isCalling: facts.isCalling ?? false,
    isInPool: false,
    outcome: null,
    group: facts.group,
    call: undefined as unknown as LiveCall,
    bridge: null,
    pair: null,
    leg: null,
    isRecorderMuted: false,
    hungUpAt: null,
    hungUpCause: null,
    lastAt: at,
    missed: false,
  };
  const call = goesOn ?? beginCall(model, channel, at);
  channel.call = call;
  call.channels.add(channel);
  call.isReal ||= channel.party.kind === 'extension' || channel.party.kind === 'trunk';
  model.channels.set(channel.id, channel);
  touch(model, call);
}

function beginCall(model: CallModel, first: LiveChannel, at: number): LiveCall {
  const call: LiveCall = {
    id: idOf(model, first.group, at),
    pbx: model.pbx,
    isReal: false,
    groups: new Set([first.group]),
    first,
    heir: null,
    channels: new Set(),
    legs: [],
    startedAt: at,
    answeredAt: null,
    endedAt: null,
    cause: null,
    originated: false,
    originNumber: null,
    queue: null,
    inQueue: false,
    voicemail: false,
    isFax: false,
    recordings: [],
    recordingName: null,
    pauses: [],
    handledBy: [],
    transfers: [],
    consultations: [],
    conferees: [],
    loose: false,
    pickedUp: null,
    requestedBy: null,
    askedAt: null,
    gaveUp: false,
    holders: new Set(),
    heldSince: null,
    holdMs: 0,
    complete: true,
    reason: null,
    merged: [],
  };
  model.calls.add(call);
  model.byGroup.set(first.group, call);
  return call;
}

/** L2 A call of this name ended no sooner than that: what is told of it now was told before. */
function isToldAgain(model: CallModel, group: string, at: number): boolean {
  const end = endOf(model, nameOf(model, group));
  return end !== null && Math.floor(at) <= end;
}

/** L2 What the PBX calls it; where a call of before had that name, with its start. */
function idOf(model: CallModel, group: string, at: number): string {
  const id = nameOf(model, group);
  return endOf(model, id) === null ? id : `${id}~${Math.floor(at).toString(36)}`;
}

/** The id that a call of this group has, where none had it before. */
export function nameOf({ pbx }: Pick<CallModel, 'pbx'>, group: string): string {
  return `${pbx}-${group}`.replace(/[^A-Za-z0-9._~-]/g, '_');
}

/** When the last call of this id ended, ms epoch; null when there was none. */
export function endOf(model: CallModel, id: string): number | null {
  return model.ended.get(id) ?? model.endOf(id);
}

/** A channel ended. */
export function removeChannel(model: CallModel, channel: LiveChannel): void {
  model.channels.delete(channel.id);
  channel.call.channels.delete(channel);
  model.gone.set(channel.id, { name: channel.name, party: channel.party });
}

/** C1 A known channel that shows another group joins two calls. */
export function regroup(model: CallModel, channel: LiveChannel, group: string, at: number): void {
  if (channel.group === group) return;
  channel.group = group;
  const other = model.byGroup.get(group);
  if (other && other !== channel.call) {
    if (!isOver(other)) return meet(model, channel, { other, at });
    if (isOver(channel.call)) return;
  }
  channel.call.groups.add(group);
  model.byGroup.set(group, channel.call);
}

/** C1 Two channels are in one call. */
export function unite(
  model: CallModel,
  { one, other, at }: { one: LiveChannel; other: LiveChannel; at: number },
): void {
  if (one.call === other.call) return;
  if (isOver(one.call)) meet(model, one, { other: other.call, at });
  else meet(model, other, { other: one.call, at });
}

/** What is left of a call when its other party is gone takes part in the next one channel by channel. */
function meet(
  model: CallModel,
  channel: LiveChannel,
  { other, at }: { other: LiveCall; at: number },
): void {
  const { call } = channel;
  if (!isOver(call)) return join(model, other, call);
  if (isOver(other)) return;
  leaveCall(channel, { into: other, at });
  for (const one of [call, other]) settlePause(one, at);
  touch(model, call);
  touch(model, other);
  if (call.channels.size === 0) forget(model, call);
}

function isOver(call: LiveCall): boolean {
  return call.endedAt !== null && hasOutsideParty(call);
}

/** C1 Two calls turn out to be one: the one with a party from outside takes the other in; of equals, the older. */
export function join(model: CallModel, one: LiveCall, other: LiveCall): void {
  const [stays, goes] = takesIn(one, other) ? [one, other] : [other, one];
  mergeCalls(stays, goes);
  for (const group of goes.groups) model.byGroup.set(group, stays);
  model.calls.delete(goes);
  model.changed.delete(goes);
  touch(model, stays);
}

function takesIn(one: LiveCall, other: LiveCall): boolean {
  if (askedFor(one, other) || askedFor(other, one)) return askedFor(one, other);
  const [ones, others] = [rankOf(one), rankOf(other)];
  return ones === others ? one.startedAt <= other.startedAt : ones > others;
}

/** An application of the PBX rang the number outside that a phone had dialled: the phone's call it is. */
function askedFor(call: LiveCall, other: LiveCall): boolean {
  const [asked, number] = [askedOf(call), externalLeg(other)?.digits];
  return !externalLeg(call) && Boolean(asked && number && asked.endsWith(number));
}

/** Who is served first: somebody from outside, somebody, nobody. */
function rankOf(call: LiveCall): number {
  return isWithOutside(call) ? 2 : Number(call.isReal);
}

/** Nothing of the call lives any more. */
export function forget(model: CallModel, call: LiveCall): void {
  model.calls.delete(call);
  for (const group of call.groups)
    if (model.byGroup.get(group) === call) model.byGroup.delete(group);
}
