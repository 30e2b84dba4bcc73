import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDialTarget, toDialDigits } from './dial.ts';

describe('digits to dial', () => {
  test.each([
    ['101', '101'],
    ['*8', '*8'],
    ['+7 (916) 123-45-67', '+79161234567'],
    ['8 916 123‑45‑67', '89161234567'],
    ['8.916.123.45.67', '89161234567'],
    ['８９１６', '8916'],
    ['٨٩١٦', '8916'],
    ['\u202a+7 495\u202c', '+7495'],
  ])('%s → %s', (written, digits) => {
    expect(toDialDigits(written)).toEqual({ ok: true, digits });
  });

  test.each([
    ['', 'empty'],
    [' ()- ', 'empty'],
    ['1-800-FLOWERS', 'not-a-number'],
    ['500&PJSIP/101', 'not-a-number'],
    ['79031112233&Local/600@agents', 'not-a-number'],
    ['+=cmd', 'not-a-number'],
    ['79+16', 'not-a-number'],
    ['7916\r\nAction: Hangup', 'not-a-number'],
    ['7916\u0000', 'not-a-number'],
    ['1'.repeat(33), 'too-long'],
    ['1'.repeat(5000), 'too-long'],
  ])('%j is refused: %s', (written, why) => {
    expect(toDialDigits(written)).toEqual({ ok: false, why });
  });

  test('whatever is written, what comes out is a dial target or a reason', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[+0-9*# ()&/.-]*$/),
    );
    fc.assert(
      fc.property(anything, (written) => {
        const answer = toDialDigits(written);
        expect(answer.ok ? isDialTarget(answer.digits) : answer.why.length > 0).toBe(true);
      }),
    );
  });
});
