import type { Clock } from '../kernel/clock.ts';
import type { EndedTry, StoredDelivery } from './stored.ts';
import type { TryOutcome } from './way-out.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

/** F10 How long after each failed try the next one is made; seven pauses, eight tries. */
const PAUSES_MS = [5_000, 55_000, 9 * MIN, 50 * MIN, 3 * HOUR, 8 * HOUR, 12 * HOUR] as const;
/** F10 Nothing is tried after it. */
const LIFE_MS = 24 * HOUR;
/** So much of a pause is left to chance, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * When a delivery is tried again that failed for the `tries`-th time; null: never. `random`: in [0, 1);
 * `notBefore`: what the receiver asked for.
 */
export function nextTry(
  { tries, begunAt }: { tries: number; begunAt: number },
  { now, random, notBefore }: { now: number; random: number; notBefore: number },
): number | null {
  const pause = PAUSES_MS[tries - 1];
  const end = begunAt + LIFE_MS;
  if (pause === undefined || now >= end) return null;
  return Math.min(end, Math.max(notBefore, Math.round(now + pause * (1 - JITTER * random))));
}

/** What comes of a delivery by a try that just ended. */
export function endedBy(
  delivery: StoredDelivery,
  { status, problem, retryAfterMs = 0 }: TryOutcome,
  clock: Pick<Clock, 'now' | 'random'>,
): EndedTry {
  const { n, webhookId } = delivery;
  const now = clock.now();
  const tries = delivery.tries + 1;
  // however long it waited for a server that was down or a webhook that was disabled
  const begunAt = tries === 1 ? now : delivery.begunAt;
  const ended = { n, webhookId, tries, begunAt, triedAt: now, dueAt: now, status, problem };
  if (problem === null) return { ...ended, state: 'delivered' };
  if (problem === 'gone') return { ...ended, state: 'gone' };
  const notBefore = now + retryAfterMs;
  const next = nextTry({ tries, begunAt }, { now, random: clock.random(), notBefore });
  return next === null ? { ...ended, state: 'dead' } : { ...ended, state: 'waiting', dueAt: next };
}
