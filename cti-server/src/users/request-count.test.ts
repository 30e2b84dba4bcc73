import { expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { createRequestCount } from './request-count.ts';

test('so many requests in a minute, each for themselves; then one waits until it is over', async () => {
  const clock = createTestClock();
  const { count } = createRequestCount(100, clock);
  for (let n = 0; n < 100; n += 1) count('one');
  await clock.advance(20_000);
  expect(() => count('one')).toThrow(
    expect.objectContaining({ code: 'too-many-attempts', values: { seconds: 40 } }),
  );
  expect(() => count('other')).not.toThrow();
  await clock.advance(40_000);
  for (let n = 0; n < 100; n += 1) count('one');
  expect(() => count('one')).toThrow(expect.objectContaining({ code: 'too-many-attempts' }));
});
