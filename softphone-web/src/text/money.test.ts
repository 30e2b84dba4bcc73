import { expect, test } from 'vitest';
import { currencyNames, currencySign, minorUnits, money } from './money.ts';

/** Without the kinds of blanks that languages put into sums. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('a sum is written as the language and the currency do', () => {
  expect(plain(money(123_450, 'RUB', 'ru'))).toBe('1 234,50 ₽');
  expect(plain(money(150_000_00, 'RUB', 'ru'))).toBe('150 000 ₽');
  expect(money(123_450, 'EUR', 'en')).toBe('€1,234.50');
  // a currency without parts
  expect(money(1_500, 'JPY', 'en')).toBe('¥1,500');
});

test('a currency has its sign and its name', () => {
  expect([currencySign('RUB', 'ru'), currencySign('EUR', 'en')]).toEqual(['₽', '€']);
  const rouble = currencyNames('ru').find(({ value }) => value === 'RUB');
  expect(rouble?.label).toBe('российский рубль');
});

test.each([
  ['1 234,5', 123_450],
  ['1\u00a0234.50', 123_450],
  ['1,234.50', 123_450],
  ['1.234,50', 123_450],
  ['150000', 15_000_000],
  ['0,01', 1],
  ['1,234', 123_400],
  ['', null],
  ['  ', null],
])('%j is %j of the smallest unit', (typed, minor) => {
  expect(minorUnits(typed, 'RUB')).toBe(minor);
});

test.each(['x', '-1', '1,2,3', '1.2345', '12 руб', '9'.repeat(20), '1e5'])(
  '%j is no sum',
  (typed) => {
    expect(minorUnits(typed, 'RUB')).toBeUndefined();
  },
);

test('a currency without parts takes none', () => {
  expect(minorUnits('1500', 'JPY')).toBe(1_500);
  expect(minorUnits('15,5', 'JPY')).toBeUndefined();
});
