import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import { startWebhookReceiver } from '../../../fixtures/webhook-receiver.ts';
import { type AddressBlock, readBlock } from '../kernel/addresses.ts';
import { systemClock } from '../kernel/clock.ts';
import { type Resolve, resolveByDns } from './resolve.ts';
import { createWayOut } from './way-out.ts';

// A name server of our own on loopback, with as much of RFC 1035 as this takes.

const A = 1;
const AAAA = 28;
let server: Socket;
let asked: number[] = [];
/** Type of record → its data; null: no answer at all. */
let knows: Readonly<Record<number, readonly number[][]>> | null = {};
let resolve: Resolve;

beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (question, { port, address }) => {
    const type = question.readUInt16BE(endOfName(question));
    asked.push(type);
    if (knows) server.send(answerTo(question, knows[type] ?? []), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  resolve = resolveByDns([`127.0.0.1:${server.address().port}`]);
});
afterAll(() => void server.close());

function endOfName(message: Buffer): number {
  let at = 12;
  while (message[at]) at += (message[at] ?? 0) + 1;
  return at + 1;
}

function answerTo(question: Buffer, records: readonly number[][]): Buffer {
  const end = endOfName(question) + 4;
  const head = Buffer.from(question.subarray(0, end));
  // an answer; where there is none, the name is not there
  head.writeUInt16BE(records.length > 0 ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  const type = question.readUInt16BE(end - 4);
  const rows = records.map((data) =>
    Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data]),
  );
  return Buffer.concat([head, ...rows]);
}

const never = new AbortController().signal;
const IPV6 = [0x26, 6, 0x47, 0, ...Array.from({ length: 11 }, () => 0), 1];

test('F08 all addresses of a name are given, of both kinds', async () => {
  const two = [
    [1, 1, 1, 1],
    [10, 0, 0, 1],
  ];
  knows = { [A]: two, [AAAA]: [IPV6] };
  expect(await resolve('hooks.example.org', never)).toEqual([
    '1.1.1.1',
    '10.0.0.1',
    '2606:4700::1',
  ]);
  expect(asked.toSorted((a, b) => a - b)).toEqual([A, AAAA]);
});

test('a name with addresses of one kind has those, one that is not there has none', async () => {
  knows = { [A]: [[1, 1, 1, 1]] };
  expect(await resolve('hooks.example.org', never)).toEqual(['1.1.1.1']);
  knows = {};
  expect(await resolve('nowhere.example.org', never)).toEqual([]);
});

test('F08 each try asks anew: nothing is kept of the last answer', async () => {
  knows = { [A]: [[1, 1, 1, 1]] };
  await resolve('hooks.example.org', never);
  knows = { [A]: [[10, 0, 0, 1]] };
  expect(await resolve('hooks.example.org', never)).toEqual(['10.0.0.1']);
});

test('F08 DNS that answers otherwise a moment later: the connection goes where the first answer led', async () => {
  const receiver = await startWebhookReceiver();
  let questions = 0;
  knows = {
    get [A]() {
      questions += 1;
      return [questions === 1 ? [127, 0, 0, 1] : [10, 0, 0, 1]];
    },
  };
  const loopback = readBlock('127.0.0.1') as AddressBlock;
  const { ca, port } = receiver;
  const wayOut = createWayOut({ allowed: [loopback], resolve, clock: systemClock, ca });
  const post = () => wayOut.post(`https://hooks.example.org:${port}/`, { headers: {}, body: '{}' });
  // as far as the certificate, which is of another name
  expect([await post(), questions]).toEqual([{ status: null, problem: 'tls' }, 1]);
  expect([await post(), questions]).toEqual([{ status: null, problem: 'address' }, 2]);
  expect(receiver.connections()).toBe(1);
  await receiver.stop();
});

test('a question that nobody answers ends with the try', async () => {
  knows = null;
  asked = [];
  const end = new AbortController();
  const answer = resolve('hooks.example.org', end.signal);
  await until(() => asked.length > 1, { what: 'the questions' });
  const began = performance.now();
  end.abort();
  expect(await answer).toEqual([]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
