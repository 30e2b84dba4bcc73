import type { BridgeUse, Channel, PbxEvent, SnapshotChannel } from '../event.ts';
import type { AmiEvent, AmiFields } from './ami-event.ts';
import { isOfEchoCall } from './echo-call.ts';
import type { Quarantine } from './quarantine.ts';
import type { NumberingSettings } from './endpoint.ts';
import { value } from './text.ts';
import { bridgeUse, channelOf, meetme } from './translate.ts';

type Snapshot = Extract<PbxEvent, { kind: 'snapshot' }>;

/** Asks one list action; `read` hears its items before any event that came behind the list. */
export type AskList = (
  action: { action: string },
  read?: (items: AmiEvent[]) => void,
) => Promise<AmiEvent[]>;

/**
 * Tells `take` the channels that the PBX has now, as one event, at its very place among the events: what was
 * said before the list is older than it, what comes behind is newer. One that can't be processed is set aside
 * by `guard`: asking again would give the same.
 * @throws Error when the PBX does not list its channels in time
 */
export async function takeSnapshot(
  ask: AskList,
  options: { settings: NumberingSettings; now: () => number; guard: Quarantine['guard'] },
  take: (event: Snapshot, said: (channels: ReadonlySet<string>) => string) => void,
): Promise<void> {
  const { settings, now, guard } = options;
  const askedAt = now();
  // says only who is parked: without it there is still a snapshot
  const bridges = await ask({ action: 'BridgeList' }).catch(() => []);
  await ask({ action: 'CoreShowChannels' }, (channels) => {
    const at = now();
    const items = [...bridges, ...channels];
    guard({ at, text: items.map(({ text }) => text).join('\r\n\r\n') }, () =>
      take(snapshotOf(items, settings, { askedAt, at }), (wanted) => saidOf(items, wanted)),
    );
  });
}

/**
 * The items of a list of channels (`CoreShowChannels`, or `Status` of all) and of bridges, before it, as one
 * event. Pure; the replay reads captured lists with it.
 */
export function snapshotOf(
  items: readonly AmiEvent[],
  settings: NumberingSettings,
  times: { askedAt: number; at: number },
): Snapshot {
  const uses = new Map(
    items.flatMap(({ name, fields }) =>
      name === 'BridgeListItem' ? [[fields.bridgeuniqueid ?? '', bridgeUse(fields)] as const] : [],
    ),
  );
  const listed = items
    .filter(({ name }) => name === 'CoreShowChannel' || name === 'Status')
    .map(({ fields }) => fields)
    .filter((fields) => !isOfEchoCall(fields));
  const ids = new Map(listed.map(({ channel = '', uniqueid = '' }) => [channel, uniqueid]));
  return {
    kind: 'snapshot',
    at: times.at,
    pbx: settings.pbx,
    askedAt: times.askedAt,
    channels: listed.map((fields) =>
      snapshotChannel(fields, settings, {
        uses,
        pair: ids.get(otherHalf(fields.channel ?? '')) ?? null,
      }),
    ),
  };
}

/** Applications whose bridge is known without a list of bridges. */
const USE_BY_APPLICATION: ReadonlyMap<string, BridgeUse> = new Map([
  ['Park', 'parking'],
  ['ParkedCall', 'parking'],
  ['AgentLogin', 'parking'],
  ['ConfBridge', 'conference'],
  ['MeetMe', 'conference'],
]);

function snapshotChannel(
  fields: AmiFields,
  settings: NumberingSettings,
  { uses, pair }: { uses: ReadonlyMap<string, BridgeUse>; pair: string | null },
): SnapshotChannel {
  const application = fields.application ?? '';
  const data = fields.applicationdata ?? fields.data ?? '';
  const first = data.split(',')[0] ?? '';
  const bridge = application === 'MeetMe' ? meetme(first) : value(fields.bridgeid);
  const state = fields.channelstatedesc;
  const channel = channelOf(fields, settings);
  return {
    ...channel,
    dialled: channel.party.kind === 'trunk' ? didOf(fields, channel, settings) : channel.dialled,
    state: state === 'Up' ? 'up' : state === 'Ringing' ? 'ringing' : 'other',
    bridge,
    use:
      (bridge === null ? undefined : uses.get(bridge)) ??
      USE_BY_APPLICATION.get(application) ??
      null,
    ageMs: fields.duration === undefined ? secondsMs(fields.seconds) : durationMs(fields.duration),
    queue: application === 'Queue' ? first : null,
    voicemail: application === 'VoiceMail',
    pair,
  };
}

/** A list has the place where a channel is now: an extension there is whom the call went to, not the DID. */
function didOf(
  { dnid }: AmiFields,
  { dialled: place }: Channel,
  { extensions }: NumberingSettings,
): string | null {
  const dialled = value(dnid);
  if (dialled !== null) return dialled;
  return place === null || extensions.test(place) || !/^\+?\d+$/.test(place) ? null : place;
}

function secondsMs(text: string | undefined): number {
  const seconds = Number(text);
  return seconds > 0 ? seconds * 1_000 : 0;
}

/** `00:01:23` as ms. */
function durationMs(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part || 0), 0) * 1_000;
}

/** `Local/101@phones-0000001f;1` → the same with `;2`, and the other way. */
function otherHalf(name: string): string {
  if (name.endsWith(';1')) return `${name.slice(0, -1)}2`;
  return name.endsWith(';2') ? `${name.slice(0, -1)}1` : '';
}

/** What the lists say of some channels, as a list of its own: with it their calls can be explained. */
function saidOf(items: readonly AmiEvent[], wanted: ReadonlySet<string>): string {
  const channels = items.filter(({ fields }) => wanted.has(fields.uniqueid ?? ''));
  const bridges = new Set(channels.map(({ fields }) => fields.bridgeid ?? ''));
  const uses = items.filter(
    ({ name, fields }) => name === 'BridgeListItem' && bridges.has(fields.bridgeuniqueid ?? ''),
  );
  const texts = [...uses, ...channels].map(({ text }) => text);
  return [...texts, 'Event: CoreShowChannelsComplete'].join('\r\n\r\n');
}
