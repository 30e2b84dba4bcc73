import type { Channel, PbxEvent, SnapshotChannel } from '../pbx/event.ts';
import type { Bridge, LiveCall, LiveChannel, LiveLeg } from './call.ts';
import { extensionOf, subjectOf } from './direction.ts';
import { isGivingUp, legResult } from './disposition.ts';
import { mergeCalls } from './merge.ts';

/** All that lives on one PBX: channels, bridges, calls. Nothing of what has ended. */
export interface CallModel {
  readonly pbx: string;
  readonly channels: Map<string, LiveChannel>;
  readonly bridges: Map<string, Bridge>;
  readonly calls: Set<LiveCall>;
  readonly byGroup: Map<string, LiveCall>;
  /** Calls that changed visibly since they were last told. */
  readonly changed: Set<LiveCall>;
  /** Events that changed nothing, by reason. */
  readonly ignored: Map<string, number>;
}

/** An empty model of one PBX. */
export function createCallModel(pbx: string): CallModel {
  return {
    pbx,
    channels: new Map(),
    bridges: new Map(),
    calls: new Set(),
    byGroup: new Map(),
    changed: new Set(),
    ignored: new Map(),
  };
}

/**
 * Applies one event to the model: deterministic, no clock, no I/O. Events about channels that the model
 * does not know are ignored with a reason. Order between different channels does not matter within what
 * Asterisk allows (SPEC.md, C1).
 */
export function reduce(model: CallModel, event: PbxEvent): void {
  switch (event.kind) {
    case 'channel':
      return newChannel(model, event, event);
    case 'snapshot':
      return takeOver(model, event);
    case 'restarted':
      return endAll(model, event.at);
    case 'dial':
      return dial(model, event);
    case 'dial-end':
      return dialEnd(model, event);
    case 'originated':
      return originated(model, event);
    case 'local-pair':
      return pair(model, event.one, event.two);
    case 'bridge-merge':
      return mergeBridges(model, event);
    case 'transfer':
      return transfer(model, event);
    case 'parked':
    case 'unparked':
      return park(model, event);
    case 'pickup':
      return pickup(model, event);
    default:
      return onChannel(model, event);
  }
}

type OnChannel = Extract<PbxEvent, { channel: string; group: string }>;

/** Events of one known channel; each may show that its call is another one than thought. */
function onChannel(model: CallModel, event: Exclude<OnChannel, { kind: 'channel' }>): void {
  const channel = model.channels.get(event.channel);
  if (!channel) return ignore(model, 'unknown channel');
  channel.lastAt = event.at;
  channel.missed = false;
  regroup(model, channel, event.group);
  const call = channel.call;
  switch (event.kind) {
    case 'seen':
      return seen(model, channel, event);
    case 'ringing':
      if (channel.leg && channel.leg.rangAt === null && channel.leg.answeredAt === null) {
        channel.leg.rangAt = event.at;
        touch(model, call);
      }
      return;
    case 'up':
      if (channel.leg) legAnswered(model, channel.leg, event.at);
      return;
    case 'bridge-enter':
      return enterBridge(model, channel, event);
    case 'bridge-leave':
      return leaveBridge(model, channel, event.at);
    case 'hold':
      return hold(model, call, { key: channel.id, on: true, at: event.at });
    case 'unhold':
      return hold(model, call, { key: channel.id, on: false, at: event.at });
    case 'hangup-request':
      return hangupRequest(model, channel);
    case 'hangup':
      return hangup(model, channel, { at: event.at, cause: event.cause });
    case 'queue-join':
      call.queue = event.queue;
      call.inQueue = true;
      return touch(model, call);
    case 'queue-leave':
      call.inQueue = false;
      return;
    case 'voicemail':
      call.voicemail = true;
      return touch(model, call);
    case 'recording':
      call.recording ??= event.file;
      return touch(model, call);
  }
}

function touch(model: CallModel, call: LiveCall): void {
  model.changed.add(call);
}

