import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberPattern } from './number-pattern.ts';

test.each(['[0-9]{2,6}', '1\\d\\d|2\\d{3}', '(?:10|20)[1-9]', '[1-46-9]\\d*', '(?i:ext)\\d+|\\d+'])(
  '%s: the same numbers as by the engine of the language',
  (text) => {
    const pattern = numberPattern(text);
    const plain = new RegExp(`^(?:${text})$`);
    const number = fc.stringMatching(/^(?:ext|EXT|\+)?[0-9]{0,8}$/);
    fc.assert(fc.property(number, (one) => pattern.test(one) === plain.test(one)));
  },
);

test('only the whole of a text matches, also one of several lines', () => {
  const pattern = numberPattern('20[12]|3');
  expect(['201', '3'].map(pattern.test)).toEqual([true, true]);
  expect(['2012', '93', '201\n', '\n201', '201\nx', ''].some(pattern.test)).toBe(false);
});

test.each([
  '(\\d+)+x',
  '(\\d|\\d\\d|\\d)+x',
  '(?:\\d*)*\\d*\\d*\\d*x',
  '(([0-9]{1,20}){1,20}){1,2}x',
])(
  'V1 %s takes no longer than its text is long: the language itself would not come back from it',
  (text) => {
    const pattern = numberPattern(text);
    const began = performance.now();
    expect(pattern.test('1'.repeat(1_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
  },
);

test.each(['(?!9)\\d+', '(?<=1)2', '(\\d)\\1', '(?:\\d{1,900}){1,900}', '[', '\\d{1,2000}'])(
  'V1 %s is refused',
  (text) => expect(() => numberPattern(text)).toThrow(/error parsing regexp/),
);

test('who calls from ever other numbers fills no memory', () => {
  const pattern = numberPattern('[0-9]{11}');
  for (let i = 0; i < 10_000; i += 1)
    expect(pattern.test(`79161${String(i).padStart(6, '0')}`)).toBe(true);
  expect(pattern.test('101')).toBe(false);
});
