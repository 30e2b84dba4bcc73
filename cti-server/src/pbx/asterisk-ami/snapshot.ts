import type { PbxEvent } from '../event.ts';
import type { AmiEvent } from './ami-event.ts';
import type { Quarantine } from './quarantine.ts';
import { bridgeUse, type NumberingSettings, snapshotChannel } from './translate.ts';

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
  take: (event: PbxEvent, said: (channels: ReadonlySet<string>) => string) => void,
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

/** The items of a list of channels (and of bridges, before it) as one event. Pure; the replay reads captured lists with it. */
export function snapshotOf(
  items: readonly AmiEvent[],
  settings: NumberingSettings,
  times: { askedAt: number; at: number },
): PbxEvent {
  const uses = new Map(
    items.flatMap(({ name, fields }) =>
      name === 'BridgeListItem' ? [[fields.bridgeuniqueid ?? '', bridgeUse(fields)] as const] : [],
    ),
  );
  const listed = items.filter(({ name }) => name === 'CoreShowChannel').map(({ fields }) => fields);
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
