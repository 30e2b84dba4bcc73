import { globSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCapture } from '../../replay/capture.ts';
import type { AmiEvent } from './ami-event.ts';
import { createAmiStream } from './ami-stream.ts';
import { isWantedEvent, translate } from './translate.ts';

const recordings = globSync(`${new URL('recordings/', import.meta.url).pathname}*.jsonl`).sort();

function bytesOf(file: string): Buffer {
  return Buffer.concat(
    readCapture(file).flatMap((entry) => (entry.kind === 'received' ? [entry.bytes] : [])),
  );
}

function read(chunks: Iterable<Buffer>): {
  events: AmiEvent[];
  stream: ReturnType<typeof createAmiStream>;
} {
  const events: AmiEvent[] = [];
  const stream = createAmiStream({ onEvent: (event) => events.push(event) });
  for (const chunk of chunks) stream.push(chunk, 0);
  return { events, stream };
}

/** A parser of our own, of a few lines: what asterisk-manager must agree with, so that it stays replaceable. */
function plainParser(bytes: Buffer): { name: string; fields: Record<string, string> }[] {
  return bytes
    .toString('utf8')
    .split('\r\n\r\n')
    .map((message) =>
      message.replace(/^(\r\n)+/, '').replace(/^Asterisk Call Manager[^\r]*\r\n/, ''),
    )
    .filter((message) => message.startsWith('Event: '))
    .map((message) => {
      const fields: Record<string, string> = {};
      for (const line of message.split('\r\n')) {
        const colon = line.indexOf(':');
        if (line.startsWith('ChanVariable')) continue;
        fields[line.slice(0, colon).toLowerCase()] ??= line.slice(colon + 1).replace(/^ /, '');
      }
      return { name: fields.event ?? '', fields };
    });
}

test('the library and a plain parser agree on every event of every recording', () => {
  for (const file of recordings) {
    const bytes = bytesOf(file);
    const found = read([bytes]).events.map(({ name, fields }) => ({ name, fields: { ...fields } }));
    expect(found, file).toEqual(plainParser(bytes));
  }
});

test('B02 an event cut short at the end of the stream is never told', () => {
  const before = 'Event: Newstate\r\nUniqueid: 1\r\n\r\n';
  const last = 'Event: Hangup\r\nUniqueid: 1\r\nCause: 16\r\n\r\n';
  for (let cut = 0; cut < last.length; cut += 1) {
    const { events, stream } = read([
      Buffer.from(`Asterisk Call Manager/11.0.0\r\n${before}${last.slice(0, cut)}`),
    ]);
    expect(stream.end().toString()).toBe(last.slice(0, cut));
    expect(events.map(({ name }) => name)).toEqual(['Newstate']);
  }
});

const event = (text: string | Buffer) =>
  Buffer.concat([
    Buffer.from('Event: Newstate\r\nUniqueid: 7\r\n'),
    Buffer.from(text as string),
    Buffer.from('\r\n\r\n'),
  ]);
const banner = Buffer.from('Asterisk Call Manager/11.0.0\r\n');
const neighbour = Buffer.from('Event: Hangup\r\nUniqueid: 8\r\n\r\n');

