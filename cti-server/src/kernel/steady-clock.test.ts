import { expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { createSteadyClock } from './steady-clock.ts';

test('A12 the wall clock is set by an hour: told once, followed from then on; a drift is not followed', () => {
  let wall = 1_000_000;
  let monotonic = 5_000;
  const steps: number[] = [];
  const clock = createSteadyClock(
    { ...createTestClock(), now: () => wall, monotonic: () => monotonic },
    (by) => steps.push(by),
  );
  const pass = (ms: number) => {
    wall += ms;
    monotonic += ms;
  };
  pass(10_000);
  expect(clock.now()).toBe(1_010_000);
  wall += 900;
  expect(clock.now()).toBe(1_010_000);
  wall -= 900 + 3_600_000;
  expect(clock.now()).toBe(1_010_000 - 3_600_000);
  expect(clock.now()).toBe(1_010_000 - 3_600_000);
  pass(500);
  expect(clock.now()).toBe(1_010_500 - 3_600_000);
  expect(steps).toEqual([-3_600_000]);
});
