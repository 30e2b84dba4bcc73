import { expect, test } from 'vitest';
import { createRecent } from './recent.ts';

test('C1 of any number of names only the last thousand are kept; one that comes again is new', () => {
  const recent = createRecent<number>();
  recent.set('again', 0);
  for (let n = 1; n <= 5_000; n += 1) {
    recent.set(`name ${n}`, n);
    if (n % 900 === 0) recent.set('again', n);
  }
  expect([recent.get('name 4000'), recent.get('name 4002'), recent.get('again')]).toEqual([
    undefined,
    4_002,
    4_500,
  ]);
  recent.clear();
  expect(recent.get('name 5000')).toBeUndefined();
});
