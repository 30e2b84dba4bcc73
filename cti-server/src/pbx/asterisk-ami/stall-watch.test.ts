import { expect, test } from 'vitest';
import { createTestClock } from '../../../../fixtures/test-clock.ts';
import { type Stall, watchStalls } from './stall-watch.ts';

function watch() {
  const clock = createTestClock();
  const stalls: Stall[] = [];
  return { clock, stalls, end: watchStalls(clock, (stall) => stalls.push(stall)) };
}

test('B03 a process that stood still says since when, and for how long', async () => {
  const { clock, stalls } = watch();
  await clock.advance(10_200);
  const ranAt = clock.now() - 200;
  clock.standStill(10_000);
  await clock.advance(0);
  expect(stalls).toEqual([{ from: ranAt, ms: 9_700 }]);
});

test('B03 one that runs, or is late as any busy process is, says nothing; nor does one that was told to end', async () => {
  const { clock, stalls, end } = watch();
  await clock.advance(60_000);
  clock.standStill(1_400);
  await clock.advance(5_000);
  end();
  clock.standStill(5_000);
  await clock.advance(5_000);
  expect(stalls).toEqual([]);
  expect(clock.timers()).toBe(0);
});
