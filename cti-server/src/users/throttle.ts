import type { Clock } from '../kernel/clock.ts';

/** Slows guessing down. Counts before the password is checked, so that parallel guesses count too. */
export interface Throttle {
  /** Seconds to wait, or 0 when the attempt may go on; it then counts as failed until `succeeded`. */
  attempt(login: string, address: string): number;
  succeeded(login: string, address: string): void;
}

/** Failures of one login from one address that cost nothing. */
const FREE = 5;
/** Failures from one address over all logins that cost nothing: an office shares one. */
const FREE_PER_ADDRESS = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** A quiet time after which failures are forgotten, ms. */
const FORGET_MS = 60 * 60_000;
const MOST_KEPT = 10_000;

interface Failures {
  count: number;
  last: number;
}

/**
 * Back-off per login and address, and a wider one per address: a stranger's guesses slow the stranger
 * down, never the owner at another address. In memory: a restart forgets.
 */
export function createThrottle(clock: Pick<Clock, 'monotonic'>): Throttle {
  const failures = new Map<string, Failures>();
  const keys = (login: string, address: string): [string, number][] => [
    [`${address}\n${login}`, FREE],
    [`${address}\n`, FREE_PER_ADDRESS],
  ];

  function waitMs(key: string, free: number): number {
    const found = failures.get(key);
    if (!found || found.count < free) return 0;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (found.count - free), LONGEST_WAIT_MS);
    return Math.max(0, found.last + wait - clock.monotonic());
  }

  function count(key: string): void {
    const now = clock.monotonic();
    const found = failures.get(key);
    const before = found && now - found.last < FORGET_MS ? found.count : 0;
    failures.delete(key);
    failures.set(key, { count: before + 1, last: now });
    if (failures.size > MOST_KEPT) failures.delete(failures.keys().next().value ?? '');
  }

  return {
    attempt(login, address) {
      const both = keys(login, address);
      const wait = Math.max(...both.map(([key, free]) => waitMs(key, free)));
      if (wait > 0) return Math.ceil(wait / 1_000);
      for (const [key] of both) count(key);
      return 0;
    },
    succeeded(login, address) {
      const [[own], [shared]] = keys(login, address) as [[string, number], [string, number]];
      failures.delete(own);
      const all = failures.get(shared);
      if (all) all.count -= 1;
    },
  };
}
