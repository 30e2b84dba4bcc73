import type { PbxEvent, SnapshotChannel } from '../pbx/event.ts';
import { enterBridge, leaveBridge, pair } from './bridges.ts';
import type { LiveCall, LiveChannel } from './call.ts';
import { END_NOT_SEEN } from './disposition.ts';
import { endUnseen, lastShown } from './ends.ts';
import { addLeg, asksUnseen, legAnswered } from './legs.ts';
import { type CallModel, endOf, ignore, nameOf, newChannel, touch } from './model.ts';
import { comesBack } from './returns.ts';

/** What was said so shortly before a list was asked for may not be in it yet. */
const LATE_MS = 1_000;

/** A snapshot enters by the same door: what is new is taken over, what is gone ends, marked as not all seen. */
export function takeOver(model: CallModel, event: Extract<PbxEvent, { kind: 'snapshot' }>): void {
  if (event.unheardSince !== undefined) notAllSeen(model);
  const listed = new Map(event.channels.map((channel) => [channel.channel, channel]));
  const oldestFirst = [...event.channels].sort(
    (a, b) => b.ageMs - a.ageMs || Number(b.channel === b.group) - Number(a.channel === a.group),
  );
  const unseen = new Set(oldestFirst.filter(({ channel }) => !model.channels.has(channel)));
  for (const facts of oldestFirst) takeOverChannel(model, facts, event.at);
  for (const channel of [...model.channels.values()]) {
    if (listed.has(channel.id) || event.isPart) continue;
    if (!channel.missed && event.askedAt - channel.lastAt < LATE_MS) channel.missed = true;
    else endUnseen(model, channel, { at: lastKnown(model, channel, event), reason: END_NOT_SEEN });
  }
  if (!event.isPart) model.unheardSince = null;
  for (const facts of event.channels) {
    if (facts.pair !== null && listed.has(facts.pair)) pair(model, facts.channel, facts.pair);
  }
  // the talk that a consultation is about is older, and is known before it
  for (const facts of oldestFirst) {
    const channel = model.channels.get(facts.channel);
    if (!channel) continue;
    if (unseen.has(facts) && channel.leg) asksUnseen(model, channel.leg);
    const isLate = event.askedAt - channel.lastAt < LATE_MS;
    // who has just hung up comes back to nobody, though a list that lags still has the two together
    if (facts.bridge && !(isLate && channel.hungUpAt !== null)) {
      enterBridge(model, channel, { at: event.at, bridge: facts.bridge, use: facts.use });
    } else if (!facts.bridge && !isLate) leaveBridge(model, channel, event.at);
    channel.lastAt = Math.max(channel.lastAt, event.at);
  }
  for (const { channel } of unseen) {
    const rung = model.channels.get(channel);
    if (rung?.leg) comesBack(model, rung, event.at);
  }
}

/** C11 What calls that are there did while the line was away nobody knows. */
function notAllSeen(model: CallModel): void {
  for (const call of model.calls) {
    if (!call.complete) continue;
    call.complete = false;
    touch(model, call);
  }
}

/**
 * C11 When a channel that ended unseen was last known to be there, ms epoch: when the line was lost, or what its
 * call shows that was later. A time when nobody looked is not talked through.
 */
function lastKnown(
  model: CallModel,
  channel: LiveChannel,
  { at, unheardSince }: Pick<Extract<PbxEvent, { kind: 'snapshot' }>, 'at' | 'unheardSince'>,
): number {
  const lost = Math.min(unheardSince ?? at, model.unheardSince ?? at);
  return Math.max(lost, lastShown(channel));
}

function takeOverChannel(model: CallModel, facts: SnapshotChannel, at: number): void {
  const isNew = !model.channels.has(facts.channel);
  const since = at - facts.ageMs;
  if (isNew && isLeftOver(model, facts, since)) return ignore(model, 'left-of-ended-call');
  newChannel(model, facts, { at: since });
  const channel = model.channels.get(facts.channel);
  if (!channel) return;
  channel.missed = false;
  if (isNew) {
    channel.call.complete = false;
    if (beganUnseen(channel, since)) beganBy(model, channel, since);
    else attempt(model, channel, { facts, since });
  }
  if (facts.state === 'up' && channel.leg) legAnswered(model, channel.leg, at);
  if (facts.queue !== null && channel === channel.call.first) waitsIn(channel.call, facts.queue);
  if (facts.voicemail) channel.call.voicemail = true;
}

/** Of a call that has ended for the other party, and of which nothing is remembered: it is not begun again. */
function isLeftOver(model: CallModel, { group }: SnapshotChannel, since: number): boolean {
  if (model.byGroup.has(group)) return false;
  const ended = endOf(model, nameOf(model, group));
  // what is told of its age is cut to whole seconds
  return ended !== null && since < ended + 2 * LATE_MS;
}

/** The caller is in the queue's hands, as long as nobody has taken the call. */
function waitsIn(call: LiveCall, queue: string): void {
  call.queue = queue;
  call.inQueue = call.answeredAt === null;
}

/**
 * Whether the oldest channel of a call is one that was called, not one that calls: a caller's own phone does not
 * ring (the PBX rings it for a click-to-call), and a line that begins a call gives it its own name.
 */
function isReached({ party, id, group }: LiveChannel, isRung: boolean): boolean {
  return party.kind === 'trunk' ? id !== group : isRung && party.kind === 'extension';
}

/** A line whose call somebody here took, or was rung for: that was seen, its beginning was not. */
function beganUnseen({ id, group, party, call }: LiveChannel, since: number): boolean {
  const { first, startedAt } = call;
  const isBeginner = party.kind === 'trunk' && id === group && since < startedAt;
  return isBeginner && first.party.kind === 'extension';
}

/** C11 The customer on that line called; whoever was taken for the caller, and was not rung, answered. */
function beganBy(model: CallModel, channel: LiveChannel, since: number): void {
  const { call } = channel;
  const taker = call.first;
  call.first = channel;
  const leg = taker.leg === null && addLeg(model, taker, { digits: null, at: call.startedAt });
  if (leg) legAnswered(model, leg, call.startedAt);
  call.startedAt = since;
}

/** An attempt to reach a phone or a trunk that nobody saw begin. */
function attempt(
  model: CallModel,
  channel: LiveChannel,
  { facts, since }: { facts: SnapshotChannel; since: number },
): void {
  const { call } = channel;
  const isRung = facts.state === 'ringing';
  if (channel === call.first && !isReached(channel, isRung)) return;
  if (channel === call.first && isRung) call.originated = true;
  const leg = addLeg(model, channel, { digits: null, at: since });
  if (leg && facts.state !== 'other') leg.rangAt = since;
}
