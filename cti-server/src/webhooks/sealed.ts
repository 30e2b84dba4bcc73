import type { Secrets } from '../kernel/secrets.ts';
import type { StoredWebhook, WebhookEntry, WebhookStore } from './stored.ts';

/** Under what name a webhook's secrets are sealed. */
export function recordOf(id: string): string {
  return `webhooks/${id}/secret`;
}

/** What is set of a webhook, without what is counted: another write may change that meanwhile. */
export function entryOf(webhook: StoredWebhook): WebhookEntry {
  const { waiting: _, omitted: __, ...entry } = webhook;
  return entry;
}

/** Seals the secrets of webhooks by the present key; what no key opens stays as it is, and its webhook says so. */
export function createSealedWebhooks(
  store: Pick<WebhookStore, 'list' | 'save'>,
  secrets: Pick<Secrets, 'renewed'>,
): { renewSecrets(): Promise<void> } {
  function renewedOr(sealed: string, id: string): string {
    try {
      return secrets.renewed(sealed, recordOf(id)) ?? sealed;
    } catch {
      return sealed;
    }
  }

  return {
    async renewSecrets() {
      for (const webhook of store.list()) {
        const { id, oldSecret } = webhook;
        const secret = renewedOr(webhook.secret, id);
        const old = oldSecret === null ? null : renewedOr(oldSecret, id);
        if (secret === webhook.secret && old === oldSecret) continue;
        await store.save({ ...entryOf(webhook), secret, oldSecret: old });
      }
    },
  };
}
