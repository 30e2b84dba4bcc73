import { globSync } from 'node:fs';
import fc from 'fast-check';
import { createCallTracker } from '../src/calls/tracker.ts';
import { createAmiStream } from '../src/pbx/asterisk-ami/ami-stream.ts';
import type { PoisonedMessage } from '../src/pbx/asterisk-ami/quarantine.ts';
import { isWantedEvent, translate } from '../src/pbx/asterisk-ami/translate.ts';
import { readCapture } from '../src/replay/capture.ts';

const RECORDINGS = new URL('../src/pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const FOR_MS = 600_000;
const HANG_MS = 100;
const SLOWEST = 1_000_000;

/**
 * B09 Ten minutes of streams that are real ones with lines, values and bytes changed: no throw, no event set
 * aside, no chunk that takes more than 100 ms, never less than 1 MB/s.
 */
export async function fuzz(): Promise<boolean> {
  const streams = globSync(`${RECORDINGS}*.jsonl`).map(linesOf);
  const ended = performance.now() + FOR_MS;
  const seen = { runs: 0, bytes: 0, thrown: 0, poisoned: 0, slowest: 0, slowestRate: Infinity };
  let seed = Date.now() % 1_000_000;
  while (performance.now() < ended) {
    seed += 1;
    const [change] = fc.sample(mutations, { seed, numRuns: 1 });
    const lines = streams[seed % streams.length] ?? [];
    const bytes = mutated(lines, change ?? []);
    try {
      const { poisoned, slowest, took } = measured(bytes);
      seen.poisoned += poisoned.length;
      seen.slowest = Math.max(seen.slowest, slowest);
      if (bytes.length > 50_000)
        seen.slowestRate = Math.min(seen.slowestRate, (bytes.length / took) * 1_000);
      for (const { error } of poisoned) console.log(`  seed ${seed}: ${stackOf(error)}`);
      if (slowest > HANG_MS) console.log(`  seed ${seed}: ${slowest.toFixed(0)} ms`);
    } catch (error) {
      seen.thrown += 1;
      console.log(`  seed ${seed}: ${String(error)}`);
    }
    seen.runs += 1;
    seen.bytes += bytes.length;
    if (seen.runs % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(
    `B09: ${seen.runs} streams, ${Math.round(seen.bytes / 1e6)} MB: ${seen.thrown} thrown, ${seen.poisoned} events set aside, ` +
      `slowest chunk ${seen.slowest.toFixed(1)} ms, slowest stream ${(seen.slowestRate / 1e6).toFixed(1)} MB/s`,
  );
  return seen.thrown + seen.poisoned === 0 && seen.slowest < HANG_MS && seen.slowestRate > SLOWEST;
}

function linesOf(file: string): string[] {
  return Buffer.concat(
    readCapture(file).flatMap((entry) => (entry.kind === 'received' ? [entry.bytes] : [])),
  )
    .toString('latin1')
    .split('\r\n');
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '\0',
    '\r',
    '\n',
    ': ',
    'Event: Hangup',
    '__proto__: x',
    '-1',
    'NaN',
    '9e999',
  ),
  fc.constantFrom('a'.repeat(5_000), '1.'.repeat(2_000), '('.repeat(1_000), ';1', '/'.repeat(500)),
);
const mutations = fc.array(
  fc.record({
    where: fc.double({ min: 0, max: 1, noNaN: true }),
    other: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('drop', 'twice', 'swap', 'value', 'insert', 'cut'),
    text: nasty,
  }),
  { minLength: 1, maxLength: 40 },
);

function mutated(
  original: readonly string[],
  changes: readonly { where: number; other: number; how: string; text: string }[],
): Buffer {
  const lines = [...original];
  for (const { where, other, how, text } of changes) {
    const at = 1 + Math.floor(where * (lines.length - 2));
    const to = 1 + Math.floor(other * (lines.length - 2));
    const line = lines[at] ?? '';
    if (how === 'drop') lines.splice(at, 1);
    else if (how === 'twice') lines.splice(at, 0, line);
    else if (how === 'swap') [lines[at], lines[to]] = [lines[to] ?? '', line];
    else if (how === 'value') lines[at] = line.slice(0, line.indexOf(':') + 2) + text;
    else if (how === 'insert') lines.splice(at, 0, text);
    else lines[at] = line.slice(0, Math.floor(other * line.length));
  }
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** Of this process: what else runs on the machine is no hang of ours. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const stackOf = (error: unknown) => (error instanceof Error ? error.stack : String(error));

interface Fed {
  readonly poisoned: readonly PoisonedMessage[];
  /** The slowest chunk, and all of them, ms. */
  readonly slowest: number;
  readonly took: number;
}

/** What is slow by itself is slow each time; what the collector or the compiler took is not. */
function measured(bytes: Buffer): Fed {
  const first = feed(bytes);
  const isSlow = first.slowest > HANG_MS || bytes.length / first.took < SLOWEST / 1_000;
  if (!isSlow) return first;
  const all = [first, feed(bytes), feed(bytes)];
  return {
    poisoned: first.poisoned,
    slowest: Math.min(...all.map(({ slowest }) => slowest)),
    took: Math.min(...all.map(({ took }) => took)),
  };
}

/** From bytes to records, as the server does. */
function feed(bytes: Buffer): Fed {
  const settings = { pbx: 'p', extensions: /^\d{2,6}$/, trunks: null };
  const tracker = createCallTracker({
    pbx: 'p',
    numbering: {
      outsidePrefix: '9',
      isExtension: (digits) => /^\d{2,6}$/.test(digits),
      toE164: () => null,
    },
  });
  const stream = createAmiStream({
    wanted: isWantedEvent,
    onEvent(event) {
      for (const said of translate(event, settings)) tracker.apply(said);
    },
  });
  const start = cpuMs();
  let slowest = 0;
  for (let at = 0; at < bytes.length; at += 4_096) {
    const began = cpuMs();
    stream.push(bytes.subarray(at, at + 4_096), at);
    slowest = Math.max(slowest, cpuMs() - began);
  }
  stream.end();
  return { poisoned: stream.quarantine.first, slowest, took: cpuMs() - start };
}
