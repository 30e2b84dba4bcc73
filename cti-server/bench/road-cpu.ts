import { EventEmitter } from 'node:events';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import createManager from 'asterisk-manager';
import { createAmiStream } from '../src/pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent } from '../src/pbx/asterisk-ami/translate.ts';
import { callStream } from './ami-stream-of-calls.ts';
import { median, note, short, tell } from './figure.ts';
import { createRoad } from './road.ts';

const EVENTS = 30_000;
const ROUNDS = 9;
/** What a busy socket hands over at once. */
const CHUNK = 64 * 1024;
const RECORDINGS = [
  'in-direct-answered-22',
  'in-queue-answered-22',
  'in-group-answered-22',
  'in-direct-abandoned-22',
  'out-answered-22',
  'c2c-answered-22',
  'internal-answered-22',
];

/** CPU per event: bytes → framing → asterisk-manager → translate → reduce, against the library alone. */
export async function roadCpu(): Promise<void> {
  const events = take(callStream({ recordings: RECORDINGS, lanes: 10, callers: ['79161234567'] }));
  const wanted = events.filter((event) => isWantedEvent(event.slice(7, event.indexOf('\r'))));
  const all = await measure(events);
  tell({
    what: 'CPU per event, translate → reduce',
    value: all.ratio,
    most: 1.5,
    unit: '×',
    of: `product ${short(all.product)} µs, asterisk-manager alone ${short(all.library)} µs (as Asterisk sends it)`,
  });
  const few = await measure(wanted);
  const share = Math.round((100 * wanted.length) / events.length);
  note(
    `of the ${share} % that say something of calls: ${short(few.ratio)} ×, product ${short(few.product)} µs, library ${short(few.library)} µs`,
  );
}

function take(stream: Generator<string>): string[] {
  return Array.from({ length: EVENTS }, () => stream.next().value as string);
}

/** The two in turn, so that a busy machine is busy for both. µs of CPU per event, medians. */
async function measure(events: readonly string[]) {
  const chunks = inChunks(Buffer.from(events.join('')));
  const product: number[] = [];
  const library: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const cost = {
      library: await cpu(chunks, openLibrary()),
      product: await cpu(chunks, openProduct()),
    };
    // the first warms up
    if (round === 0) continue;
    library.push(cost.library / events.length);
    product.push(cost.product / events.length);
  }
  const ratios = product.map((one, round) => one / (library[round] ?? 1));
  return { product: median(product), library: median(library), ratio: median(ratios) };
}

interface Subject {
  push(chunk: Buffer): void;
  /** How much came out. */
  heard(): number;
}

/** µs of CPU for the whole stream, a turn of the loop for each chunk as from a socket. */
async function cpu(chunks: readonly Buffer[], subject: Subject): Promise<number> {
  const before = process.cpuUsage();
  for (const chunk of chunks) {
    subject.push(chunk);
    await turn();
  }
  const { user, system } = process.cpuUsage(before);
  if (subject.heard() === 0) throw new Error('Nothing came out: the figure would mean nothing');
  return user + system;
}

function inChunks(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
  return chunks;
}

function openProduct(): Subject {
  let changes = 0;
  const road = createRoad('bench', () => (changes += 1));
  const stream = createAmiStream({ wanted: isWantedEvent, onEvent: road });
  return { push: (chunk) => stream.push(chunk, Date.now()), heard: () => changes };
}

/** The library as anyone uses it: text from the socket, a listener of its events. */
function openLibrary(): Subject {
  const ignore = () => {};
  const socket = Object.assign(new EventEmitter(), {
    readyState: 'open',
    setKeepAlive: ignore,
    setNoDelay: ignore,
    setEncoding: ignore,
  });
  const manager = createManager(undefined);
  const real = net.createConnection;
  Object.assign(net, { createConnection: () => socket });
  manager.connect(0, '');
  Object.assign(net, { createConnection: real });
  let heard = 0;
  manager.on('managerevent', () => (heard += 1));
  return { push: (chunk) => socket.emit('data', chunk.toString()), heard: () => heard };
}
