// `npm run -s replay -- FILE… [--json]`: prints the calls in recorded AMI streams.
import { parseArgs } from 'node:util';
import type { Explained } from './calls/explain.ts';
import { type CallRecord, inIgnoredWords, inStatementWords } from './contract/index.ts';
import { readCapture } from './replay/capture.ts';
import { type ReplaySettings, replayCalls, replayExplained } from './replay/replay-calls.ts';

const USAGE = `npm run -s replay -- FILE… [--json | --explain [--language ru]]
  FILE              a capture (JSON lines), a plain AMI session, or either gzipped; - reads standard input
  --json            one line per file: {"file":"…","calls":[…]}
  --explain         what the PBX said and what followed from it, by rule (cti-server/SPEC.md)
  --language en     of --explain: en or ru (default en)
  --epoch ISO       when the capture began (default: as it says itself, else 1970-01-01T00:00:00Z)
  --extensions RE   endpoint names that are extensions (default ^\\d{2,6}$)
  --trunks a,b      endpoint names that are trunks (default: every other one)
  --prefix 9        digits before an outside number (default 9)
  --country RU      country of national numbers (default RU)`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      explain: { type: 'boolean', default: false },
      language: { type: 'string', default: 'en' },
      help: { type: 'boolean', default: false },
      epoch: { type: 'string' },
      extensions: { type: 'string', default: String.raw`^\d{2,6}$` },
      trunks: { type: 'string' },
      prefix: { type: 'string', default: '9' },
      country: { type: 'string', default: 'RU' },
    },
  });
  if (values.help || positionals.length === 0) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const settings = readSettings(values);
  const language = values.language === 'ru' ? 'ru' : 'en';
  const told = (file: string): string => {
    const capture = readCapture(file, console.error);
    if (values.explain) return explainedText(file, replayExplained(capture, settings), language);
    const calls = replayCalls(capture, settings);
    return values.json ? JSON.stringify({ file, calls }) : table(file, calls);
  };
  let unread = 0;
  for (const file of positionals) {
    try {
      console.log(told(file));
    } catch (error) {
      unread += 1;
      console.error(error instanceof Error ? error.message : error);
    }
  }
  return unread === 0 ? 0 : 1;
}

function readSettings(values: {
  epoch?: string | undefined;
  extensions: string;
  trunks?: string | undefined;
  prefix: string;
  country: string;
}): ReplaySettings {
  const epoch = values.epoch === undefined ? null : Date.parse(values.epoch);
  if (Number.isNaN(epoch))
    throw new Error(`--epoch: "${values.epoch}" is no time; write 2026-11-23T10:00:00Z`);
  return {
    epoch,
    extensions: anchored(values.extensions),
    trunks: values.trunks === undefined ? null : values.trunks.split(','),
    prefix: values.prefix,
    country: values.country.toUpperCase(),
  };
}

/** A pattern stands for the whole name: `10\d` must not take `0101`. */
function anchored(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new Error(`--extensions: "${pattern}" is no regular expression`);
  }
}

function table(file: string, calls: readonly CallRecord[]): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const rows = calls.map((call) =>
    [
      call.startedAt,
      call.direction.padEnd(8),
      callerOf(call).padEnd(14),
      `→ ${calledOf(call)}`.padEnd(16),
      (call.disposition ?? call.state).padEnd(10),
      `wait ${seconds(call.waitMs)}, talk ${seconds(call.talkMs)}`,
    ].join('  '),
  );
  return [`${file}: ${calls.length} call(s)`, ...rows].join('\n');
}

function callerOf({ direction, externalNumber, from }: CallRecord): string {
  return (direction === 'inbound' ? externalNumber : from) ?? '—';
}

/** Who was called: the number outside, or in the house whoever took the call, else whom it rang. */
function calledOf(call: CallRecord): string {
  const { direction, externalNumber, dialled, from, handledBy, rang } = call;
  if (direction === 'outbound') return dialled ?? externalNumber ?? '—';
  const others = handledBy.filter((extension) => extension !== from);
  return others.join(', ') || rang.join(', ') || dialled || '—';
}

/** Call by call, line by line: when, what was said, and indented what followed. */
function explainedText(
  file: string,
  { events, ignored }: Explained,
  language: 'ru' | 'en',
): string {
  const calls = [...events].map(([id, lines]) => {
    const told = lines.flatMap(({ at, said, concluded }) => [
      `${at.slice(11, 23)}  ${inStatementWords(said, language)}`,
      ...concluded.map((one) => `              → ${inStatementWords(one, language)}`),
    ]);
    return [id, ...told].join('\n');
  });
  const counts = [...ignored].map(
    ([reason, count]) => `${count} × ${inIgnoredWords(reason, language)}`,
  );
  return [`${file}: ${events.size} call(s)`, ...calls, ...counts].join('\n\n');
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
