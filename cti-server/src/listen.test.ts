import { expect, test } from 'vitest';
import { isInClear } from './listen.ts';

const PLAIN = { host: '0.0.0.0', tls: null, publicOrigin: null };

test.each([
  [PLAIN, true],
  [{ ...PLAIN, host: '192.168.1.5', publicOrigin: 'http://cti.example.org' }, true],
  [{ ...PLAIN, host: '::' }, true],
  [{ ...PLAIN, host: '127.0.0.1' }, false],
  [{ ...PLAIN, host: 'localhost' }, false],
  [{ ...PLAIN, host: '::1' }, false],
  [{ ...PLAIN, publicOrigin: 'https://cti.example.org' }, false],
  [{ ...PLAIN, tls: { cert: 'cert.pem', key: 'key.pem' } }, false],
])('%o is in clear in the network: %s', (config, expected) => {
  expect(isInClear(config)).toBe(expected);
});
