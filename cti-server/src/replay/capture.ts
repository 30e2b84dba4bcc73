import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { reasonOf } from '../kernel/system-error.ts';

/** One thing that happened on the connection. `t`: ms of a monotonic clock, from the capture's first line. */
export type CaptureEntry =
  | { readonly t: number; readonly kind: 'received'; readonly bytes: Buffer }
  | { readonly t: number; readonly kind: 'sent'; readonly text: string }
  /** `began`: when this was, ms epoch; what this server saves for support says it. */
  | { readonly t: number; readonly kind: 'opened'; readonly began?: number }
  | { readonly t: number; readonly kind: 'closed' };

/**
 * Reads a capture: JSON lines (`{"t":…,"data":"…"}`, `b64`, `sent`, `opened`, `closed`; other keys are
 * ignored), or the plain text of an AMI session; either may be gzipped. What is broken of it (such as a last
 * line that was cut off) is left out and told to `onFlaw`; the rest is read.
 * @param file path, `-` for standard input
 * @throws Error that names the file, and why nothing of it can be read
 */
export function readCapture(
  file: string,
  onFlaw: (flaw: string) => void = () => {},
): CaptureEntry[] {
  const flaws: string[] = [];
  const found = (flaw: string) => void flaws.push(flaw);
  const bytes = withoutMark(unpacked(readBytes(file), { file, found }));
  const isJson = bytes.subarray(0, 200).toString('latin1').trimStart().startsWith('{');
  const entries = isJson
    ? jsonLines(bytes.toString('utf8'), { file, found })
    : plainText(bytes, file);
  if (entries.length === 0) {
    const fault = flaws[0] ?? `${file}: no line has ${KEYS.map((key) => `"${key}"`).join(', ')}.`;
    throw new Error(`${fault} ${NO_CAPTURE}`);
  }
  for (const flaw of flaws) onFlaw(flaw);
  return entries;
}

const NO_CAPTURE = `This is no capture: one is JSON lines such as {"t":102.5,"data":"Event: …"} (as "Explain this call" saves them), or the text of an AMI session, with lines such as "Event: Newchannel".`;

interface Reading {
  readonly file: string;
  found(flaw: string): void;
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new Error(`${file} can't be read: ${reasonOf(error, file).en}.`, { cause: error });
  }
}

function unpacked(raw: Buffer, { file, found }: Reading): Buffer {
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw;
  try {
    return gunzipSync(raw);
  } catch (error) {
    const isCut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    if (!isCut) throw new Error(`${file} can't be unpacked: it is damaged.`, { cause: error });
    found(`${file} ends in the middle of what is packed in it; read as far as it goes.`);
    return gunzipSync(raw, { finishFlush: constants.Z_SYNC_FLUSH });
  }
}

/** Without a byte order mark, in UTF-8: some editors and shells write one, or UTF-16. */
function withoutMark(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.toString('utf16le', 2));
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

/**
 * Times count from the first line that has one, whatever else it says. Where they go back, what wrote them was
 * started anew, and with it its clock: they go on from there.
 */
function jsonLines(text: string, { file, found }: Reading): CaptureEntry[] {
  const entries: CaptureEntry[] = [];
  let first: number | undefined;
  let latest = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (typeof read === 'string') {
      found(`${file}, line ${index + 1}: ${read} The line is left out.`);
      continue;
    }
    if (typeof read.t !== 'number') continue;
    first ??= read.t;
    if (read.t - first < latest) first = read.t - latest;
    latest = read.t - first;
    const entry = entryOf(read, latest);
    if (entry) entries.push(entry);
  }
  return entries;
}

interface Line {
  readonly t?: unknown;
  readonly data?: unknown;
  readonly b64?: unknown;
  readonly sent?: unknown;
  readonly opened?: unknown;
  readonly began?: unknown;
  readonly closed?: unknown;
}

const KEYS = ['data', 'b64', 'sent', 'opened', 'closed'];

/** What a line says, or what is wrong with it. */
function readLine(line: string): Line | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return `${quoted(line)} is no JSON, and a capture has one JSON object on each line.`;
  }
  if (typeof value !== 'object' || value === null) return `${quoted(line)} is no JSON object.`;
  const isOfConnection = KEYS.some((key) => key in value);
  if (isOfConnection && typeof (value as Line).t !== 'number')
    return '"t" (ms) is missing or no number.';
  return value;
}

function entryOf(line: Line, t: number): CaptureEntry | null {
  if (typeof line.data === 'string') return { t, kind: 'received', bytes: Buffer.from(line.data) };
  if (typeof line.b64 === 'string') {
    return { t, kind: 'received', bytes: Buffer.from(line.b64, 'base64') };
  }
  if (typeof line.sent === 'string') return { t, kind: 'sent', text: line.sent };
  if (line.opened) {
    const began = typeof line.began === 'string' ? Date.parse(line.began) : Number.NaN;
    return Number.isNaN(began) ? { t, kind: 'opened' } : { t, kind: 'opened', began };
  }
  return line.closed ? { t, kind: 'closed' } : null;
}

/** When the capture's first line was, ms epoch, by what it says of itself; null when it says nothing. */
export function beginningOf(capture: readonly CaptureEntry[]): number | null {
  const [first] = capture;
  return first?.kind === 'opened' && first.began !== undefined ? first.began - first.t : null;
}

/** A line of a file that may be anything, short and without signs that do something to a terminal. */
function quoted(line: string): string {
  const clean = line.trim().replaceAll(/\p{C}/gu, '·');
  return `"${clean.length > 40 ? `${clean.slice(0, 40)}…` : clean}"`;
}

/** What each session has: the greeting, or a message. */
const OF_AMI = /^(?:Asterisk Call Manager\/|(?:Event|Response|Action): )/im;

/** A plain session has no times but what `Timestamp` headers tell. */
function plainText(bytes: Buffer, file: string): CaptureEntry[] {
  const text = bytes.toString('latin1').replace(/\r?\n/g, '\r\n');
  if (text.trim() === '') throw new Error(`${file} is empty. ${NO_CAPTURE}`);
  if (!OF_AMI.test(text)) {
    const lines = bytes.toString('utf8').split('\n');
    const at = lines.findIndex((line) => line.trim() !== '');
    throw new Error(`${file}, line ${at + 1}: ${quoted(lines[at] ?? '')}. ${NO_CAPTURE}`);
  }
  const entries: CaptureEntry[] = [];
  let first: number | undefined;
  let t = 0;
  for (const message of text.split(/(?<=\r\n\r\n)/)) {
    const stamp = /^Timestamp: (\d+\.\d+)/m.exec(message)?.[1];
    if (stamp !== undefined) {
      first ??= Number(stamp) * 1000;
      t = Math.max(t, Number(stamp) * 1000 - first);
    }
    entries.push({ t, kind: 'received', bytes: Buffer.from(message, 'latin1') });
  }
  return entries;
}
