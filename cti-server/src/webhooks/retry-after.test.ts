import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const HOUR = 3_600_000;

test.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['0', 0],
  ['Thu, 26 Nov 2026 12:10:00 GMT', 600_000],
  ['Thursday, 26-Nov-26 12:10:00 GMT', 600_000],
  ['Thu, 26 Nov 2026 11:00:00 GMT', 0],
  // an hour at most
  ['86400', HOUR],
  ['9'.repeat(400), HOUR],
  ['Fri, 27 Nov 2026 12:00:00 GMT', HOUR],
  // nothing that HTTP knows
  ...['', '-5', '1.5', '1e3', '0x10', 'soon', 'soon GMT', '2026-11-26T13:00:00Z'].map(
    (text): [string, number] => [text, 0],
  ),
])('Retry-After: %j', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

test('without Retry-After nothing is asked for', () => {
  expect(retryAfterMs(undefined, NOW)).toBe(0);
});
