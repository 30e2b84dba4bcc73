import type { BrowserClock } from './browser-clock.ts';

/** A clock that moves only when a test says so. */
export interface HandClock extends BrowserClock {
  /** Lets time pass and runs what falls due, in order; promises settle in between. */
  readonly pass: (ms: number) => Promise<void>;
  /** Time passes as in sleep: no timer runs. */
  readonly sleep: (ms: number) => void;
  readonly setRandom: (value: number) => void;
}

/** A clock at 0 ms; chance is always one half unless set. */
export function createHandClock(): HandClock {
  let now = 0;
  let chance = 0.5;
  let serial = 0;
  const tasks = new Map<number, { readonly at: number; readonly task: () => void }>();

  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  async function pass(ms: number): Promise<void> {
    const end = now + ms;
    await settle();
    for (;;) {
      const [next] = [...tasks].sort(([a, one], [b, other]) => one.at - other.at || a - b);
      if (!next || next[1].at > end) break;
      tasks.delete(next[0]);
      now = Math.max(now, next[1].at);
      next[1].task();
      await settle();
    }
    now = Math.max(now, end);
  }

  return {
    now: () => now,
    random: () => chance,
    after(ms, task) {
      const id = ++serial;
      tasks.set(id, { at: now + ms, task });
      return () => void tasks.delete(id);
    },
    pass,
    sleep: (ms) => {
      now += ms;
    },
    setRandom: (value) => {
      chance = value;
    },
  };
}
