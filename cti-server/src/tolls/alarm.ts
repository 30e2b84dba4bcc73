/** That somebody should look at outside calls. Times ms epoch. */
export interface Alarm {
  readonly since: number;
  /** Refused in the last minute. */
  readonly refused: number;
  /** Whose most of these were. */
  readonly who: string;
}

/** Raises an alarm where many outside calls are refused. */
export interface AlarmBell {
  refused(who: string, code: string): void;
  state(): Alarm | null;
}

/** So many within a minute are no accident: a person sees the first refusal and reads why. */
const MANY = 10;
const MINUTE_MS = 60_000;
/** It stays for those who look a while later. */
const STAYS_MS = 15 * MINUTE_MS;
const MOST_KEPT = 1_000;

/** `raised` is called once for each alarm. */
export function createAlarmBell(parts: {
  clock: { now(): number };
  raised: (alarm: Alarm) => void;
}): AlarmBell {
  const { clock, raised } = parts;
  let recent: { at: number; who: string }[] = [];
  let alarm: (Alarm & { last: number }) | null = null;

  function whoMost(): string {
    const byName = Map.groupBy(recent, ({ who }) => who);
    return [...byName].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
  }

  return {
    refused(who, code) {
      const now = clock.now();
      recent = [...recent, { at: now, who }].filter(({ at }) => at > now - MINUTE_MS);
      recent = recent.slice(-MOST_KEPT);
      if (recent.length < MANY && code !== 'toll-firm-day') return;
      const before = alarm && now - alarm.last < STAYS_MS ? alarm : null;
      const since = before?.since ?? now;
      alarm = { since, last: now, refused: recent.length, who: whoMost() };
      if (!before) raised(alarm);
    },
    state() {
      if (!alarm || clock.now() - alarm.last >= STAYS_MS) return null;
      const { since, refused, who } = alarm;
      return { since, refused, who };
    },
  };
}
