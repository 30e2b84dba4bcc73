import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { recordOf } from './sealed.ts';
import { signed } from './sign.ts';
import type { StoredDelivery, StoredWebhook } from './stored.ts';
import type { TryOutcome, WayOut } from './way-out.ts';

/** One try of a delivery: makes the message, signs and sends it. Never rejects; `stop` cuts it short. */
export type Attempt = (
  webhook: StoredWebhook,
  delivery: StoredDelivery,
  stop: AbortSignal,
) => Promise<TryOutcome>;

/** `bodyOf` gives null for what is kept no longer. */
export function createAttempt(parts: {
  bodyOf: (delivery: StoredDelivery) => Promise<string | null>;
  wayOut: WayOut;
  secrets: Pick<Secrets, 'open'>;
  version: string;
  clock: Pick<Clock, 'now'>;
  log: Log;
}): Attempt {
  const { bodyOf, wayOut, secrets, version, clock, log } = parts;

  /** Webhooks whose secret no key opens: it stays so until somebody makes a new one, so it is logged once. */
  const unreadable = new Set<string>();

  /** What signs now; null where that cannot be read. */
  function secretsOf({ id, secret, oldSecret, oldUntil }: StoredWebhook): string[] | null {
    const now = opened(secret, id);
    if (now === null) {
      if (!unreadable.has(id)) log.error({ webhook: id }, 'The secret of a webhook cannot be read');
      unreadable.add(id);
      return null;
    }
    unreadable.delete(id);
    const isOldGood = oldSecret !== null && (oldUntil ?? 0) > clock.now();
    const old = isOldGood ? opened(oldSecret, id) : null;
    // after its key was lost there is nothing of before that a receiver could go by
    return old === null ? [now] : [now, old];
  }

  function opened(sealed: string, id: string): string | null {
    try {
      return secrets.open(sealed, recordOf(id));
    } catch {
      return null;
    }
  }

  /** What `bodyOf` gives; `undefined` where it throws, which is logged. */
  async function written(delivery: StoredDelivery): Promise<string | null | undefined> {
    try {
      return await bodyOf(delivery);
    } catch (error) {
      const fields = { webhook: delivery.webhookId, n: delivery.n, error: String(error) };
      log.error(fields, 'A message for a webhook could not be made');
      return undefined;
    }
  }

  return async (webhook, delivery, stop) => {
    const signers = secretsOf(webhook);
    if (signers === null) return { status: null, problem: 'secret' };
    const body = await written(delivery);
    if (body === undefined) return { status: null, problem: 'internal' };
    if (body === null) return { status: null, problem: 'gone' };
    const headers = {
      ...signed({ id: delivery.eventId, body, now: clock.now() }, signers),
      'user-agent': `Perezvon/${version}`,
    };
    return wayOut.post(webhook.url, { headers, body }, stop);
  };
}
