import type { PbxEvent, SnapshotChannel } from '../pbx/event.ts';
import { enterBridge } from './bridges.ts';
import { endUnseen } from './ends.ts';
import { addLeg, legAnswered } from './legs.ts';
import { type CallModel, newChannel } from './model.ts';

/** A snapshot enters by the same door: what is new is taken over, what is gone ends, marked as not all seen. */
export function takeOver(model: CallModel, event: Extract<PbxEvent, { kind: 'snapshot' }>): void {
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
