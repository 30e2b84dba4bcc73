import type { Secrets } from '../kernel/secrets.ts';
import type { WebhookStore } from './stored.ts';

/** Under what name a webhook's secrets are sealed. */
export function recordOf(id: string): string {
  return `webhooks/${id}/secret`;
}

/** Seals the secrets of webhooks by the present key; what no key opens stays as it is, and its webhook says so. */
export function createSealedWebhooks(
  store: Pick<WebhookStore, 'list' | 'reseal'>,
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
      for (const { id, secret, oldSecret } of store.list()) {
        for (const before of [secret, oldSecret]) {
          const after = before === null ? null : renewedOr(before, id);
          if (before === null || after === null || after === before) continue;
          await store.reseal(id, { before, after });
        }
      }
    },
  };
}
