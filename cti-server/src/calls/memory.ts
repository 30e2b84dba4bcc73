import type { Bridge, LiveCall, LiveChannel, LiveConsultation, LiveLeg } from './call.ts';
import { type CallModel, ignore } from './model.ts';

/** Of what is remembered; another one cannot be read. A test says when it must be raised. */
export const SHAPE = 7;

/** A place in a list of a `Memory`; -1: none. */
type Place = number;

/** A call as the model has it, as plain JSON: what refers to a channel or leg says its place in the list. */
interface Memory {
  readonly shape: number;
  readonly call: Omit<LiveCall, Referring> & {
    readonly first: Place;
    readonly requestedBy: Place;
    /** Those that live. */
    readonly channels: readonly Place[];
    readonly groups: readonly string[];
    readonly holders: readonly string[];
  };
  readonly channels: readonly RememberedChannel[];
  readonly legs: readonly (Omit<LiveLeg, 'channel'> & { readonly channel: Place })[];
  readonly consultations: readonly (Omit<LiveConsultation, 'leg'> & { readonly leg: Place })[];
}

type Referring =
  | ('first' | 'requestedBy' | 'channels')
  | ('groups' | 'holders' | 'legs' | 'consultations');

/** Of a channel, what only the running model has. */
type Passing = 'call' | 'bridge' | 'pair' | 'leg' | 'lastAt' | 'missed';

type RememberedChannel = Omit<LiveChannel, Passing> & {
  readonly bridge: Pick<Bridge, 'id' | 'use'> | null;
  readonly pair: string | null;
  readonly leg: Place;
};

/** C11 All that the model knows of a call, as text: a server that is started anew goes on from it. */
export function remember(call: LiveCall): string {
  const { first, requestedBy, channels, groups, holders, legs, consultations, ...rest } = call;
  const asked = requestedBy ? [requestedBy] : [];
  // channels that are gone are still asked whose they were
  const all = [...new Set([first, ...channels, ...asked, ...legs.map(({ channel }) => channel)])];
  const places = new Map(all.map((channel, place) => [channel, place]));
  const placeOf = (channel: LiveChannel) => places.get(channel) ?? -1;
  const memory: Memory = {
    shape: SHAPE,
    call: {
      ...rest,
      first: placeOf(first),
      requestedBy: requestedBy ? placeOf(requestedBy) : -1,
      channels: [...channels].map(placeOf),
      groups: [...groups],
      holders: [...holders],
    },
    channels: all.map((channel) => rememberChannel(channel, legs)),
    legs: legs.map((leg) => ({ ...leg, channel: placeOf(leg.channel) })),
    consultations: consultations.map((one) => ({ ...one, leg: legs.indexOf(one.leg) })),
  };
  return JSON.stringify(memory);
}

function rememberChannel(channel: LiveChannel, legs: readonly LiveLeg[]): RememberedChannel {
  const { id, name, party, number, isWithheld, callerName, dialled, place, isCalling } = channel;
  const { isInPool, outcome, group, isRecorderMuted, hungUpAt, hungUpCause, bridge, pair, leg } =
    channel;
  return {
    id,
    name,
    party,
    number,
    isWithheld,
    callerName,
    dialled,
    place,
    isCalling,
    isInPool,
    outcome,
    group,
    isRecorderMuted,
    hungUpAt,
    hungUpCause,
    bridge: bridge && { id: bridge.id, use: bridge.use },
    pair: pair?.id ?? null,
    leg: leg ? legs.indexOf(leg) : -1,
  };
}

/**
 * C11 Takes remembered calls into an empty model, as calls of which not all was seen: the next snapshot
 * says what became of them, as after a line that was away. What another version of the server wrote is left
 * out; the log holds those calls to be over.
 */
export function restore(model: CallModel, memories: readonly string[]): void {
  const pairs: { channel: LiveChannel; pair: string }[] = [];
  for (const text of memories) {
    const memory = JSON.parse(text) as Memory;
    if (memory.shape !== SHAPE) {
      ignore(model, 'memory-of-other-version');
      continue;
    }
    const call = revive(memory);
    model.calls.add(call);
    for (const group of call.groups) model.byGroup.set(group, call);
    for (const channel of call.channels) model.channels.set(channel.id, channel);
    for (const { id, bridge, pair } of memory.channels) {
      const channel = model.channels.get(id);
      if (channel?.call !== call) continue;
      if (bridge) putInto(model, channel, bridge);
      if (pair !== null) pairs.push({ channel, pair });
    }
  }
  for (const { channel, pair } of pairs) channel.pair = model.channels.get(pair) ?? null;
}

function putInto(
  model: CallModel,
  channel: LiveChannel,
  { id, use }: Pick<Bridge, 'id' | 'use'>,
): void {
  channel.bridge = model.bridges.get(id) ?? { id, use, channels: new Set() };
  channel.bridge.channels.add(channel);
  model.bridges.set(id, channel.bridge);
}

function revive({ call: told, ...memory }: Memory): LiveCall {
  const channels = memory.channels.map(
    (facts): LiveChannel => ({
      ...facts,
      call: undefined as never,
      bridge: null,
      pair: null,
      leg: null,
      // nothing was heard of it here yet: if a list lacks it, it is gone
      lastAt: 0,
      missed: false,
    }),
  );
  const at = <T>(all: readonly T[], place: Place): T => {
    const one = all[place];
    if (one === undefined)
      throw new Error(`Nothing at ${place} of what is remembered of ${told.id}`);
    return one;
  };
  const legs = memory.legs.map((leg): LiveLeg => ({ ...leg, channel: at(channels, leg.channel) }));
  const call: LiveCall = {
    ...told,
    complete: false,
    first: at(channels, told.first),
    requestedBy: told.requestedBy < 0 ? null : at(channels, told.requestedBy),
    channels: new Set(told.channels.map((place) => at(channels, place))),
    groups: new Set(told.groups),
    holders: new Set(told.holders),
    legs,
    consultations: memory.consultations.map((one) => ({ ...one, leg: at(legs, one.leg) })),
  };
  for (const [index, channel] of channels.entries()) {
    channel.call = call;
    channel.leg = legs[memory.channels[index]?.leg ?? -1] ?? null;
  }
  return call;
}
