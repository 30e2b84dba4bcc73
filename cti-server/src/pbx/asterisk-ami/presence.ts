import type {
  PhoneState,
  PresenceEvent,
  QueueCaller,
  QueueMember,
  QueueNow,
} from '../presence-event.ts';
import type { AmiEvent, AmiFields } from './ami-event.ts';
import { type NumberingSettings, partyAsked } from './endpoint.ts';
import type { AskList } from './snapshot.ts';
import { value } from './text.ts';

/** States of devices as events and lists have them; what is not here is `unknown`. */
const STATES: ReadonlyMap<string, PhoneState> = new Map([
  ['NOT_INUSE', 'available'],
  ['INUSE', 'busy'],
  ['BUSY', 'busy'],
  ['RINGING', 'ringing'],
  ['RINGINUSE', 'ringing'],
  ['ONHOLD', 'held'],
  ['UNAVAILABLE', 'offline'],
  ['INVALID', 'offline'],
]);

/** Not `QueueMemberStatus`: it repeats the state of the phone for each queue, several times a call. */
const EVENTS: ReadonlySet<string> = new Set([
  'DeviceStateChange',
  'QueueMemberAdded',
  'QueueMemberRemoved',
  'QueueMemberPause',
  'QueueCallerJoin',
  'QueueCallerLeave',
  'QueueCallerAbandon',
]);
/** Items of lists, and that the PBX read its settings anew: there may be other phones and queues. */
const OTHERS: ReadonlySet<string> = new Set([
  'QueueParams',
  'QueueMember',
  'QueueEntry',
  'ExtensionStatus',
  'Reload',
]);

/** Whether an event of this name says something of phones or queues. */
export function isPresenceEvent(name: string): boolean {
  return EVENTS.has(name) || OTHERS.has(name);
}

/** What an event says of phones and queues; null where it says nothing of them. Pure. */
export function presenceIn(event: AmiEvent, settings: NumberingSettings): PresenceEvent | null {
  if (!EVENTS.has(event.name)) return null;
  const { at, fields } = event;
  const stamp = { at, pbx: settings.pbx };
  if (event.name === 'DeviceStateChange') {
    const phone = phoneIn(fields, settings);
    return phone && { ...stamp, kind: 'phone', ...phone };
  }
  const { queue = '', uniqueid: channel = '', interface: inter = '' } = fields;
  if (queue === '' || (channel === '' && inter === '')) return null;
  switch (event.name) {
    case 'QueueCallerJoin':
      return { ...stamp, kind: 'waits', queue, caller: { channel, since: at } };
    case 'QueueCallerLeave':
    case 'QueueCallerAbandon':
      return { ...stamp, kind: 'waits-no-more', queue, channel };
    case 'QueueMemberRemoved':
      return { ...stamp, kind: 'member-gone', queue, interface: inter };
    default:
      return { ...stamp, kind: 'member', queue, member: memberIn(fields, settings, at) };
  }
}

/**
 * Asks for all phones and queues and tells `take`, each list at its very place among the events. Of a phone that never
 * registered since the PBX was started, the list of devices says that it is free: hints and queues know better, so they
 * are asked behind it. A PBX without queues or hints tells of none; what it refuses is thrown once all were asked.
 */
