import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';

test('F12 200 at once are checked off the event loop', { timeout: 60_000 }, async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash('right');
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  const all = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      passwords.matches(index % 2 ? 'right' : 'wrong', hash),
    ),
  );
  lag.disable();
  expect(all.filter(Boolean)).toHaveLength(100);
  expect(lag.percentile(99) / 1e6).toBeLessThan(100);
});

test('more than can be served soon are told so', async () => {
  const passwords = createPasswords();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 310 }, () => passwords.matches('x', null)),
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: 'server-busy', status: 503 } });
}, 60_000);
