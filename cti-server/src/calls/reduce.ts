import type { PbxEvent } from '../pbx/event.ts';
import { enterBridge, hold, leaveBridge, mergeBridges, pair } from './bridges.ts';
import type { LiveChannel } from './call.ts';
import { shiftTimes } from './clock-step.ts';
import { extensionOf } from './direction.ts';
import { endAll, hangup, hangupRequest } from './ends.ts';
import { dial, dialEnd, legAnswered } from './legs.ts';
import { type CallModel, ignore, newChannel, regroup, touch } from './model.ts';
import { originated } from './originate.ts';
import { takeOver } from './snapshot.ts';
import { park, pickup, transfer } from './transfers.ts';

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
    case 'clock-step':
      return shiftTimes(model, event.by);
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
      return hangupRequest(model, channel, event.at);
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
