import { describe, expect, it } from 'vitest';
import { cutAtNumbers, numberIn } from './number-in.ts';

describe('the number in a text', () => {
  it.each([
    ['+7 (916) 123-45-67', '+7 (916) 123-45-67'],
    ['Тел.: 8 (495) 123-45-67, доб. 12', '8 (495) 123-45-67'],
    ['Звоните: +7\u00a0916\u00a0123\u201345\u201367!', '+7 916 123\u201345\u201367'],
    ['Harriet Wexcombe <+44 20 7946 0123>', '+44 20 7946 0123'],
    ['tel:+7-916-123-45-67;ext=5', '+7-916-123-45-67'],
    ['callto:+79161234567', '+79161234567'],
    ['callto://89161234567', '89161234567'],
    ['tel:%2B79161234567', '+79161234567'],
    ['sip:101@pbx.example.org', '101'],
    ['sip:anna@pbx.example.org', null],
    ['*43#', '*43#'],
    ['101', '101'],
    ['от 5 до 10', null],
    ['договор № 12 от 25.11.2026, тел. 333-44-55-66', '333-44-55-66'],
    ['', null],
    ['Анна', null],
    ['tel:%E0%A4%A', null],
    ['javascript:alert(1)', null],
  ])('%s → %s', (text, number) => {
    expect(numberIn(text)).toBe(number);
  });
});

describe('a note', () => {
  const numbers = (text: string) =>
    cutAtNumbers(text)
      .filter(({ isNumber }) => isNumber)
      .map((piece) => piece.text);

  it.each([
    ['Просил звонить на 8 (916) 123-45-67 после обеда', ['8 (916) 123-45-67']],
    ['+79161234567, +7 495 765-43-21', ['+79161234567', '+7 495 765-43-21']],
    ['Счёт 4512 от 25.11.2026 14:30 на 12 500 руб.', []],
    ['ИНН 770123456789012345', []],
    ['', []],
  ])('%s has the numbers %o', (text, expected) => {
    expect(numbers(text)).toEqual(expected);
    expect(
      cutAtNumbers(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});
