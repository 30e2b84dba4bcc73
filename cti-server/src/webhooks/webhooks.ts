import { versionOf } from '@perezvon/crm-core';
import type { NewWebhook, Webhook, WebhookSecret } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError, phraseOf } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { AddressBlock } from '../kernel/addresses.ts';
import { loginKey as nameKey } from '../users/store.ts';
import { recordOf } from './sealed.ts';
import { newSecret } from './sign.ts';
import { isSending, type StoredWebhook, type WebhookStore } from './stored.ts';
import { checkUrl } from './url.ts';

/** Receivers of events, as administrators set them up. */
export interface Webhooks {
  list(): Webhook[];
  get(id: string): Webhook | null;
  /** As it is kept; `id`: of the one that is changed. Throws `AppError` `webhook-url`, `webhook-taken`. */
  checked(typed: NewWebhook, id: string | null): NewWebhook;
  /** Its secret is told this once. Throws `AppError` as `checked`, and `too-many-webhooks`. */
  add(typed: NewWebhook): Promise<{ webhook: Webhook; secret: string }>;
  /** Null when there is none. Throws `AppError` as `checked`. */
  change(id: string, typed: NewWebhook): Promise<Webhook | null>;
  /** False when there was none. What waits for it is not sent. */
  remove(id: string): Promise<boolean>;
  /** A new secret, told this once; the one of before signs beside it for a day. Null when there is none. */
  renewSecret(id: string): Promise<WebhookSecret | null>;
}

const MOST_WEBHOOKS = 20;
const OLD_SECRET_MS = 24 * 60 * 60_000;

/** `news`: something may be due, or somebody is to be told who was not. */
export function createWebhooks(parts: {
  store: Pick<WebhookStore, 'list' | 'get' | 'dead' | 'add' | 'change' | 'setSecrets' | 'remove'>;
  secrets: Pick<Secrets, 'seal'>;
  allowed: readonly AddressBlock[];
  news: () => void;
  clock: Clock;
}): Webhooks {
  const { store, secrets, allowed, news, clock } = parts;

  function viewOf(webhook: StoredWebhook): Webhook {
    const { id, name, url, events, stopped, createdAt, waiting, omitted } = webhook;
    const { triedAt, problem } = webhook;
    const enabled = isSending(webhook);
    return {
      id,
      name,
      url,
      events: [...events],
      enabled,
      stopped,
      since: iso(createdAt),
      waiting,
      omitted,
      dead: store.dead(id),
      last: triedAt === null ? null : { at: iso(triedAt), ok: problem === null },
      version: versionOf([name, url, events, enabled]),
    };
  }

  const get = (id: string) => {
    const found = store.get(id);
    return found && viewOf(found);
  };

  function checked({ name, url, events, enabled }: NewWebhook, id: string | null): NewWebhook {
    const isTaken = store
      .list()
      .some((one) => one.id !== id && nameKey(one.name) === nameKey(name));
    if (isTaken) {
      throw new AppError('webhook-taken', {
        values: { name: name.trim() },
        fields: { name: 'taken' },
      });
    }
    const found = checkUrl(url, allowed);
    if ('wrong' in found) {
      const values = { reason: found.wrong };
      throw new AppError('webhook-url', {
        values,
        fields: { url: phraseOf('webhook-url', values) },
      });
    }
    return { name: name.trim(), url: found.url, events, enabled };
  }

  /** What was stopped stays so while nobody enables or disables it; what is kept for it goes on where it stopped. */
  function nowOn(isOn: boolean, before: StoredWebhook) {
    const { enabled, stopped, enabledAt } = before;
    if (isOn === isSending(before)) return { enabled, stopped, enabledAt };
    return {
      enabled: isOn,
      stopped: null,
      enabledAt: isOn && !enabled ? clock.now() : enabledAt,
    };
  }

  function seal(id: string): { secret: string; sealed: string } {
    const secret = newSecret(clock);
    return { secret, sealed: secrets.seal(secret, recordOf(id)) };
  }

  return {
    list: () => store.list().map(viewOf),
    get,
    checked,
    async add(typed) {
      const set = checked(typed, null);
      if (store.list().length >= MOST_WEBHOOKS) {
        throw new AppError('too-many-webhooks', { values: { most: MOST_WEBHOOKS } });
      }
      const id = clock.id();
      const now = clock.now();
      const { secret, sealed } = seal(id);
      const times = { createdAt: now, enabledAt: now, oldSecret: null, oldUntil: null };
      await store.add({ id, ...set, ...times, stopped: null, secret: sealed });
      news();
      return { webhook: get(id) as Webhook, secret };
    },
    async change(id, typed) {
      const before = store.get(id);
      if (!before) return null;
      const set = checked(typed, id);
      await store.change(id, { ...set, ...nowOn(set.enabled, before) });
      news();
      return get(id);
    },
    async remove(id) {
      if (!store.get(id)) return false;
      await store.remove(id);
      return true;
    },
    async renewSecret(id) {
      const before = store.get(id);
      if (!before) return null;
      const { secret, sealed } = seal(id);
      const old = { oldSecret: before.secret, oldUntil: clock.now() + OLD_SECRET_MS };
      await store.setSecrets(id, { secret: sealed, ...old });
      return { id, secret };
    },
  };
}
