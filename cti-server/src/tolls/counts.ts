import type { TollStore } from './store.ts';

/** How many outside calls were placed, by user. */
export interface TollCounts {
  of(
    userId: string,
    day: string,
  ): { day: number; firmDay: number } & {
    /** In the last minute, and how long until the oldest of them is a minute old. */
    readonly minute: number;
    readonly waitSeconds: number;
  };
  /** One more; it counts at once, and is on the disk when this resolves. */
  add(userId: string, day: string): Promise<void>;
  /** Of all on this day. */
  firmDay(day: string): number;
}

const MINUTE_MS = 60_000;

/** The counts of the present day over their store; the last minute is forgotten by a restart. */
export function createTollCounts(parts: {
  store: TollStore;
  clock: { monotonic(): number };
}): TollCounts {
  const { store, clock } = parts;
  let today: { day: string; byUser: Map<string, number>; all: number } | null = null;
  const recent = new Map<string, number[]>();

  function on(day: string) {
    if (today?.day === day) return today;
    const byUser = new Map(store.countsOf(day));
    const all = [...byUser.values()].reduce((sum, calls) => sum + calls, 0);
    today = { day, byUser, all };
    return today;
  }

  function lastMinute(userId: string): number[] {
    const since = clock.monotonic() - MINUTE_MS;
    const times = (recent.get(userId) ?? []).filter((at) => at > since);
    if (times.length > 0) recent.set(userId, times);
    else recent.delete(userId);
    return times;
  }

  return {
    of(userId, day) {
      const { byUser, all } = on(day);
      const times = lastMinute(userId);
      const left = (times[0] ?? 0) + MINUTE_MS - clock.monotonic();
      return {
        day: byUser.get(userId) ?? 0,
        firmDay: all,
        minute: times.length,
        waitSeconds: times.length > 0 ? Math.ceil(left / 1_000) : 0,
      };
    },
    async add(userId, day) {
      const counted = on(day);
      const calls = (counted.byUser.get(userId) ?? 0) + 1;
      counted.byUser.set(userId, calls);
      counted.all += 1;
      recent.set(userId, [...lastMinute(userId), clock.monotonic()]);
      await store.setCount(userId, day, calls);
    },
    firmDay: (day) => on(day).all,
  };
}
