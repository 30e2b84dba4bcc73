import type { BrowserClock } from '../services/browser-clock.ts';

/** The same number within this time after it was dialled is the second click of a double click, ms. */
export const SAME_WITHIN_MS = 1_500;

/**
 * Dials a number once, however often it is clicked: while it is under way and shortly after, the same
 * number gives the same promise. A dial that failed may be tried again at once.
 */
export function dialOnce<T>(
  dial: (number: string) => Promise<T>,
  clock: BrowserClock,
): (number: string) => Promise<T> {
  const under = new Map<string, Promise<T>>();
  return (number) => {
    const before = under.get(number);
    if (before) return before;
    const forget = () => void under.delete(number);
    const now = dial(number).then(
      (done) => {
        clock.after(SAME_WITHIN_MS, forget);
        return done;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    under.set(number, now);
    return now;
  };
}
