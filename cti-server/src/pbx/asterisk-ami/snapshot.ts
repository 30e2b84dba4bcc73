import type { PbxEvent } from '../event.ts';
import type { AmiEvent } from './ami-event.ts';
import { type NumberingSettings, snapshotChannel } from './translate.ts';

/** Asks one list action and gives its items. */
export type AskList = (action: { action: string }) => Promise<AmiEvent[]>;

/**
 * The channels that the PBX has now, as one event; asked once after each (re)connect.
 * @throws Error when the PBX does not answer in time
 */
export async function takeSnapshot(
  ask: AskList,
  settings: NumberingSettings,
  now: () => number,
): Promise<PbxEvent> {
  const askedAt = now();
  const items = await ask({ action: 'CoreShowChannels' });
  return snapshotOf(items, settings, { askedAt, at: now() });
}

/** The items of a list of channels as one event. Pure; the replay reads captured lists with it. */
export function snapshotOf(
  items: readonly AmiEvent[],
  settings: NumberingSettings,
  times: { askedAt: number; at: number },
): PbxEvent {
  return {
    kind: 'snapshot',
    at: times.at,
    pbx: settings.pbx,
    askedAt: times.askedAt,
    channels: items.map((item) => snapshotChannel(item.fields, settings)),
  };
}