function ignore(model: CallModel, reason: string): void {
  model.ignored.set(reason, (model.ignored.get(reason) ?? 0) + 1);
}

function newChannel(
  model: CallModel,
  facts: Channel & { originated?: boolean },
  { at }: { at: number },
): void {
  const known = model.channels.get(facts.channel);
  if (known) return regroup(model, known, facts.group);
  const channel: LiveChannel = {
    id: facts.channel,
    name: facts.name,
    party: facts.party,
    number: facts.number,
    callerName: facts.callerName,
    dialled: facts.dialled,
    group: facts.group,
    call: undefined as unknown as LiveCall,
    bridge: null,
    pair: null,
    leg: null,
    lastAt: at,
    missed: false,
  };
  const call = model.byGroup.get(facts.group) ?? beginCall(model, channel, at);
  channel.call = call;
  call.channels.add(channel);
  model.channels.set(channel.id, channel);
  touch(model, call);
}

function beginCall(model: CallModel, first: LiveChannel, at: number): LiveCall {
  const call: LiveCall = {
    id: `${model.pbx}-${first.group}`.replace(/[^A-Za-z0-9._~-]/g, '_'),
    pbx: model.pbx,
    groups: new Set([first.group]),
    first,
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
    recording: null,
    handledBy: [],
    transfers: [],
    consultations: [],
    pickedUp: null,
    requestedBy: null,
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

/** C1 A known channel that shows another group joins two calls. */
function regroup(model: CallModel, channel: LiveChannel, group: string): void {
  if (channel.group === group) return;
  channel.group = group;
  const other = model.byGroup.get(group);
  if (other && other !== channel.call) join(model, other, channel.call);
  else if (!other) {
    channel.call.groups.add(group);
    model.byGroup.set(group, channel.call);
  }
}

function join(model: CallModel, one: LiveCall, other: LiveCall): void {
  const older = one.startedAt <= other.startedAt ? one : other;
  const younger = older === one ? other : one;
  mergeCalls(older, younger);
  for (const group of younger.groups) model.byGroup.set(group, older);
  model.calls.delete(younger);
  model.changed.delete(younger);
  touch(model, older);
}

function seen(
  model: CallModel,
  channel: LiveChannel,
  { dialled, number }: { dialled: string | null; number: string | null },
): void {
  const call = channel.call;
  const unset = channel.dialled === null || channel.dialled === 's';
  if (unset && dialled !== null && dialled !== 's') {
    channel.dialled = dialled;
    if (channel === call.first) touch(model, call);
  }
  if (
    number !== null &&
    channel === call.first &&
    channel.party.kind !== 'trunk' &&
    call.legs.length === 0
  ) {
    const isOwn = extensionOf(channel) === number;
    if (!isOwn && call.originNumber === null && unset) call.originNumber = number;
  }
}

function dial(model: CallModel, event: Extract<PbxEvent, { kind: 'dial' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial of an unknown channel');
  const from = event.from === null ? null : (model.channels.get(event.from) ?? null);
  if (from && from.call !== channel.call) join(model, from.call, channel.call);
  const call = channel.call;
  if (event.from === null && channel === call.first) call.originated = true;
  addLeg(model, channel, event.digits);
}

function originated(model: CallModel, event: Extract<PbxEvent, { kind: 'originated' }>): void {
  const call = model.channels.get(event.channel)?.call;
  if (!call) return ignore(model, 'answer to an unknown click-to-call');
  const unset = call.first.dialled === null || call.first.dialled === 's';
  if (!unset || event.dialled === null || event.dialled === 's') return;
  call.first.dialled = event.dialled;
  touch(model, call);
}

function addLeg(model: CallModel, channel: LiveChannel, digits: string | null): LiveLeg | null {
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

function dialEnd(model: CallModel, event: Extract<PbxEvent, { kind: 'dial-end' }>): void {
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

function legAnswered(model: CallModel, leg: LiveLeg, at: number): void {
  if (leg.answeredAt !== null || leg.endedAt !== null) return;
  leg.answeredAt = at;
  touch(model, leg.channel.call);
}

function pair(model: CallModel, one: string, two: string): void {
  const a = model.channels.get(one);
  const b = model.channels.get(two);
  if (!a || !b) return ignore(model, 'pair of unknown channels');
  a.pair = b;
  b.pair = a;
}

function enterBridge(
  model: CallModel,
  channel: LiveChannel,
  event: { at: number; bridge: string; use: Bridge['use']; replaces?: string | null },
): void {
  if (channel.bridge?.id === event.bridge) return;
  if (channel.bridge) leaveBridge(model, channel, event.at);
  let bridge = model.bridges.get(event.bridge);
  if (!bridge) {
    bridge = { id: event.bridge, use: event.use, channels: new Set() };
    model.bridges.set(bridge.id, bridge);
  }
  const replaced = event.replaces ? model.channels.get(event.replaces) : undefined;
  if (replaced?.bridge === bridge) leaveBridge(model, replaced, event.at);
  bridge.channels.add(channel);
  channel.bridge = bridge;
  connected(model, bridge, event.at);
}

/** C1, C2: those who share a bridge are in one call; the subject's first company is the answer. */
function connected(model: CallModel, bridge: Bridge, at: number): void {
  if (bridge.use === 'parking' || bridge.channels.size < 2) return;
  const [one, ...others] = bridge.channels;
  if (!one) return;
  for (const other of others) if (other.call !== one.call) join(model, one.call, other.call);
  const call = one.call;
  const company = companyOf(bridge);
  const subject = subjectOf(call);
  const talks =
    subject.party.kind === 'trunk'
      ? company.has(subject)
      : new Set([...company].map(extensionOf).filter((extension) => extension !== null)).size > 1;
  if (!talks || call.endedAt !== null) return;
  if (bridge.channels.has(subject)) call.requestedBy = null;
  call.answeredAt ??= at;
  call.inQueue = false;
  for (const member of company) {
    const extension = extensionOf(member);
    if (extension !== null && !call.handledBy.includes(extension)) call.handledBy.push(extension);
    if (member.leg) legAnswered(model, member.leg, at);
  }
  touch(model, call);
}

/** All who hear each other: those in the bridge and, through the PBX's own channels, in others. */
function companyOf(bridge: Bridge): Set<LiveChannel> {
  const company = new Set<LiveChannel>(bridge.channels);
  for (const member of company) {
    const beyond = member.pair?.bridge;
    if (beyond && beyond.use !== 'parking') for (const one of beyond.channels) company.add(one);
  }
  return company;
}

function leaveBridge(model: CallModel, channel: LiveChannel, at: number): void {
  const bridge = channel.bridge;
  if (!bridge) return;
  bridge.channels.delete(channel);
  channel.bridge = null;
  if (bridge.channels.size === 0) model.bridges.delete(bridge.id);
  if (bridge.use === 'parking')
    hold(model, channel.call, { key: `park ${channel.id}`, on: false, at });
  hold(model, channel.call, { key: channel.id, on: false, at });
}

function mergeBridges(model: CallModel, event: Extract<PbxEvent, { kind: 'bridge-merge' }>): void {
  const from = model.bridges.get(event.from);
  const into = model.bridges.get(event.into);
  if (!from || !into) return ignore(model, 'merge of unknown bridges');
  for (const channel of [...from.channels]) {
    enterBridge(model, channel, { at: event.at, bridge: into.id, use: into.use });
  }
}

/** C10 Hold time runs while anyone holds it or it is parked. */
function hold(
  model: CallModel,
  call: LiveCall,
  { key, on, at }: { key: string; on: boolean; at: number },
): void {
  const before = call.holders.size;
  if (on && call.answeredAt !== null && call.endedAt === null) call.holders.add(key);
  else if (!on) call.holders.delete(key);
  if (before === call.holders.size) return;
  if (call.holders.size > 0) call.heldSince ??= at;
  else {
    call.holdMs += at - (call.heldSince ?? at);
    call.heldSince = null;
  }
  touch(model, call);
}

function hangupRequest(model: CallModel, channel: LiveChannel): void {
  if (channel.party.kind === 'local') return;
  const { call } = channel;
  if (call.endedAt !== null) return;
  if (isGivingUp(call, channel.id)) {
    call.gaveUp = true;
    call.requestedBy = channel;
    touch(model, call);
  } else call.requestedBy ??= channel;
}

function hangup(
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

function transfer(model: CallModel, event: Extract<PbxEvent, { kind: 'transfer' }>): void {
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

function park(model: CallModel, event: Extract<PbxEvent, { kind: 'parked' | 'unparked' }>): void {
  const channel = model.channels.get(event.channel);
  if (!channel) return ignore(model, 'parking of an unknown channel');
  const parked = event.kind === 'parked';
  hold(model, channel.call, { key: `park ${channel.id}`, on: parked, at: event.at });
  if (!parked) return;
  const by = event.by === null ? undefined : model.channels.get(event.by);
  channel.call.transfers.push({ type: 'park', from: extensionOf(by), to: null, at: event.at });
  touch(model, channel.call);
}

function pickup(model: CallModel, event: Extract<PbxEvent, { kind: 'pickup' }>): void {
  const by = model.channels.get(event.by);
  const ringing = model.channels.get(event.ringing);
  if (!by || !ringing) return ignore(model, 'pickup of an unknown call');
  if (by.call !== ringing.call) join(model, ringing.call, by.call);
  ringing.call.pickedUp = { by: extensionOf(by), from: extensionOf(ringing) };
  touch(model, ringing.call);
}

/** A snapshot enters by the same door: what is new is taken over, what is gone ends, marked as not all seen. */
function takeOver(model: CallModel, event: Extract<PbxEvent, { kind: 'snapshot' }>): void {
  const listed = new Map(event.channels.map((channel) => [channel.channel, channel]));
  const oldestFirst = [...event.channels].sort(
    (a, b) => b.ageMs - a.ageMs || Number(b.channel === b.group) - Number(a.channel === a.group),
  );
  for (const facts of oldestFirst) takeOverChannel(model, facts, event.at);
  for (const facts of event.channels) {
    const channel = model.channels.get(facts.channel);
    if (channel && facts.bridge) {
      enterBridge(model, channel, { at: event.at, bridge: facts.bridge, use: 'talk' });
    }
  }
  for (const channel of [...model.channels.values()]) {
    if (listed.has(channel.id)) continue;
    if (!channel.missed && event.askedAt - channel.lastAt < 1_000) channel.missed = true;
    else endUnseen(model, channel, { at: event.at, reason: 'end-not-seen' });
  }
}

function takeOverChannel(model: CallModel, facts: SnapshotChannel, at: number): void {
  const isNew = !model.channels.has(facts.channel);
  newChannel(model, facts, { at: at - facts.ageMs });
  const channel = model.channels.get(facts.channel);
  if (!channel) return;
  channel.missed = false;
  if (isNew) {
    channel.call.complete = false;
    if (channel !== channel.call.first) addLeg(model, channel, null);
    if (channel.leg) channel.leg.rangAt = at - facts.ageMs;
  }
  channel.lastAt = Math.max(channel.lastAt, at);
  if (facts.state === 'up' && channel.leg) legAnswered(model, channel.leg, at);
  if (facts.queue !== null) channel.call.queue = facts.queue;
}

function endUnseen(
  model: CallModel,
  channel: LiveChannel,
  { at, reason }: { at: number; reason: string },
): void {
  channel.call.complete = false;
  channel.call.reason ??= reason;
  hangup(model, channel, { at, cause: null });
}

/** The PBX started anew: calls of before are over, nobody saw how. */
function endAll(model: CallModel, at: number): void {
  for (const channel of [...model.channels.values()])
    endUnseen(model, channel, { at, reason: 'pbx-restarted' });
}
