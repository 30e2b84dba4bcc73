import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditChange, AuditTarget, Erasure, NewWebhook, Webhook } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { changesBetween } from './changes.ts';
import type { NewAuditRow } from './store.ts';

/** A change that is about to be made, and what is to be noted of it. All of it is data: it goes between threads. */
export interface PlannedChange {
  /** Who, when, from where and what; without what is only known once it is made. */
  readonly row: Omit<NewAuditRow, 'targetKind' | 'targetId' | 'targetName' | 'changes'>;
  /** What it is done to; where `id` is missing, that of what is written. */
  readonly target: AuditTarget | { readonly kind: AuditTarget['kind'] } | null;
  /** As it was; null where it is new. */
  readonly before: object | null;
  /** Paths of secrets that are set. */
  readonly secrets: readonly string[];
  /** Where they are known beforehand. */
  readonly changes?: readonly AuditChange[] | undefined;
}

/** Changes that wait for their write, each within what its route does. */
export interface PlannedChanges {
  /** The first write of a setting in `work` notes the change with it. Gives whether one did. */
  during<T>(change: PlannedChange, work: () => Promise<T>): Promise<{ result: T; noted: boolean }>;
  /** The change that this write is the one for; null for none. It is given once. */
  take(part: string, name: string): PlannedChange | null;
}

/** Writes that change settings, and what they leave: from what was asked for, or what came of it. */
const SETTINGS: Readonly<
  Record<string, (args: readonly unknown[], result: unknown) => object | null>
> = {
  'users create': (_, result) => result as object | null,
  'users update': (_, result) => result as object | null,
  'places add': (_, result) => placeOf(result),
  'places setDevice': (_, result) => placeOf(result),
  'places remove': () => ({}),
  'places take': () => ({}),
  'places leave': (_, result) => (result ? {} : null),
  'factors confirm': (_, result) => (result ? {} : null),
  'factors remove': (_, result) => (result ? {} : null),
  'apiTokens add': ([token]) => {
    const { name, scopes, expiresAt } = token as NewToken;
    return { name, scopes: scopes.join(' '), until: iso(expiresAt) };
  },
  'apiTokens remove': (_, result) => (result ? {} : null),
  'teams save': (_, result) => result as object | null,
  'teams remove': (_, result) => (result ? {} : null),
  'connections save': ([saved]) => {
    const { id, enabled, entry } = saved as { id: string; enabled: boolean; entry: object };
    return { ...entry, id, enabled };
  },
  'connections remove': () => ({}),
  'imports begin': (_, result) => importOf(result),
  'imports end': (_, result) => importOf(result),
  'imports beginUndoing': (_, result) => importOf(result),
  'webhooks add': ([added]) => webhookOf(added),
  'webhooks change': ([, set]) => webhookOf(set),
  'webhooks setSecrets': () => ({}),
  'webhooks stop': (_, result) => (result ? {} : null),
  'webhooks remove': () => ({}),
  'photos put': (_, result) => (result ? {} : null),
  'photos remove': (_, result) => (result ? {} : null),
  'retention saveRules': ([rules]) => rules as object,
  // those that were made stand last
  'firm set': ([, book]) => (book as { rules?: readonly object[] } | null)?.rules?.at(-1) ?? {},
  'retention addErasure': ([erasure]) => {
    const { id, reference: name, ...rest } = erasure as Erasure;
    const counts = Object.entries(rest).filter(([, value]) => typeof value === 'number');
    return { id, name, ...Object.fromEntries(counts) };
  },
};

/** As it is shown: what was stopped is not enabled. Secrets are among the columns, so each is named. */
function webhookOf(written: unknown): object {
  const { id, name, url, events, enabled, stopped } = written as NewWebhook & Partial<Webhook>;
  return { id, name, url, events, enabled: enabled && stopped === null };
}

/** A place is called by its phone. */
function placeOf(result: unknown): object | null {
  const place = result as { pbx: string; extension: string } | null;
  return place && { ...place, name: `${place.pbx}/${place.extension}` };
}

/** Without the name of its file: the audit log outlives an erasure. */
function importOf(result: unknown): object | null {
  const { id, total, taken, added } = (result ?? {}) as Partial<Record<string, unknown>>;
  return result ? { id, name: '', total, taken, added } : null;
}

/** None waits. */
export function createPlannedChanges(): PlannedChanges {
  const waiting = new AsyncLocalStorage<{ change: PlannedChange | null }>();
  return {
    async during(change, work) {
      const place: { change: PlannedChange | null } = { change };
      const result = await waiting.run(place, work);
      return { result, noted: place.change === null };
    },
    take(part, name) {
      const place = waiting.getStore();
      if (!place?.change || !Object.hasOwn(SETTINGS, `${part} ${name}`)) return null;
      const { change } = place;
      place.change = null;
      return change;
    },
  };
}

interface NewToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

const LONGEST_NAME = 200;

/** The row of a change that was made; null where there was nothing to change. */
export function rowOfChange(
  { row, target, before, secrets, changes }: PlannedChange,
  write: { part: string; name: string; args: readonly unknown[]; result: unknown },
): NewAuditRow | null {
  const after = SETTINGS[`${write.part} ${write.name}`]?.(write.args, write.result) ?? null;
  if (after === null) return null;
  const { id = '', name } = after as { id?: string; name?: unknown };
  const called = typeof name === 'string' ? name : id;
  const whole = target && 'id' in target ? target : target && { ...target, id, name: called };
  const told =
    changes ??
    changesBetween(before ?? {}, write.name === 'remove' ? (before ?? {}) : after, secrets).filter(
      ({ field }) => field !== 'id',
    );
  if (changes === undefined && write.name === 'update' && told.length === 0) return null;
  return {
    ...row,
    targetKind: whole?.kind ?? null,
    targetId: whole?.id ?? null,
    targetName: whole?.name.slice(0, LONGEST_NAME) ?? null,
    changes: JSON.stringify(told),
  };
}
