import type { Clock } from '../kernel/clock.ts';

/** F09 How often somebody may have this server try an address, so that it is of no use to look for machines and ports. */
export interface Pace {
  /** Counts it; or how long to wait, and whether they are told so for the first time since they last might. */
  begin(userId: string): null | { readonly seconds: number; readonly isFirst: boolean };
}

const MINUTE_MS = 60_000;

/** `most` in any minute, for each. */
export function createPace(most: number, clock: Pick<Clock, 'monotonic'>): Pace {
  const begun = new Map<string, { times: number[]; isTold: boolean }>();
  return {
    begin(userId) {
      const now = clock.monotonic();
      const times = (begun.get(userId)?.times ?? []).filter((at) => now - at < MINUTE_MS);
      const isTold = begun.get(userId)?.isTold ?? false;
      const [oldest] = times;
      if (times.length >= most && oldest !== undefined) {
        begun.set(userId, { times, isTold: true });
        return { seconds: Math.ceil((oldest + MINUTE_MS - now) / 1_000), isFirst: !isTold };
      }
      begun.set(userId, { times: [...times, now], isTold: false });
      return null;
    },
  };
}
