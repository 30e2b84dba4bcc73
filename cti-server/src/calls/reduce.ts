import type { PbxEvent } from '../pbx/event.ts';
import { enterBridge, leaveBridge, mergeBridges, pair, talksAside } from './bridges.ts';
import type { LiveChannel } from './call.ts';
import { shiftTimes } from './clock-step.ts';
import { extensionOf, isIncoming, isNumber } from './direction.ts';
import { endAll, hangup, hangupRequest } from './ends.ts';
import { hold } from './holds.ts';
import { dial, dialEnd, legAnswered, rung } from './legs.ts';
import { type CallModel, ignore, newChannel, regroup, touch } from './model.ts';
import { originated } from './originate.ts';
import { comesBack } from './returns.ts';
import { settlePause } from './pauses.ts';
import { beginRecording, endRecording } from './recordings.ts';
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
      return appears(model, event);
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

function appears(model: CallModel, event: Extract<PbxEvent, { kind: 'channel' }>): void {
  newChannel(model, event, event);
  const channel = model.channels.get(event.channel);
  if (channel && !channel.isCalling) comesBack(model, channel, event.at);
}

type OnChannel = Extract<PbxEvent, { channel: string; group: string }>;

/** Events of one known channel; each may show that its call is another one than thought. */
function onChannel(model: CallModel, event: Exclude<OnChannel, { kind: 'channel' }>): void {
  const channel = model.channels.get(event.channel);
  if (!channel) return ignore(model, 'unknown-channel');
  channel.lastAt = event.at;
  channel.missed = false;
  regroup(model, channel, event.group, event.at);
  const call = channel.call;
  switch (event.kind) {
    case 'seen':
      return seen(model, channel, event);
    case 'ringing':
      return rings(model, channel, event.at);
    case 'up':
      return isUp(model, channel, event.at);
    case 'bridge-enter':
      return enterBridge(model, channel, event);
    case 'bridge-leave':
      // told again when it is in another one already, it changes nothing
      return channel.bridge?.id === event.bridge
        ? leaveBridge(model, channel, event.at)
        : undefined;
    case 'hold':
      return talksAside(channel)
        ? undefined
        : hold(model, call, { key: channel.id, on: true, at: event.at });
    case 'unhold':
      return hold(model, call, { key: channel.id, on: false, at: event.at });
    case 'hangup-request':
      return hangupRequest(model, channel, event);
    case 'hangup':
      return hangup(model, channel, { at: event.at, cause: event.cause });
    case 'queue-join':
      call.queue = event.queue;
      call.inQueue = true;
      return touch(model, call);
    case 'queue-leave':
      call.inQueue = false;
      return;
    case 'fax':
      call.isFax = true;
      return touch(model, call);
    case 'voicemail':
      call.voicemail = true;
      return touch(model, call);
    case 'recording-mute':
      channel.isRecorderMuted = event.isMuted;
      return settlePause(call, event.at) ? touch(model, call) : undefined;
    case 'recording':
      return beginRecording(channel, event) ? touch(model, call) : undefined;
    case 'recording-end':
      return endRecording(channel, event.at) ? touch(model, call) : undefined;
  }
}

function rings(model: CallModel, channel: LiveChannel, at: number): void {
  const leg = rung(model, channel, at);
  if (!leg || leg.rangAt !== null || leg.answeredAt !== null) return;
  leg.rangAt = at;
  touch(model, channel.call);
}

function isUp(model: CallModel, channel: LiveChannel, at: number): void {
  const leg = channel === channel.call.first ? channel.leg : rung(model, channel, at);
  if (leg) legAnswered(model, leg, at);
}

function seen(
  model: CallModel,
  channel: LiveChannel,
  { dialled, caller, isCalling }: Extract<PbxEvent, { kind: 'seen' }>,
): void {
  const { call } = channel;
  const isFirst = channel === call.first;
  channel.isCalling ||= isCalling;
  if (caller !== null && isFirst) {
    if (isIncoming(channel)) callerTold(model, channel, caller);
    else calledFor(channel, caller.number);
  }
  if (channel.place !== null || dialled === null || dialled === channel.dialled) return;
  if (!isNowhere(channel) && !(isNamed(channel) && isNumber(dialled))) return;
  channel.place = dialled;
  if (isFirst) touch(model, call);
}

/** It has dialled nothing, or nothing that a person would. */
const isNowhere = ({ dialled, party }: LiveChannel) => dialled === null || party.kind === 'local';

/** C21 A line may call the account's name first, and by the dialplan the number. */
const isNamed = (channel: LiveChannel) => isIncoming(channel) && !isNumber(channel.dialled ?? '');

/** An analogue line tells who calls after the first ring. What the dialplan makes of a number is not the caller's. */
function callerTold(
  model: CallModel,
  channel: LiveChannel,
  { number, name }: { number: string | null; name: string | null },
): void {
  if (channel.number !== null || channel.isWithheld || number === null) return;
  channel.number = number;
  channel.callerName ??= name;
  touch(model, channel.call);
}

/** A click-to-call shows the number that it is for on the agent's phone, before it rings. */
function calledFor(channel: LiveChannel, number: string | null): void {
  const { call } = channel;
  if (number === null || call.legs.length > 0 || call.originNumber !== null) return;
  if (channel.dialled !== null || channel.place !== null) return;
  if (extensionOf(channel) !== number) call.originNumber = number;
}
