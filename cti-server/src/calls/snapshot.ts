import type { PbxEvent, SnapshotChannel } from '../pbx/event.ts';
import type { CallRecord } from '../contract/index.ts';
import { enterBridge, pair } from './bridges.ts';
import type { LiveCall, LiveChannel } from './call.ts';
import { endUnseen } from './ends.ts';
import { addLeg, legAnswered } from './legs.ts';
import { type CallModel, newChannel } from './model.ts';
import { recallCall, recalledLeg, recallGoneLegs } from './recall.ts';

/** A snapshot enters by the same door: what is new is taken over, what is gone ends, marked as not all seen. */
export function takeOver(model: CallModel, event: Extract<PbxEvent, { kind: 'snapshot' }>): void {
  const listed = new Map(event.channels.map((channel) => [channel.channel, channel]));
  const oldestFirst = [...event.channels].sort(
    (a, b) => b.ageMs - a.ageMs || Number(b.channel === b.group) - Number(a.channel === a.group),
  );
  const recalled = new Map<LiveCall, CallRecord>();
  for (const facts of oldestFirst) takeOverChannel(model, { facts, recalled, at: event.at });
  for (const [call, record] of recalled) recallGoneLegs(call, record, event.at);
  for (const facts of event.channels) {
    if (facts.pair !== null && listed.has(facts.pair)) pair(model, facts.channel, facts.pair);
  }
  for (const facts of event.channels) {
    const channel = model.channels.get(facts.channel);
    if (channel && facts.bridge) {
      enterBridge(model, channel, { at: event.at, bridge: facts.bridge, use: facts.use });
    }
  }
  for (const channel of [...model.channels.values()]) {
    if (listed.has(channel.id)) continue;
    if (!channel.missed && event.askedAt - channel.lastAt < 1_000) channel.missed = true;
    else endUnseen(model, channel, { at: event.at, reason: 'end-not-seen' });
  }
}

function takeOverChannel(
  model: CallModel,
  options: { facts: SnapshotChannel; recalled: Map<LiveCall, CallRecord>; at: number },
): void {
  const { facts, recalled, at } = options;
  const isNew = !model.channels.has(facts.channel);
  newChannel(model, facts, { at: at - facts.ageMs });
  const channel = model.channels.get(facts.channel);
  if (!channel) return;
  channel.missed = false;
  if (isNew) begin(model, { channel, recalled, since: at - facts.ageMs });
  channel.lastAt = Math.max(channel.lastAt, at);
  if (facts.state === 'up' && channel.leg) legAnswered(model, channel.leg, at);
  if (facts.queue !== null) channel.call.queue = facts.queue;
  if (facts.voicemail) channel.call.voicemail = true;
}

/** A channel that nobody saw begin; what is logged of its call is taken up. */
function begin(
  model: CallModel,
  options: { channel: LiveChannel; recalled: Map<LiveCall, CallRecord>; since: number },
): void {
  const { channel, recalled, since } = options;
  const { call } = channel;
  const record = model.recall(call.id);
  const known = record ? recalledLeg(record, channel) : undefined;
  const isFirst = channel === call.first;
  call.complete = false;
  // the first channel was rung only where the PBX began the call (click-to-call)
  if (isFirst && known) call.originated = true;
  const leg =
    isFirst && !known ? null : addLeg(model, channel, { digits: known?.party ?? null, at: since });
  if (isFirst && record) {
    recallCall(call, record);
    recalled.set(call, record);
  }
  if (!leg) return;
  leg.rangAt = known?.rangAt ? Date.parse(known.rangAt) : since;
  if (known?.answeredAt) leg.answeredAt = Date.parse(known.answeredAt);
}
