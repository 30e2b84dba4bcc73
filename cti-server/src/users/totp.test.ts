import { Secret } from 'otpauth';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshSecret, secretUri, stepOf } from './totp.ts';

/** RFC 6238, appendix B: the secret of SHA-1, and the last six digits of its codes. */
const RFC = Secret.fromLatin1('12345678901234567890').base32;

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('RFC 6238 at %i s the code is %s', (seconds, code) => {
  expect(stepOf(code, RFC, seconds * 1_000)).toBe(Math.floor(seconds / 30));
});

test('a code holds for one step before and after its own, and names its own', () => {
  const at = (seconds: number) => stepOf('081804', RFC, seconds * 1_000);
  const step = Math.floor(1111111109 / 30);
  expect([-60, -30, 0, 30, 60].map((by) => at(1111111109 + by))).toEqual([
    null,
    step,
    step,
    step,
    null,
  ]);
});

test('what is no code fits nothing', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !/^\d{6}$/.test(text)),
      (text) => {
        expect(stepOf(text, RFC, 59_000)).toBeNull();
      },
    ),
  );
  expect(stepOf('٢٨٧٠٨٢', RFC, 59_000)).toBeNull();
});

test('a secret has 160 bits; its address names product and login', () => {
  const secret = freshSecret((bytes) => Buffer.alloc(bytes, 1).toString('base64url'));
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(secretUri(secret, 'анна')).toBe(
    `otpauth://totp/Perezvon:${encodeURIComponent('анна')}?issuer=Perezvon&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
});
