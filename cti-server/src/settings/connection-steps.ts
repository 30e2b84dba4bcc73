import { changesBetween } from '../audit/changes.ts';
import type { Connection, SettingsFile, SettingsItem } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { hostOfSecret, putSecrets } from '../kernel/secret-parts.ts';
import type { Connections } from '../pbx/connections.ts';
import { phraseOf, type Step } from './step.ts';

type Told = SettingsFile['connections'][number];

/** PBX connections of a file against those there are. `secrets`: `ID/PATH` → text. */
export function connectionSteps(
  told: readonly Told[],
  parts: { connections: Connections; secrets: Readonly<Record<string, string>> },
): Step[] {
  const { connections, secrets } = parts;
  return told.map((one) => {
    const before = connections.get(one.id);
    const item = itemOf(one, before, connections.wrongWith(withAnySecrets(one, before)));
    const { id, enabled } = one;
    return {
      item,
      does: {
        action: before ? 'connection-changed' : 'connection-created',
        target: { kind: 'connection' },
      },
      async act() {
        const given = Object.fromEntries(
          one.secrets.flatMap((path) => {
            const text = secrets[`${id}/${path}`];
            return text === undefined ? [] : [[path, text]];
          }),
        );
        if (item.secrets.some((path) => given[path] === undefined)) {
          throw new AppError('settings-secret', { values: { pbx: id } });
        }
        const { id: _, ...rest } = one.entry;
        const entry = putSecrets(rest, given);
        if (!before) {
          return connections.create({ ...entry, id }, { enabled });
        }
        await connections.change(id, entry);
        if (before.enabled !== enabled) await connections.setEnabled(id, enabled);
        return undefined;
      },
    };
  });
}

/** The entry as it will be once its secrets are typed, beside those that it has. */
function withAnySecrets({ id, entry, secrets }: Told, before: Connection | null) {
  const paths = [...secrets, ...(before?.secrets ?? [])];
  const any = Object.fromEntries(paths.map((path) => [path, 'typed later']));
  return { ...putSecrets(entry, any), id };
}

function itemOf(one: Told, before: Connection | null, wrong: AppError | null): SettingsItem {
  const { id, enabled, entry } = one;
  const now = before ? { ...before.entry, enabled: before.enabled } : {};
  const changes = changesBetween(now, { ...entry, enabled }).filter(({ field }) => field !== 'id');
  const common = { kind: 'connection' as const, name: id, changes, secrets: [], problem: null };
  if (before && changes.length === 0) return { ...common, does: 'same' };
  if (before?.source === 'file') {
    const problem = phraseOf(new AppError('pbx-from-file', { values: { pbx: id } }));
    return { ...common, does: 'blocked', problem };
  }
  if (wrong) return { ...common, does: 'blocked', problem: phraseOf(wrong) };
  const isKept = (path: string) =>
    before !== null &&
    before.secrets.includes(path) &&
    hostOfSecret(entry, path) === hostOfSecret(before.entry, path);
  const needed = one.secrets.filter((path) => !isKept(path));
  return { ...common, does: before ? 'change' : 'add', secrets: needed };
}
