import type { Clock } from '../../kernel/clock.ts';

const REFUSED_AGAIN_MS = 60_000;
/** What a PBX counts against an address (fail2ban), or an administrator must put right. */
const REFUSALS: ReadonlySet<string> = new Set(['pbx-login-refused', 'pbx-login-in-use']);
/** Nobody was there to hear us: a cable that is out, a machine that starts. Operators wait for the first try after it. */
const NOBODY_THERE: ReadonlySet<string> = new Set([
  'pbx-silent',
  'pbx-unreachable',
  'pbx-not-listening',
]);
const NOBODY_AGAIN_MS = 2_000;
const AGAIN_MS = 30_000;
const CLOSED_TRIES = 5;
/** A line that held for less was no good line: it is not tried again at once. */
const HELD_MS = 1_000;
/** The pause before that one, as n-th try: about half a second. */
const BROKEN_ATTEMPT = 2;

/** When to try again, and whether the PBX refuses us. */
export interface Retry {
  /** The link is up. */
  onUp(): void;
  /** After each failure or loss, by its problem. */
  next(problem: string): { readonly refused: boolean; readonly afterMs: number };
}

/** Delay before the n-th new try (0: the first after a loss), ms: at once, then from 0.2 s to `most`, with jitter. */
function reconnectDelay(attempt: number, { most, random }: { most: number; random: number }) {
  if (attempt === 0) return 50 + random * 200;
  return Math.min(most, 200 * 2 ** Math.min(attempt, 20)) * (0.5 + random / 2);
}

/** For the tries of one client, from its first. */
export function createRetry(clock: Pick<Clock, 'monotonic' | 'random'>): Retry {
  let attempt = 0;
  let upAt: number | null = null;
  let wasUp = false;

  /** Where we were let in before, a line that is closed during login is a PBX that restarts. */
  const isRefusal = (problem: string): boolean =>
    problem === 'pbx-login-closed' ? !wasUp || attempt > CLOSED_TRIES : REFUSALS.has(problem);

  return {
    onUp() {
      upAt = clock.monotonic();
      wasUp = true;
    },
    next(problem) {
      const heldMs = upAt === null ? null : clock.monotonic() - upAt;
      if (heldMs !== null) attempt = heldMs < HELD_MS ? Math.min(attempt, BROKEN_ATTEMPT) : 0;
      upAt = null;
      const refused = isRefusal(problem);
      const random = clock.random();
      const most = NOBODY_THERE.has(problem) ? NOBODY_AGAIN_MS : AGAIN_MS;
      const afterMs = refused
        ? REFUSED_AGAIN_MS * (1 + random / 5)
        : reconnectDelay(attempt, { most, random });
      attempt += 1;
      return { refused, afterMs };
    },
  };
}