test.each<[string, Buffer, (events: AmiEvent[]) => void]>([
  [
    'a value of 60 KB',
    event(`CallerIDName: ${'x'.repeat(60_000)}`),
    (events) => expect(events[0]?.fields.calleridname).toHaveLength(60_000),
  ],
  [
    '4,000 headers',
    event(Array.from({ length: 4_000 }, (_, i) => `H${i}: ${i}`).join('\r\n')),
    (events) => expect(events[0]?.fields.h3999).toBe('3999'),
  ],
  [
    'a header without a value',
    event('CallerIDName:'),
    (events) => expect(events[0]?.fields.calleridname ?? '').toBe(''),
  ],
  [
    'no space after the colon',
    event('CallerIDName:Anna'),
    (events) => expect(events[0]?.fields.calleridname).toBe('Anna'),
  ],
  [
    'a repeated header',
    event('State: a\r\nState: b'),
    (events) => {
      expect(events[0]?.fields.state).toBe('a');
      expect(events[0]?.repeated.state).toEqual(['a', 'b']);
    },
  ],
  [
    'a bare LF in a value',
    event('CallerIDName: a\nEvent: Hangup'),
    (events) => expect(events[0]?.fields.calleridname).toBe('a Event: Hangup'),
  ],
  [
    'NUL in a value',
    event('CallerIDName: a\0b'),
    (events) => expect(events[0]?.fields.calleridname).toBe('a\0b'),
  ],
  [
    'invalid UTF-8',
    event(Buffer.concat([Buffer.from('CallerIDName: '), Buffer.of(0xd0, 0xff, 0x41)])),
    (events) => expect(events[0]?.fields.calleridname).toBe('\ufffd\ufffdA'),
  ],
  [
    'a second Event header',
    event('Event: Hangup'),
    (events) => expect(events[0]?.name).toBe('Newstate'),
  ],
  [
    'a header named __proto__',
    event('__proto__: x\r\nconstructor: y'),
    (events) => {
      expect(Object.getPrototypeOf(events[0]?.fields)).toBeNull();
      expect(events[0]?.fields.constructor).toBeUndefined();
    },
  ],
])('B08 %s: told as it is, the neighbour too', (_, bytes, check) => {
  const { events } = read([banner, bytes, neighbour]);
  expect(events).toHaveLength(2);
  check(events);
  expect(events[1]?.fields.uniqueid).toBe('8');
});

test.each(['close', 'end', 'error', 'connect', 'rawevent', 'response', 'asterisk', 'Close'])(
  'B08 an event named %s is refused: the library would take it for its own signal',
  (name) => {
    const { events, stream } = read([banner, Buffer.from(`Event: ${name}\r\n\r\n`), neighbour]);
    expect(events).toHaveLength(1);
    expect(stream.counters.refused).toBe(1);
  },
);

test('B08 any bytes at all: no throw, and the next event is told', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
      const { events } = read([banner, Buffer.from(bytes), Buffer.from('\r\n\r\n'), neighbour]);
      expect(events.at(-1)?.fields.uniqueid).toBe('8');
    }),
    { numRuns: 300 },
  );
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'B09 an event named %s means nothing, and is no accident',
  (name) => {
    expect(isWantedEvent(name)).toBe(false);
    const event = { name, at: 0, fields: {}, text: '', repeated: {} };
    expect(translate(event, { pbx: 'p', extensions: /^$/, trunks: null })).toEqual([]);
  },
);

test('B10 an event whose processing throws is set aside with its text after one try; the next goes on', () => {
  const tried: string[] = [];
  const stream = createAmiStream({
    onEvent({ fields }) {
      tried.push(fields.uniqueid ?? '');
      if (fields.uniqueid === '7') throw new Error('poison');
    },
  });
  stream.push(Buffer.concat([banner, event('X: 1'), neighbour]), 5);
  expect(tried).toEqual(['7', '8']);
  expect(stream.quarantine.count()).toBe(1);
  expect(stream.quarantine.first[0]).toMatchObject({
    at: 5,
    text: 'Event: Newstate\r\nUniqueid: 7\r\nX: 1',
  });
});

test('unwanted kinds are dropped by name, before parsing', () => {
  const events: AmiEvent[] = [];
  const stream = createAmiStream({
    wanted: (name) => name === 'Hangup',
    onEvent: (one) => events.push(one),
  });
  stream.push(Buffer.concat([banner, event('X: 1'), neighbour]), 0);
  expect(events.map(({ name }) => name)).toEqual(['Hangup']);
  expect([...stream.counters.unwanted]).toEqual([['Newstate', 1]]);
});

test('an action leaves nothing behind in the library, however many there are', () => {
  let written = '';
  const stream = createAmiStream({ onEvent() {}, write: (text) => (written += text) });
  stream.manager.login();
  stream.manager.emit(String(/ActionID: (\S+)/.exec(written)?.[1]), undefined, {});
  for (let n = 0; n < 1_000; n += 1) stream.send({ action: 'ping', actionid: `perezvon-${n}` });
  for (let n = 0; n < 1_000; n += 1) expect(stream.manager.listeners(`perezvon-${n}`)).toEqual([]);
  expect(written).toContain('ActionID: perezvon-999');
});
