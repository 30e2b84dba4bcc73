import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createAmiStream } from './ami-stream.ts';

const event = (text: string | Buffer) =>
  Buffer.concat([
    Buffer.from('Event: Newstate\r\nUniqueid: 7\r\n'),
    Buffer.from(text as string),
    Buffer.from('\r\n\r\n'),
  ]);
const banner = Buffer.from('Asterisk Call Manager/11.0.0\r\n');
const neighbour = Buffer.from('Event: Hangup\r\nUniqueid: 8\r\n\r\n');

/** What V8 holds, bytes, when nothing is left to collect. */
function used(): number {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
v8.setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const MB = 1_000_000;

/** Hostile messages, each followed by a neighbour. */
const HOSTILE: [string, Buffer, told: number][] = [
  ['a line of 1 MB', event(`X: ${'x'.repeat(MB)}`), 0],
  [
    '10,000 headers',
    event(Array.from({ length: 10_000 }, (_, i) => `H${i}: ${i}`).join('\r\n')),
    0,
  ],
  [
    'as many headers as pass',
    event(Array.from({ length: 5_000 }, (_, i) => `H${i}: ${i}`).join('\r\n')),
    1,
  ],
  ['10,000 times one header', event(Array.from({ length: 10_000 }, () => 'A: b').join('\r\n')), 1],
  ['a line of 60 KB', event(`X: ${'x'.repeat(60_000)}`), 1],
  ['8,000 bare LFs', event('a\n'.repeat(8_000)), 1],
  ['60 KB that are no UTF-8', event(Buffer.alloc(60_000, 0xff)), 1],
];

test.each(HOSTILE)(
  'B08 %s, 100 times: at most 1 MB for each, nothing is left of it, no neighbour is lost',
  (_, bytes, times) => {
    let most = 0;
    let neighbours = 0;
    let events = 0;
    let before = 0;
    const stream = createAmiStream({
      onEvent({ fields }) {
        if (fields.uniqueid === '8') neighbours += 1;
        else events += 1;
        if (events === 1 || events === 50) most = Math.max(most, used() - before);
      },
    });
    stream.push(banner, 0);
    const both = Buffer.concat([bytes, neighbour]);
    const feed = () => {
      for (let at = 0; at < both.length; at += 16_384) {
        stream.push(both.subarray(at, at + 16_384), 0);
        if (at % MB < 16_384 && neighbours % 50 === 0) most = Math.max(most, used() - before);
      }
    };
    // buffers, compiled code and counters are there from the first on
    before = used();
    feed();
    most = 0;
    before = used();
    for (let n = 0; n < 100; n += 1) feed();
    expect(used() - before).toBeLessThan(MB / 4);
    expect(most).toBeLessThan(MB);
    expect(neighbours).toBe(101);
    expect(events).toBe(101 * times);
    expect(stream.counters.oversized).toBe(101 * (1 - times));
    expect(stream.quarantine.count()).toBe(0);
  },
  60_000,
);

test('B08 64 MB without an end: never more than 1 MB is held, then it is given up whole', () => {
  const chunk = Buffer.alloc(65_536, 'x');
  const events: string[] = [];
  const stream = createAmiStream({ onEvent: ({ fields }) => events.push(fields.uniqueid ?? '') });
  stream.push(Buffer.concat([banner, Buffer.from('Event: Newstate\r\nX: ')]), 0);
  const before = used();
  let most = 0;
  for (let n = 0; n < 1_024; n += 1) {
    stream.push(chunk, 0);
    if (n % 64 === 0) most = Math.max(most, used() - before);
  }
  stream.push(Buffer.concat([Buffer.from('\r\n\r\n'), neighbour]), 0);
  expect(most).toBeLessThan(MB);
  expect(stream.counters.oversized).toBe(1);
  expect(events).toEqual(['8']);
});
