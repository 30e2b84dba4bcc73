import { expect, test } from 'vitest';
import { refuseKnown } from './known-passwords.ts';

const refused = (password: string) =>
  refuseKnown(password, { words: ['anna.k', 'Анна Кузнецова'], field: 'password' }).then(
    () => '',
    (error: { code: string; fields: object }) => `${error.code} ${Object.keys(error.fields)}`,
  );

test.each([
  '1234567890',
  'qwertyuiop',
  'password123',
  'PASSWORD123',
  'basketball',
  'basketball2026!',
  'dragondragon',
  'aaaaaaaaaaaa',
  'abababababab',
  'anna.k2026',
  'кузнецова1',
  'Анна Кузнецова',
  'perezvon2026',
  'перезвон!!',
])('V6 %s is tried first: refused', async (password) => {
  expect(await refused(password)).toBe('password-known password');
});

test.each([
  'a password of tests',
  'long enough',
  'сорок тысяч обезьян',
  'anna.k likes green tea',
  'correct horse battery staple',
  'x7#kQ9!mZp2',
])('V6 %s is taken', async (password) => {
  expect(await refused(password)).toBe('');
});
