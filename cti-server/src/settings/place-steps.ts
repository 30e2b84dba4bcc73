import { changesBetween } from '../audit/changes.ts';
import type { SettingsFile } from '../contract/index.ts';
import type { SettingsParts, Step } from './step.ts';

type Told = NonNullable<SettingsFile['places']>;

/** Shared places of a file against those there are, by their phone. A new one has no SIP password. */
export function placeSteps(told: Told, places: SettingsParts['places']): Step[] {
  const there = places.list();
  return told.map(({ pbx, extension, device }) => {
    const before = there.find((one) => one.pbx === pbx && one.extension === extension) ?? null;
    const now = before ? { pbx, extension, device: before.device } : {};
    const changes = changesBetween(now, { pbx, extension, device });
    const does = before ? (changes.length === 0 ? 'same' : 'change') : 'add';
    const name = `${pbx}/${extension}`;
    return {
      item: { kind: 'place', name, does, changes, secrets: [], problem: null },
      does: {
        action: before ? 'place-changed' : 'place-created',
        target: { kind: 'place' },
      },
      act: () =>
        before ? places.setDevice(before.id, device) : places.add({ pbx, extension, device }),
    };
  });
}
