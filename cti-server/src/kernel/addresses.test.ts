import { expect, test } from 'vitest';
import { mayReach, readBlock } from './addresses.ts';

const CLOSED = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.127.255.255',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '192.88.99.1',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fec0::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2001::1',
  '2001:db8::1',
  '100::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
  'localhost',
  '',
  '2130706433',
  '0177.0.0.1',
  '127.1',
  '0x7f000001',
];

test.each(CLOSED)('F08 %j is closed', (address) => {
  expect(mayReach(address, [])).toBe(false);
});

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
  'F08 %s is open',
  (address) => expect(mayReach(address, [])).toBe(true),
);

test('F08 what is allowed by name is open, and nothing beside it', () => {
  const allowed = ['10.1.0.0/16', '127.0.0.1', 'fd00::/8'].map((one) => {
    const block = readBlock(one);
    if (!block) throw new Error(one);
    return block;
  });
  const open = (one: string) => mayReach(one, allowed);
  expect(['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', 'fd12::1'].every(open)).toBe(true);
  expect(['10.2.0.1', '127.0.0.2', 'fe80::1', '::1'].some(open)).toBe(false);
});

test.each(['10.0.0.0/33', '10.0.0.0/', 'ten', '10.0.0', '::/129', '10.0.0.0/-1', ''])(
  '%j is no block of addresses',
  (written) => expect(readBlock(written)).toBeNull(),
);
