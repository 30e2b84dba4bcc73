import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkUrl } from './url.ts';

test('F08 whatever form an address of a closed network has, it is closed', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const inner = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  );
  const number = ([a = 0, b = 0, c = 0, d = 0]: number[]) =>
    a * 2 ** 24 + b * 2 ** 16 + c * 256 + d;
  const octal = (parts: number[]) => parts.map((one) => `0${one.toString(8)}`).join('.');
  const forms: ((parts: number[]) => string)[] = [
    (parts) => parts.join('.'),
    (parts) => String(number(parts)),
    (parts) => `0x${number(parts).toString(16)}`,
    (parts) => octal(parts),
    ([a = 0, ...rest]) => `${a}.${number([0, ...rest])}`,
    (parts) => `[::ffff:${parts.join('.')}]`,
    (parts) => `[64:ff9b::${parts.join('.')}]`,
    (parts) => `${parts.join('.')}.`,
    // digits of other scripts are digits in a URL
    (parts) => parts.join('。').replaceAll('1', '１'),
  ];
  fc.assert(
    fc.property(inner, fc.constantFrom(...forms), (parts, form) => {
      expect(checkUrl(`https://${form(parts)}/`, [])).toHaveProperty('wrong');
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  'http://example.org/',
  'ftp://example.org',
  'example.org',
  '',
  'javascript:alert(1)',
  'https://user@example.org/',
  'https://user:word@example.org/',
  'https://example.org/#x',
  'https://example.org:22/',
  'https://example.org:80/',
  'https://example.org:25/',
  'https://example.org:1023',
  'https://[::1]/',
  'https://0/',
  'https://①②⑦.0.0.1/',
])('F08 %j is refused', (written) => {
  expect(checkUrl(written, [])).toHaveProperty('wrong.en');
});

test('a URL is kept as browsers write it', () => {
  expect(checkUrl(' HTTPS://Hooks.Example.org:443/in?a=1 ', [])).toEqual({
    url: 'https://hooks.example.org/in?a=1',
  });
  expect(checkUrl('https://пример.рф:8443/', [])).toEqual({
    url: 'https://xn--e1afmkfd.xn--p1ai:8443/',
  });
});