export async function takePresence(
  ask: AskList,
  { settings, now }: { settings: NumberingSettings; now: () => number },
  take: (event: PresenceEvent) => void,
): Promise<void> {
  const stamp = () => ({ at: now(), pbx: settings.pbx });
  const takeOff = (extensions: Iterable<string>) => {
    for (const extension of new Set(extensions)) {
      take({ ...stamp(), kind: 'phone', extension, state: 'offline' });
    }
  };
  const asked = await Promise.allSettled([
    ask({ action: 'DeviceStateList' }, (items) =>
      take({ ...stamp(), kind: 'phones', phones: phonesIn(items, settings) }),
    ),
    ask({ action: 'ExtensionStateList' }, (items) => takeOff(offByHint(items, settings))),
    ask({ action: 'QueueStatus' }, (items) => {
      take({ ...stamp(), kind: 'queues', queues: queuesIn(items, settings, now()) });
      takeOff(offByQueue(items, settings));
    }),
  ]);
  const failed = asked.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Hints of one phone each that say it is not there. */
function offByHint(items: readonly AmiEvent[], settings: NumberingSettings): string[] {
  return items.flatMap(({ fields: { hint = '', status } }) =>
    status === '4' ? (extensionOf(hint.split(/[&,]/, 1)[0] ?? '', settings) ?? []) : [],
  );
}

/** Members whose own phone is not there; one that is rung through the dialplan may be something else. */
function offByQueue(items: readonly AmiEvent[], settings: NumberingSettings): string[] {
  return items.flatMap(({ name, fields: { status, stateinterface, location = '' } }) =>
    name === 'QueueMember' && (status === '5' || status === '4')
      ? (extensionOf(stateinterface ?? location, settings) ?? [])
      : [],
  );
}

function phonesIn(items: readonly AmiEvent[], settings: NumberingSettings) {
  return items.flatMap(({ fields }) => phoneIn(fields, settings) ?? []);
}

function phoneIn({ device = '', state = '' }: AmiFields, settings: NumberingSettings) {
  const extension = extensionOf(device, settings);
  return extension === null ? null : { extension, state: STATES.get(state) ?? 'unknown' };
}

/** `PJSIP/101` is a phone; `Queue:sales_pause_PJSIP/101`, `MWI:101@default` and such are none. */
function extensionOf(device: string, settings: NumberingSettings): string | null {
  if (/^[^/]*:/.test(device)) return null;
  const party = partyAsked(device, settings);
  return party.kind === 'extension' ? party.number : null;
}

/** Members of many set-ups are rung through the dialplan: the phone is what their state is taken from. */
function memberExtension(fields: AmiFields, settings: NumberingSettings): string | null {
  const { stateinterface = '', interface: rung = fields.location ?? '' } = fields;
  for (const one of [stateinterface, rung]) {
    const found = extensionOf(one, settings);
    if (found !== null) return found;
    const digits = /^(?:hint:|Local\/)([^@/]+)@/i.exec(one)?.[1] ?? '';
    if (settings.extensions.test(digits)) return digits;
  }
  return null;
}

/** Lists call two headers by other names than events do. */
function memberIn(fields: AmiFields, settings: NumberingSettings, at: number): QueueMember {
  const rung = fields.interface ?? fields.location ?? '';
  const name = fields.membername ?? fields.name ?? '';
  return {
    interface: rung,
    extension: memberExtension(fields, settings),
    name: name === rung ? '' : name,
    pause: fields.paused === '1' ? { since: pausedAt(fields, at), reason: reasonIn(fields) } : null,
    fixed: fields.membership === 'static',
  };
}

const reasonIn = ({ pausedreason }: AmiFields) => value(pausedreason) ?? '';

/** Seconds of the PBX's clock; some versions lack it, and it may run ahead of ours. */
function pausedAt({ lastpause }: AmiFields, at: number): number {
  const seconds = Number(lastpause);
  return seconds > 0 ? Math.min(seconds * 1_000, at) : at;
}

function queuesIn(
  items: readonly AmiEvent[],
  settings: NumberingSettings,
  now: number,
): QueueNow[] {
  const queues = new Map<string, { members: QueueMember[]; waiting: QueueCaller[] }>();
  const of = (queue: string) => {
    const found = queues.get(queue) ?? { members: [], waiting: [] };
    queues.set(queue, found);
    return found;
  };
  for (const { name, fields } of items) {
    const { queue = '', uniqueid = '', wait } = fields;
    if (queue === '') continue;
    const one = of(queue);
    if (name === 'QueueMember') one.members.push(memberIn(fields, settings, now));
    else if (name === 'QueueEntry' && uniqueid !== '') {
      one.waiting.push({ channel: uniqueid, since: now - (Number(wait) || 0) * 1_000 });
    }
  }
  return [...queues].map(([queue, one]) => ({ queue, ...one }));
}
