import type { PhoneState, PresenceEvent, QueueMember } from '../pbx/presence-event.ts';

/** A phone's state; `since` ms epoch, null where it was so before we looked. */
export interface PhoneNow {
  readonly state: PhoneState;
  readonly since: number | null;
}

interface QueueModel {
  /** By interface. */
  readonly members: Map<string, QueueMember>;
  /** Channel → since when, the longest first. */
  readonly waiting: Map<string, number>;
}

/** Phones by extension and queues by name of one PBX, as they are now. Holds nothing of what was. */
export interface PresenceModel {
  readonly phones: Map<string, PhoneNow>;
  readonly queues: Map<string, QueueModel>;
}

/** What an event changed. */
export interface PresenceChange {
  readonly phones: Iterable<string>;
  readonly queues: Iterable<string>;
}

/** More than any PBX has: what says more is wrong, and it must not cost memory. */
const MOST_PHONES = 20_000;
const MOST_QUEUES = 2_000;

const NOTHING: PresenceChange = { phones: [], queues: [] };

/** Nothing is known yet. */
export function emptyPresence(): PresenceModel {
  return { phones: new Map(), queues: new Map() };
}

/** Takes an event into the model; reads no clock and asks nobody. */
export function reducePresence(model: PresenceModel, event: PresenceEvent): PresenceChange {
  switch (event.kind) {
    case 'phone':
      return setPhone(model, event.extension, { state: event.state, since: event.at });
    case 'phones':
      return setPhones(model, event.phones);
    case 'queues':
      return setQueues(model, event.queues);
    case 'member': {
      const { members } = queueOf(model, event.queue);
      members.set(event.member.interface, event.member);
      return ofMember(event.queue, event.member);
    }
    case 'member-gone': {
      const members = model.queues.get(event.queue)?.members;
      const gone = members?.get(event.interface);
      if (!gone) return NOTHING;
      members?.delete(event.interface);
      return ofMember(event.queue, gone);
    }
    case 'waits':
      queueOf(model, event.queue).waiting.set(event.caller.channel, event.caller.since);
      return { phones: [], queues: [event.queue] };
    case 'waits-no-more': {
      const left = model.queues.get(event.queue)?.waiting.delete(event.channel);
      return left ? { phones: [], queues: [event.queue] } : NOTHING;
    }
  }
}

function queueOf({ queues }: PresenceModel, name: string): QueueModel {
  const found = queues.get(name);
  if (found) return found;
  const made: QueueModel = { members: new Map(), waiting: new Map() };
  if (queues.size < MOST_QUEUES) queues.set(name, made);
  return made;
}

/** A member's pause is shown at the phone, too. */
function ofMember(queue: string, { extension }: QueueMember): PresenceChange {
  return { phones: extension === null ? [] : [extension], queues: [queue] };
}

function setPhone({ phones }: PresenceModel, extension: string, now: PhoneNow): PresenceChange {
  const before = phones.get(extension);
  if (before?.state === now.state) return NOTHING;
  if (!before && phones.size >= MOST_PHONES) return NOTHING;
  phones.set(extension, now);
  return { phones: [extension], queues: [] };
}

/** What is as it was keeps its time; what the list lacks is gone. */
function setPhones(
  model: PresenceModel,
  list: readonly { readonly extension: string; readonly state: PhoneState }[],
): PresenceChange {
  const { phones } = model;
  const listed = new Set(list.map(({ extension }) => extension));
  const changed = new Set<string>();
  for (const extension of phones.keys()) {
    if (listed.has(extension)) continue;
    phones.delete(extension);
    changed.add(extension);
  }
  for (const { extension, state } of list) {
    const set = setPhone(model, extension, { state, since: null });
    for (const one of set.phones) changed.add(one);
  }
  return { phones: changed, queues: [] };
}

function setQueues(
  model: PresenceModel,
  list: Extract<PresenceEvent, { kind: 'queues' }>['queues'],
): PresenceChange {
  const { queues } = model;
  const changed = new Set<string>([...queues.keys(), ...list.map(({ queue }) => queue)]);
  const phones = new Set<string>();
  const noteMembers = () => {
    for (const { members } of queues.values()) {
      for (const { extension } of members.values()) if (extension !== null) phones.add(extension);
    }
  };
  noteMembers();
  queues.clear();
  for (const { queue, members, waiting } of list.slice(0, MOST_QUEUES)) {
    const inOrder = [...waiting].sort((a, b) => a.since - b.since);
    queues.set(queue, {
      members: new Map(members.map((one) => [one.interface, one])),
      waiting: new Map(inOrder.map(({ channel, since }) => [channel, since])),
    });
  }
  noteMembers();
  return { phones, queues: changed };
}
