import { changesBetween } from '../audit/changes.ts';
import type { SettingsFile } from '../contract/index.ts';
import type { Foresight } from './foresee.ts';
import { phraseOf, type SettingsParts, type Step } from './step.ts';

type Told = NonNullable<SettingsFile['places']>;

/** Shared places of a file against those there are, by their phone. A new one has no SIP password. */
export function placeSteps(
  told: Told,
  { places, foresight }: Pick<SettingsParts, 'places'> & { foresight: Foresight },
): Promise<Step[]> {
  const there = places.list();
  return Promise.all(
    told.map(async ({ pbx, extension, device }) => {
      const before = there.find((one) => one.pbx === pbx && one.extension === extension) ?? null;
      const now = before ? { pbx, extension, device: before.device } : {};
      const changes = changesBetween(now, { pbx, extension, device });
      const refusal = before ? null : await foresight.againstNewPlace({ pbx, extension });
      const wanted = before ? 'change' : 'add';
      const does = refusal ? 'blocked' : changes.length === 0 ? 'same' : wanted;
      const name = `${pbx}/${extension}`;
      const problem = refusal && phraseOf(refusal);
      return {
        item: { kind: 'place', name, does, changes, secrets: [], problem },
        does: {
          action: before ? 'place-changed' : 'place-created',
          target: { kind: 'place' },
        },
        act: () =>
          before ? places.setDevice(before.id, device) : places.add({ pbx, extension, device }),
      };
    }),
  );
}
