/** The only door to time and chance in the page, so that tests hold both in their hand. Times in ms. */
export interface BrowserClock {
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  /** Uniform in [0, 1); for jitter. */
  readonly random: () => number;
  /** Runs `task` once after `ms`; the returned function cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** The browser's own clock. */
export const browserClock: BrowserClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
