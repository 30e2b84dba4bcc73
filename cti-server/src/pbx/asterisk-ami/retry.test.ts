import { expect, test } from 'vitest';
import { createRetry } from './retry.ts';

const DAY = 24 * 3_600_000;

function pausesOfADay(problem: string, random: number): number[] {
  let now = 0;
  const retry = createRetry({ monotonic: () => now, random: () => random });
  const pauses: number[] = [];
  for (; now < DAY; now += pauses.at(-1) as number) pauses.push(retry.next(problem).afterMs);
  return pauses;
}

test.each([0, 0.5, 0.999])(
  'B06 the pause grows for a day to its cap and no further (chance %d)',
  (random) => {
    const half = 0.5 + random / 2;
    for (const problem of ['pbx-lost', 'pbx-closed', 'pbx-not-ami'])
      expect(Math.max(...pausesOfADay(problem, random))).toBeCloseTo(30_000 * half);
    for (const problem of ['pbx-silent', 'pbx-unreachable', 'pbx-not-listening'])
      expect(Math.max(...pausesOfADay(problem, random))).toBeCloseTo(2_000 * half);
    for (const problem of ['pbx-login-refused', 'pbx-login-in-use', 'pbx-login-closed'])
      expect(Math.min(...pausesOfADay(problem, random))).toBeGreaterThanOrEqual(60_000);
  },
);

test('the first try after a line that held comes within a quarter of a second', () => {
  let now = 0;
  const retry = createRetry({ monotonic: () => now, random: () => 0.999 });
  for (let n = 0; n < 8; n += 1) retry.next('pbx-silent');
  retry.onUp();
  now += 60_000;
  expect(retry.next('pbx-lost')).toEqual({ refused: false, afterMs: expect.closeTo(250, 0) });
});
