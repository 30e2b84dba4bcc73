import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';

/** How many requests each may make in a minute: a program gone wild must not take the server from the others. */
export interface RequestCount {
  /** Throws `AppError` `too-many-attempts` beyond `most`. */
  count(id: string): void;
}

const MINUTE_MS = 60_000;
/** Minutes of so many are looked through before one of another begins. */
const MOST_KEPT = 10_000;

/** Whoever is named by an id, within a minute that begins with their first. */
export function createRequestCount(most: number, clock: Pick<Clock, 'monotonic'>): RequestCount {
  const minutes = new Map<string, { since: number; count: number }>();

  function dropOld(now: number): void {
    for (const [id, { since }] of minutes) if (now - since >= MINUTE_MS) minutes.delete(id);
  }

  return {
    count(id) {
      const now = clock.monotonic();
      const found = minutes.get(id);
      const minute = found && now - found.since < MINUTE_MS ? found : { since: now, count: 0 };
      minute.count += 1;
      if (!found && minutes.size >= MOST_KEPT) dropOld(now);
      minutes.set(id, minute);
      if (minute.count <= most) return;
      const seconds = Math.ceil((minute.since + MINUTE_MS - now) / 1_000);
      throw new AppError('too-many-attempts', { values: { seconds } });
    },
  };
}
