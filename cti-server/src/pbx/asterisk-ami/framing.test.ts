import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCapture } from '../../replay/capture.ts';
import { createAmiStream } from './ami-stream.ts';

const recordings = globSync(`${new URL('recordings/', import.meta.url).pathname}*.jsonl`).sort();

function bytesOf(file: string): Buffer {
  return Buffer.concat(
    readCapture(file).flatMap((entry) => (entry.kind === 'received' ? [entry.bytes] : [])),
  );
}

/** 20 MB of one stream: all recordings, again and again; its last event is cut short. */
const BYTES = 20_000_000;
const long = lazily(() => {
  const one = Buffer.concat(recordings.map(bytesOf));
  return Buffer.concat(Array(Math.ceil(BYTES / one.length)).fill(one), BYTES);
});

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** What a stream told, as one number: too much to be kept side by side. */
function told(chunks: Iterable<Buffer>): { events: number; digest: string } {
  const hash = createHash('sha256');
  let events = 0;
  const stream = createAmiStream({
    onEvent({ name, fields, repeated }) {
      events += 1;
      hash.update(JSON.stringify([name, fields, repeated]));
    },
  });
  for (const chunk of chunks) stream.push(chunk, 0);
  expect(stream.quarantine.count()).toBe(0);
  return { events, digest: hash.digest('hex') };
}
const uncut = lazily(() => told([long()]));

function* pieces(bytes: Buffer, next: (from: number) => number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, next(from));
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** Where the next LF is; the end when there is none. */
function lineEnd(from: number): number {
  const at = long().indexOf(10, from);
  return at < 0 ? long().length : at;
}

/** The same numbers for the same seed, from 0 to 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('B01 there are 20 MB of real streams, of both versions', { timeout: 30_000 }, () => {
  expect(recordings.length).toBeGreaterThan(140);
  expect(uncut().events).toBeGreaterThan(20_000);
});

test.each<[string, (from: number) => number]>([
  ['one byte at a time', (from) => from + 1],
  ['at every line end', (from) => lineEnd(from) + 1],
  ['between CR and LF', (from) => lineEnd(from + 1)],
])(
  'B01 20 MB of real streams cut %s give the same events',
  (_, next) => {
    expect(told(pieces(long(), next))).toEqual(uncut());
  },
  60_000,
);

test.each([1, 2])(
  'B01 20 MB of real streams cut at random (seed %i) give the same events',
  (seed) => {
    const random = chance(seed);
    // from single bytes to whole socket buffers
    const cut = (from: number) => from + 1 + Math.floor(2 ** (random() * 16));
    expect(told(pieces(long(), cut))).toEqual(uncut());
  },
  60_000,
);
