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

  function secretsOf({ id, secret, oldSecret, oldUntil }: StoredWebhook): string[] {
    const now = secrets.open(secret, recordOf(id));
    const isOldGood = oldSecret !== null && (oldUntil ?? 0) > clock.now();
    return isOldGood ? [now, secrets.open(oldSecret, recordOf(id))] : [now];
  }

  /** What `make` gives; null where it throws, which is logged. */
  async function madeOr<T>(
    problem: 'secret' | 'internal',
    { webhook, n }: { webhook: string; n: number },
    make: () => T | Promise<T>,
  ): Promise<{ made: T } | { failed: TryOutcome }> {
    try {
      return { made: await make() };
    } catch (error) {
      const fields = { webhook, n, problem, error: String(error) };
      log.error(fields, 'A message for a webhook could not be made');
      return { failed: { status: null, problem } };
    }
  }

  return async (webhook, delivery, stop) => {
    const which = { webhook: webhook.id, n: delivery.n };
    const known = await madeOr('secret', which, () => secretsOf(webhook));
    if ('failed' in known) return known.failed;
    const written = await madeOr('internal', which, () => bodyOf(delivery));
    if ('failed' in written) return written.failed;
    const body = written.made;
    if (body === null) return { status: null, problem: 'gone' };
    const headers = {
      ...signed({ id: delivery.eventId, body, now: clock.now() }, known.made),
      'user-agent': `Perezvon/${version}`,
    };
    return wayOut.post(webhook.url, { headers, body }, stop);
  };
}
