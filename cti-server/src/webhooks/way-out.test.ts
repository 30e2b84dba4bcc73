import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { until } from '../../../fixtures/until.ts';
import {
  OK,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../fixtures/webhook-receiver.ts';
import { type AddressBlock, readBlock } from '../kernel/addresses.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Resolve } from './resolve.ts';
import { createWayOut } from './way-out.ts';

let receiver: WebhookReceiver;
let other: WebhookReceiver;

beforeAll(async () => {
  [receiver, other] = await Promise.all([startWebhookReceiver(), startWebhookReceiver()]);
});
afterAll(() => Promise.all([receiver.stop(), other.stop()]));
beforeEach(() => {
  receiver.answers(OK);
  receiver.received.length = 0;
});

const LOOPBACK = readBlock('127.0.0.1') as AddressBlock;
const message = { headers: { 'webhook-id': 'evt_1' }, body: '{"type":"webhook.test"}' };
const nobody: Resolve = async () => [];

function wayOut(changed: Partial<Parameters<typeof createWayOut>[0]> = {}) {
  const { ca } = receiver;
  return createWayOut({ allowed: [LOOPBACK], resolve: nobody, clock: systemClock, ca, ...changed });
}

test('F08 a message reaches an address that is allowed, over TLS', async () => {
  expect(await wayOut().post(receiver.url, message)).toEqual({ status: 204, problem: null });
  expect(receiver.received).toMatchObject([{ id: 'evt_1', body: { type: 'webhook.test' } }]);
});

test.each([
  'https://127.0.0.1',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://0.0.0.0',
  'https://2130706433',
  'https://0177.1',
  'https://0x7f.1',
  'https://0',
  'https://①②⑦.0.0.1',
  'https://169.254.169.254',
  'https://[fe80::1]',
  'https://[64:ff9b::7f00:1]',
])('F08 no connection is made to %s unless it is allowed', async (host) => {
  const before = receiver.connections();
  const outcome = await wayOut({ allowed: [] }).post(`${host}:${receiver.port}/`, message);
  expect(outcome).toEqual({ status: null, problem: 'address' });
  expect(receiver.connections()).toBe(before);
});

test('F08 a name one of whose addresses is closed is closed', async () => {
  const before = receiver.connections();
  const resolve: Resolve = async () => ['127.0.0.1', '10.0.0.1'];
  const outcome = await wayOut({ resolve }).post(`https://localhost:${receiver.port}/`, message);
  expect(outcome.problem).toBe('address');
  expect(receiver.connections()).toBe(before);
});

test('F08 DNS that answers otherwise between check and connection is not asked again', async () => {
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  let asked = 0;
  const resolve: Resolve = async () => answers[asked++] ?? [];
  const outcome = await wayOut({ resolve }).post(`https://localhost:${receiver.port}/`, message);
  expect({ outcome, asked }).toEqual({ outcome: { status: 204, problem: null }, asked: 1 });
  const again = await wayOut({ resolve }).post(`https://localhost:${receiver.port}/`, message);
  expect(again.problem).toBe('address');
});

test('F08 the connection is made to the address that was looked at, whatever else knows the name', async () => {
  const before = receiver.connections();
  const resolve: Resolve = async () => ['127.0.0.1'];
  const url = `https://hooks.invalid:${receiver.port}/`;
  const outcome = await wayOut({ resolve }).post(url, message);
  // it got as far as the certificate, which is of another name
  expect(outcome).toEqual({ status: null, problem: 'tls' });
  expect(receiver.connections()).toBe(before + 1);
});

test('F08 a name that DNS does not know is said so', async () => {
  expect(await wayOut().post('https://hooks.example.org/', message)).toEqual({
    status: null,
    problem: 'name',
  });
});

test('F08 a redirect is not followed', async () => {
  const before = other.connections();
  receiver.answers((answer) => answer.writeHead(307, { location: other.url }).end());
  expect(await wayOut().post(receiver.url, message)).toEqual({ status: 307, problem: 'redirect' });
  expect(other.connections()).toBe(before);
});

test('F08 a certificate that nobody vouches for ends the try before the message is sent', async () => {
  const usual = createWayOut({ allowed: [LOOPBACK], resolve: nobody, clock: systemClock });
  expect(await usual.post(receiver.url, message)).toEqual({ status: null, problem: 'tls' });
  expect(receiver.received).toEqual([]);
});

test('F08 five seconds are all there is: without an answer, and with one that drips', async () => {
  const clock = createTestClock();
  receiver.answers(() => {});
  const silent = wayOut({ clock }).post(receiver.url, message);
  await until(() => receiver.received.length === 1, { what: 'the message' });
  await clock.advance(4_999);
  expect(await Promise.race([silent, Promise.resolve('waits')])).toBe('waits');
  await clock.advance(1);
  expect(await silent).toEqual({ status: null, problem: 'time' });

  let gone = false;
  receiver.answers((answer) => {
    answer.writeHead(200);
    answer.write('.');
    answer.on('close', () => (gone = true));
  });
  const dripping = wayOut({ clock }).post(receiver.url, message);
  await until(() => receiver.received.length === 2, { what: 'the message' });
  await until(() => clock.timers() > 0, { what: 'the deadline' });
  await clock.advance(5_000);
  // what was answered counts, where the head of it came in time
  expect([null, 'time']).toContain((await dripping).problem);
  await until(() => gone, { what: 'the end of the connection' });
});

test('F08 DNS that does not answer is not waited for any longer', async () => {
  const clock = createTestClock();
  const mute = wayOut({ clock, resolve: () => new Promise(() => {}) });
  const asked = mute.post('https://hooks.example.org/', message);
  await clock.advance(5_000);
  expect(await asked).toEqual({ status: null, problem: 'time' });
});

test('F08 of an endless answer 64 KB are read', async () => {
  let written = 0;
  let isClosed = false;
  receiver.answers((answer) => {
    answer.on('close', () => (isClosed = true));
    answer.writeHead(200, { 'content-length': String(2 ** 30) });
    const piece = Buffer.alloc(16_384, 'x');
    const go = (): void => {
      while (!answer.destroyed && written < 2 ** 30) {
        written += piece.length;
        if (!answer.write(piece)) return void answer.once('drain', go);
      }
    };
    go();
  });
  let read = 0;
  const count = (message: unknown) => {
    const { response } = message as { response: IncomingMessage };
    response.on('data', (piece: Buffer) => {
      read += piece.length;
    });
  };
  subscribe('http.client.response.finish', count);
  expect(await wayOut().post(receiver.url, message)).toEqual({ status: 200, problem: null });
  unsubscribe('http.client.response.finish', count);
  await until(() => isClosed, { what: 'the end of the connection' });
  expect(read).toBeGreaterThan(16_384);
  expect(read).toBeLessThanOrEqual(65_536);
  // what the kernel's buffers took beyond
  expect(written).toBeLessThan(16 * 2 ** 20);
});

test('F08 headers without an end are no answer', async () => {
  receiver.answers((answer) => {
    answer.socket?.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}`);
  });
  expect(await wayOut().post(receiver.url, message)).toEqual({
    status: null,
    problem: 'connection',
  });
});

test('the stop of the server cuts a try short', async () => {
  receiver.answers(() => {});
  const stop = new AbortController();
  const asked = wayOut().post(receiver.url, message, stop.signal);
  await until(() => receiver.received.length === 1, { what: 'the message' });
  stop.abort();
  expect(await asked).toEqual({ status: null, problem: 'time' });
});

test('a receiver that is not there is said so', async () => {
  await other.down();
  expect(await wayOut().post(other.url, message)).toEqual({ status: null, problem: 'connection' });
  await other.up();
});
