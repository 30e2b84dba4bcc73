import { createRandom } from '@perezvon/fixtures/sample-people/random.ts';
import { type SampleCountry, sampleNumber } from '@perezvon/fixtures/sample-people/numbers.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInternational, formatNational, isCountry, toE164 } from './phone.ts';

const rules = { country: 'RU', internal: (digits: string) => /^\d{3,5}$/.test(digits) };
const e164 = (number: string) => ({ kind: 'e164', e164: number });

describe('I1 a number written in any form is one E.164 number', () => {
  test.each([
    ['+7 916 123-45-67', '+79161234567'],
    ['8 (916) 123-45-67', '+79161234567'],
    ['8-916-1234567', '+79161234567'],
    ['89161234567', '+79161234567'],
    ['79161234567', '+79161234567'],
    ['9161234567', '+79161234567'],
    ['(916) 123.45.67', '+79161234567'],
    ['tel:+7-916-123-45-67', '+79161234567'],
    ['\u202a8\u00a0916\u2009123‑45–67\u202c', '+79161234567'],
    ['٨٩١٦١٢٣٤٥٦٧', '+79161234567'],
    ['8 495 123-45-67 доб. 12', '+74951234567'],
    ['+7 495 123-45-67 ext 12', '+74951234567'],
    ['8 701 123 45 67', '+77011234567'],
    ['0049 30 901820', '+4930901820'],
    ['810 49 30 901820', '+4930901820'],
    ['+49 (0)30 901820', '+4930901820'],
    ['491701234567', '+491701234567'],
  ])('I1 %s → %s', (written, number) => {
    expect(toE164(written, rules)).toEqual(e164(number));
  });

  test('I1 every written form of a number in use reads as the same number', () => {
    const countries: SampleCountry[] = ['RU', 'KZ', 'BY', 'DE', 'GB', 'FR', 'US'];
    const separator = fc.constantFrom('', ' ', '-', '\u00a0', '.', '\u2011', ' - ');
    fc.assert(
      fc.property(
        fc.constantFrom(...countries),
        fc.integer(),
        fc.array(separator, { minLength: 20, maxLength: 20 }),
        (country, seed, separators) => {
          const { e164: number, written } = sampleNumber(createRandom(seed), {
            country,
            kind: 'mobile',
          });
          const at = { country, internal: () => false };
          const spread = (text: string) =>
            text
              .split('')
              .map((digit, index) => digit + (separators[index] ?? ''))
              .join('');
          const national = formatNational(number);
          const forms = [
            number,
            formatInternational(number),
            national,
            national.replace(/\D/g, ''),
            spread(national.replace(/\D/g, '')),
            spread(number),
            `00${number.slice(1)}`,
            number.slice(1),
          ];
          expect(forms.map((form) => toE164(form, at))).toEqual(forms.map(() => e164(number)));
          expect(toE164(written, rules)).toEqual(e164(number));
        },
      ),
    );
  });
});

describe('I2 what is no public number is told apart', () => {
  test.each(['101', '1234', '*8', '*72#', '112', '02'])('I2 %s is internal', (extension) => {
    expect(toE164(extension, rules)).toEqual({ kind: 'internal', extension });
  });

  test.each([
    '',
    '  ',
    'anonymous',
    'Anonymous',
    'restricted',
    'unavailable',
    'unknown',
    'Private',
    '<unknown>',
  ])('I2 %j is withheld', (written) => {
    expect(toE164(written, rules)).toEqual({ kind: 'withheld' });
  });

  test.each([
    ['<img src=x onerror=alert(1)>', 'not-a-number'],
    ['=HYPERLINK("x")', 'not-a-number'],
    ['500&PJSIP/101', 'not-a-number'],
    ['+=cmd', 'not-a-number'],
    ['89161234567\r\nAction: Hangup', 'not-a-number'],
    ['1'.repeat(5000), 'too-long'],
    ['999999999', 'not-in-use'],
    ['+7 000 000 00 00', 'not-in-use'],
    // libphonenumber alone makes a Vietnamese number of this mistyped Russian one.
    ['8 490 123 45 67', 'not-in-use'],
  ])('I2 %j is invalid: %s', (written, why) => {
    expect(toE164(written, rules)).toEqual({ kind: 'invalid', why });
  });

  test('I2 an unknown country takes international numbers only', () => {
    const nowhere = { country: 'XX', internal: () => false };
    expect(toE164('+79161234567', nowhere)).toEqual(e164('+79161234567'));
    expect(toE164('89161234567', nowhere).kind).toBe('invalid');
  });
});

describe('I3 the outside prefix of a dialled number', () => {
  const dialled = { ...rules, outsidePrefix: '9' };
  test.each([
    ['989161234567', '+79161234567'],
    ['9004930901820', '+4930901820'],
    ['9161234567', '+79161234567'],
    ['+989161234567', '+989161234567'],
  ])('I3 9 taken off where a number is left: %s → %s', (written, number) => {
    expect(toE164(written, dialled)).toEqual(e164(number));
  });

  test('I3 without a prefix the same digits are another number', () => {
    expect(toE164('989161234567', rules)).toEqual(e164('+989161234567'));
  });
});

test('I4 no text throws, and whatever is found is E.164', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.stringMatching(/^[+0-9*#()x.;= -]{0,40}$/),
  );
  fc.assert(
    fc.property(
      anything,
      fc.constantFrom('RU', 'DE', 'US', '', '__proto__'),
      (written, country) => {
        const reading = toE164(written, { country, outsidePrefix: '9', internal: () => false });
        const found = reading.kind === 'e164' ? reading.e164 : '+79161234567';
        expect(found).toMatch(/^\+[1-9]\d{4,14}$/);
        const extension = reading.kind === 'internal' ? reading.extension : '101';
        expect(extension).toMatch(/^[0-9*#]+$/);
      },
    ),
    { numRuns: 1000 },
  );
});

test('numbers are shown in their own country’s form; other text as it is', () => {
  expect(formatNational('+79161234567')).toBe('8 (916) 123-45-67');
  expect(formatInternational('+4930901820')).toBe('+49 30 901820');
  expect(formatNational('<b>')).toBe('<b>');
});

test('a country is one that has numbers', () => {
  expect(['RU', 'KZ', 'DE', 'US'].filter(isCountry)).toHaveLength(4);
  expect(['ZZ', 'UK', 'ru', ''].filter(isCountry)).toEqual([]);
});
