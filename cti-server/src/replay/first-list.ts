import type { AmiEvent, AmiFields } from '../pbx/asterisk-ami/ami-event.ts';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import type { CaptureEntry } from './capture.ts';

/** Items of lists of channels that the PBX would have given, by the entry before which they belong. */
export type FirstLists = ReadonlyMap<number, readonly AmiEvent[]>;

/**
 * A capture may begin in the middle of calls. Channels that it mentions, and whose beginning neither an event nor
 * a list tells, were there before: so the list is made up that nobody asked for. What they were in is told by
 * their leaving it. Where the beginning of a leg is lost with a line of the capture, the first word of it stands
 * for it.
 */
export function firstLists(capture: readonly CaptureEntry[]): FirstLists {
  const lists = new Map<number, AmiEvent[]>();
  const begun: Begun = { channels: new Set(), groups: new Set(), latest: Number.POSITIVE_INFINITY };
  let connection = createFirstList(begun, { since: capture[0]?.t ?? 0, first: 0 });
  for (const [index, entry] of capture.entries()) {
    if (entry.kind === 'opened') {
      connection.close(lists);
      connection = createFirstList(begun, { since: entry.t, first: index });
    } else if (entry.kind === 'received') connection.push(entry.bytes, { at: entry.t, index });
  }
  connection.close(lists);
  return lists;
}

/** Channels that were told to begin, or listed, in the capture so far; and the groups of the former. */
interface Begun {
  readonly channels: Set<string>;
  readonly groups: Set<string>;
  /** The second of the latest of the former: whose id is of a later one began after it. */
  latest: number;
}

interface Mentioned {
  /** As a list would have them. */
  readonly fields: Record<string, string>;
  /** Whether what it was in is known: by the first word of a bridge, of a queue. */
  isBridged: boolean;
  isQueued: boolean;
  endedAt: number | null;
  /** The entry before which it is listed. */
  readonly place: number;
}

/** What ends so soon was ending when the connection began: how, nobody can tell. */
const ENDING_MS = 500;

/** The time in an id (`1795430843.12`, a system's name may stand before it), s since the epoch; NaN where there is none. */
const secondOf = (id: string) => Number(/(\d{9,})\.\d+$/.exec(id)?.[1]);

/** Of one connection, that began at `since`, ms, with the entry `first`. */
function createFirstList(begun: Begun, { since, first }: { since: number; first: number }) {
  const living = new Map<string, Mentioned>();
  const bridges = new Map<string, AmiFields>();
  const stream = createAmiStream({ onEvent });
  let reading = first;

  function onEvent({ name, fields, at }: AmiEvent): void {
    const isTold = name === 'Newchannel' || name === 'CoreShowChannel' || name === 'Status';
    for (const prefix of ['', 'dest', 'localone', 'localtwo']) {
      const id = fields[`${prefix}uniqueid`];
      if (!id || !fields[`${prefix}channelstatedesc`] || begun.channels.has(id)) continue;
      if (isTold) {
        begun.channels.add(id);
        living.delete(id);
      } else if (!living.has(id)) {
        const facts = factsOf(name, fields, prefix);
        const isLater = begun.channels.has(facts.linkedid ?? '') || secondOf(id) > begun.latest;
        const place = isLater ? reading : first;
        living.set(id, { fields: facts, isBridged: false, isQueued: false, endedAt: null, place });
      }
    }
    if (name === 'Newchannel') {
      begun.groups.add(fields.linkedid ?? '');
      begun.latest = secondOf(fields.uniqueid ?? '');
    }
    const one = living.get(fields.uniqueid ?? '');
    if (!one) return;
    wasIn(one, { name, fields });
    if (name === 'Hangup') one.endedAt = at;
  }

  function wasIn(one: Mentioned, { name, fields }: Pick<AmiEvent, 'name' | 'fields'>): void {
    if (name.startsWith('Bridge') && !one.isBridged) {
      one.isBridged = true;
      if (name !== 'BridgeLeave') return;
      one.fields.bridgeid = fields.bridgeuniqueid ?? '';
      bridges.set(one.fields.bridgeid, fields);
    }
    if (name.startsWith('QueueCaller') && !one.isQueued) {
      one.isQueued = true;
      if (name === 'QueueCallerJoin') return;
      Object.assign(one.fields, { application: 'Queue', applicationdata: fields.queue ?? '' });
    }
  }

  /** Its call was ending, or had ended but for it: neither who began it is there, nor anybody beside it. */
  function isRemains({ fields, endedAt }: Mentioned): boolean {
    const { uniqueid = '', linkedid = uniqueid, bridgeid } = fields;
    if (begun.groups.has(linkedid)) return false;
    if (endedAt !== null && endedAt - since <= ENDING_MS) return true;
    const isAlone = bridgeid === undefined && !living.has(linkedid);
    return linkedid !== uniqueid && isAlone && !begun.channels.has(linkedid);
  }

  return {
    push(bytes: Buffer, { at, index }: { at: number; index: number }): void {
      reading = index;
      stream.push(bytes, at);
    },
    /** What was found goes into `lists`. */
    close(lists: Map<number, AmiEvent[]>): void {
      const listed = [...living.values()].filter((one) => !isRemains(one));
      for (const id of living.keys()) begun.channels.add(id);
      for (const { place, fields } of listed) {
        const bridge = place === first ? bridges.get(fields.bridgeid ?? '') : undefined;
        const items = [
          ...(bridge ? [item('BridgeListItem', bridge)] : []),
          item('CoreShowChannel', place === first ? fields : { ...fields, bridgeid: '' }),
        ];
        lists.set(place, [...(lists.get(place) ?? []), ...items]);
      }
    },
  };
}

const HEADERS = [
  'channel',
  'channelstatedesc',
  'calleridnum',
  'calleridname',
  'context',
  'exten',
  'uniqueid',
  'linkedid',
];

function factsOf(name: string, fields: AmiFields, prefix: string): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const header of HEADERS) {
    const value = fields[prefix + header];
    if (value !== undefined) facts[header] = value;
  }
  // what it became by this event it was not before: who is called rang, who calls waited
  const { uniqueid, linkedid = uniqueid } = facts;
  if (name === 'Newstate') facts.channelstatedesc = uniqueid === linkedid ? 'Ring' : 'Ringing';
  return facts;
}

function item(name: string, fields: AmiFields): AmiEvent {
  return { name, fields, at: 0, text: '', repeated: {} };
}
