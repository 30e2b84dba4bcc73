import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../fixtures/until.ts';
import type { LiveMessage } from '../src/contract/index.ts';
import { createAmiStream } from '../src/pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent } from '../src/pbx/asterisk-ami/translate.ts';
import { callStream } from './ami-stream-of-calls.ts';
import { note, quantile, short, tell } from './figure.ts';
import { type Subject, startRelay, startProduct } from './pop-subjects.ts';
import { createRoad } from './road.ts';
import { whichServer } from './server-process.ts';

const RECORDINGS = [
  'in-direct-answered-22',
  'in-queue-answered-22',
  'in-group-answered-22',
  'in-direct-abandoned-22',
];
const WARM_UP_S = 2;
/** Of each rate; product and floor take turns, so that a busy machine is busy for both. */
const RUNS = [
  { perSecond: 100, turns: 3, seconds: 10 },
  { perSecond: 1_000, turns: 2, seconds: 10 },
];

/** One event of the stream and the calls that it changes: the messages that it must cause, in order. */
export interface Planned {
  readonly event: string;
  readonly calls: readonly string[];
}

/** From the write of an event to each message that it causes, ms; the product's against the floor's. */
export async function popLatency(): Promise<void> {
  const product = await startProduct();
  const floor = await startRelay('nothing');
  const synced = await startRelay('synced');
  const committed = await startRelay('committed');
  const stream = planned(
    callStream({ recordings: RECORDINGS, lanes: 10, callers: product.callers }),
  );
  const watch = watchProduct(product);
  note(`product: ${whichServer()}; 100,000 contacts; one client that sees every call`);
  try {
    for (const run of RUNS) {
      await measureRate(run, { product, floor, synced, committed, stream, watch });
    }
    note(`${watch.identified()} of ${watch.messages()} messages named the caller`);
  } finally {
    await Promise.all([product, floor, synced, committed].map((subject) => subject.stop()));
  }
}

interface Parts {
  readonly product: Subject;
  readonly floor: Subject;
  /** The floor with one fdatasync for each change, and with one commit: what the disk alone costs. */
  readonly synced: Subject;
  readonly committed: Subject;
  readonly stream: Generator<Planned>;
  readonly watch: ReturnType<typeof watchProduct>;
}

async function measureRate(run: (typeof RUNS)[number], parts: Parts): Promise<void> {
  const { perSecond, turns, seconds } = run;
  const samples = {
    product: [] as number[],
    floor: [] as number[],
    synced: [] as number[],
    committed: [] as number[],
  };
  for (let turn = 0; turn <= turns; turn += 1) {
    const count = perSecond * (turn === 0 ? WARM_UP_S : seconds);
    const events = Array.from({ length: count }, () => parts.stream.next().value as Planned);
    const took = {
      product: await playProduct(events, perSecond, parts),
      floor: await playRelay(events, perSecond, parts.floor),
      synced: await playRelay(events, perSecond, parts.synced),
      committed: await playRelay(events, perSecond, parts.committed),
    };
    if (turn === 0) continue;
    for (const name of Object.keys(took) as (keyof typeof took)[]) {
      samples[name].push(...took[name]);
    }
  }
  for (const [name, share, most] of [
    ['p50', 0.5, 4],
    ['p99', 0.99, 5],
  ] as const) {
    const [took, least] = [quantile(samples.product, share), quantile(samples.floor, share)];
    const beside = (['synced', 'committed'] as const).map(
      (kept) => `${kept} ${short(quantile(samples[kept], share) / least)} ×`,
    );
    tell({
      what: `pop at ${perSecond} events/s, ${name}`,
      value: took / least,
      most,
      unit: '×',
      of: `product ${short(took)} ms, floor ${short(least)} ms, floor ${beside.join(', ')} (${samples.product.length} messages)`,
    });
  }
}

/** The stream with what our own model says of it: which event changes which calls. */
export function* planned(events: Generator<string>): Generator<Planned> {
  let calls: string[] = [];
  const road = createRoad('office', ({ call }) => calls.push(call.id));
  const ami = createAmiStream({ wanted: isWantedEvent, onEvent: road });
  for (const event of events) {
    calls = [];
    ami.push(Buffer.from(event), Date.now());
    yield { event, calls };
  }
}

/** Keeps the product's messages about calls in the order in which they came. */
function watchProduct(product: Subject) {
  let arrived: { at: number; callId: string }[] = [];
  let messages = 0;
  let identified = 0;
  product.hear((text) => {
    const at = performance.now();
    const message = JSON.parse(text) as LiveMessage;
    if (message.type !== 'call') return;
    arrived.push({ at, callId: message.call.id });
    messages += 1;
    if (['known', 'ambiguous'].includes(message.call.caller.kind)) identified += 1;
  });
  return {
    messages: () => messages,
    identified: () => identified,
    arrived: () => arrived,
    clear: () => (arrived = []),
  };
}

async function playProduct(events: readonly Planned[], perSecond: number, parts: Parts) {
  const { product, watch } = parts;
  watch.clear();
  const written = await pace(events, perSecond, product);
  const expected = events.flatMap(({ calls }, index) =>
    calls.map((callId) => ({ callId, at: written[index] ?? 0 })),
  );
  await until(() => watch.arrived().length >= expected.length, {
    what: `${expected.length} messages`,
    timeoutMs: 10_000,
  });
  return watch.arrived().map(({ at, callId }, index) => {
    const cause = expected[index];
    if (cause?.callId !== callId)
      throw new Error(`Message ${index} is of ${callId}, not ${cause?.callId}`);
    return at - cause.at;
  });
}

/** Every event comes back; counted are those that cause a message of the product. */
async function playRelay(events: readonly Planned[], perSecond: number, relay: Subject) {
  const arrived: number[] = [];
  relay.hear((text) => {
    const at = performance.now();
    if (JSON.parse(text) !== null) arrived.push(at);
  });
  const written = await pace(events, perSecond, relay);
  await until(() => arrived.length >= events.length, { what: 'the relayed events' });
  return events.flatMap(({ calls }, index) =>
    calls.length > 0 ? [(arrived[index] ?? 0) - (written[index] ?? 0)] : [],
  );
}

/** Writes at an even rate; gives when each was written. What a late timer missed is made up for at once. */
async function pace(events: readonly Planned[], perSecond: number, to: Subject): Promise<number[]> {
  const began = performance.now();
  const written: number[] = [];
  for (const [index, { event, calls }] of events.entries()) {
    const due = began + (index * 1_000) / perSecond;
    while (performance.now() < due) await wait(1);
    written.push(performance.now());
    to.send(event, calls.length > 0);
  }
  return written;
}
