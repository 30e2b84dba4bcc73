import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayReach, readBlock } from './address.ts';
import { checkUrl } from './url.ts';

const CLOSED = [
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1'],
  ...['172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.255'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '192.0.0.8', '192.0.2.1'],
  ...['198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::127.0.0.1'],
  ...['::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1'],
  ...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1'],
  ...['2002:7f00:1::', '2002:a00:1::1', '2001::1', '2001:db8::1', '100::1', '3fff::1', '5f00::1'],
  ...['4000::1', 'localhost', '', '2130706433', '0177.0.0.1', '127.1', '0x7f000001'],
];

test.each(CLOSED)('F08 %j is closed', (address) => {
  expect(mayReach(address, [])).toBe(false);
});

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
  'F08 %s is open',
  (address) => expect(mayReach(address, [])).toBe(true),
);

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
  const number = ([a = 0, b = 0, c = 0, d = 0]: number[]) => a * 2 ** 24 + b * 2 ** 16 + c * 256 + d;
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

test('F08 what is allowed by name is open, and nothing beside it', () => {
  const allowed = ['10.1.0.0/16', '127.0.0.1', 'fd00::/8'].map((one) => {
    const block = readBlock(one);
    if (!block) throw new Error(one);
    return block;
  });
  expect(['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', 'fd12::1'].every((one) => mayReach(one, allowed))).toBe(true);
  expect(['10.2.0.1', '127.0.0.2', 'fe80::1', '::1'].some((one) => mayReach(one, allowed))).toBe(false);
});

test.each(['10.0.0.0/33', '10.0.0.0/', 'ten', '10.0.0', '::/129', '10.0.0.0/-1', ''])(
  '%j is no block of addresses',
  (written) => expect(readBlock(written)).toBeNull(),
);

test.each([
  ...['http://example.org/', 'ftp://example.org', 'example.org', '', 'javascript:alert(1)'],
  ...['https://user@example.org/', 'https://user:word@example.org/', 'https://example.org/#x'],
  ...['https://example.org:22/', 'https://example.org:80/', 'https://example.org:25/', 'https://example.org:1023'],
  ...['https://[::1]/', 'https://0/', 'https://①②⑦.0.0.1/'],
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
