import { changesBetween } from '../audit/changes.ts';
import type { SettingsFile, SettingsItem, Webhook } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { loginKey } from '../users/store.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { phraseOf, type Step } from './step.ts';

type Told = NonNullable<SettingsFile['webhooks']>;

/** Webhooks as they stand in a file: without secrets, and without whether they are enabled. */
export function webhooksOf(webhooks: Pick<Webhooks, 'list'>): Told {
  return webhooks.list().map(({ name, url, events }) => ({ name, url, events: events.toSorted() }));
}

/**
 * Webhooks of a file against those there are, by name. A new one is disabled: its secret is made here, and the receiver is
 * to be given it first. Those that are there stay enabled or not.
 */
export function webhookSteps(told: Told, webhooks: Webhooks): Step[] {
  return told.map((one) => {
    const before =
      webhooks.list().find(({ name }) => loginKey(name) === loginKey(one.name)) ?? null;
    const entry = { ...one, enabled: before?.enabled ?? false };
    return {
      item: itemOf(entry, before, webhooks),
      does: {
        action: before ? 'webhook-changed' : 'webhook-added',
        target: before
          ? { kind: 'webhook', id: before.id, name: before.name }
          : { kind: 'webhook' },
      },
      act: () => (before ? webhooks.change(before.id, entry) : webhooks.add(entry)),
    };
  });
}

function itemOf(
  entry: Told[number] & { enabled: boolean },
  before: Webhook | null,
  webhooks: Webhooks,
): SettingsItem {
  const { name, url, events, enabled } = entry;
  const left = { name, url, events: events.toSorted(), enabled };
  const now = before ? { ...before, events: before.events.toSorted() } : {};
  const changes = changesBetween(now, { ...now, ...left });
  const common = { kind: 'webhook' as const, name, changes, secrets: [] };
  if (before && changes.length === 0) return { ...common, does: 'same', problem: null };
  try {
    webhooks.checked(entry, before?.id ?? null);
    return { ...common, does: before ? 'change' : 'add', problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...common, does: 'blocked', problem: phraseOf(error) };
  }
}
