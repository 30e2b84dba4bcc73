import type { Clock } from './clock.ts';

/** More than this is a step; less is the drift that every clock has. */
const STEP_MS = 1_000;

/**
 * A clock whose `now` runs evenly (by the monotonic one) until the wall clock was set; then `onStep` hears by
 * how many ms, and `now` follows. Spans within a call stay right when somebody or NTP sets the clock.
 */
export function createSteadyClock(clock: Clock, onStep: (by: number) => void): Clock {
  let ahead = clock.now() - clock.monotonic();
  return {
    ...clock,
    now() {
      const steady = clock.monotonic() + ahead;
      const step = clock.now() - steady;
      if (Math.abs(step) <= STEP_MS) return Math.round(steady);
      ahead += step;
      onStep(step);
      return Math.round(steady + step);
    },
  };
}
