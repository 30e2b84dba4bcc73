import { createHmac } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret in the form of Standard Webhooks. */
export function newSecret(clock: Pick<Clock, 'token'>): string {
  return PREFIX + Buffer.from(clock.token(SECRET_BYTES), 'base64url').toString('base64');
}

/**
 * The headers of Standard Webhooks: the receiver knows by them that the message is ours, and new. Each secret signs:
 * while one takes the place of another, receivers may know either.
 */
export function signed(
  { id, body, now }: { id: string; body: string; now: number },
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${mac}`;
  });
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
