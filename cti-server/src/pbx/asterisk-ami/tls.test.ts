import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ReplayedPbx,
  startReplayedPbx,
} from '../../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { until } from '../../../../fixtures/until.ts';
import { systemClock } from '../../kernel/clock.ts';
import { type AmiClient, createAmiClient, type LinkState } from './client.ts';
import type { AmiAddress } from './socket.ts';

// A self-signed certificate for 127.0.0.1 that nothing but this test knows.
const folder = new URL('../../../../fixtures/tls/', import.meta.url);
const cert = readFileSync(new URL('test-only.cert.pem', folder), 'utf8');
const key = readFileSync(new URL('test-only.key.pem', folder), 'utf8');
const fingerprint256 = new X509Certificate(cert).fingerprint256;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let pbx: ReplayedPbx;
let front: Server;
let client: AmiClient;
let links: LinkState[];

beforeEach(async () => {
  pbx = await startReplayedPbx();
  links = [];
  front = createServer({ cert, key }, (socket) => {
    const inner = connect(pbx.port, '127.0.0.1');
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  front.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await client.stop();
  await pbx.stop();
  front.close();
});

function connectBy(tls: AmiAddress['tls']): void {
  client = createAmiClient({
    host: '127.0.0.1',
    port: (front.address() as AddressInfo).port,
    tls,
    user: 'perezvon',
    secret: 'change-me-perezvon',
    eventMask: 'call',
    clock: systemClock,
    log: quiet,
    onEvent: () => {},
    onLink: (state) => links.push(state),
  });
  client.start();
}

test.each([
  ['its CA', { ca: cert }],
  ['its pinned fingerprint', { fingerprint256 }],
])('AMI over TLS, known by %s', async (_, tls) => {
  connectBy(tls);
  await until(() => links.at(-1)?.state === 'up', { what: 'the link is up' });
  expect(client.counters.messages).toBeGreaterThan(0);
});

test.each([
  ['of nobody we know', {}, 'pbx-certificate-unknown'],
  [
    'that is not the pinned one',
    { fingerprint256: 'AA:'.repeat(32).slice(0, -1) },
    'pbx-certificate',
  ],
])('a certificate %s: refused, and not a byte of the login reaches it', async (_, tls, problem) => {
  connectBy(tls);
  await until(() => links.at(-1)?.state === 'down', { what: 'refused' });
  expect(links.at(-1)).toMatchObject({ problem });
  expect(pbx.received()).toBe('');
});
