import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One thing that happened on the connection. `t`: ms of a monotonic clock, from the capture's first line. */
export type CaptureEntry =
  | { readonly t: number; readonly kind: 'received'; readonly bytes: Buffer }
  | { readonly t: number; readonly kind: 'sent'; readonly text: string }
  | { readonly t: number; readonly kind: 'opened' | 'closed' };

/**
 * Reads a capture: JSON lines (`{"t":…,"data":"…"}`, `b64`, `sent`, `opened`, `closed`; other keys are
 * ignored), or the plain text of an AMI session; either may be gzipped.
 * @param file path, `-` for standard input
 * @throws Error that names the file and line that can't be read
 */
export function readCapture(file: string): CaptureEntry[] {
  const raw = readBytes(file);
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  const start = bytes.subarray(0, 200).toString('utf8').trimStart();
  if (!start.startsWith('{')) return plainText(bytes);
  const entries: CaptureEntry[] = [];
  let first: number | undefined;
  for (const [index, line] of bytes.toString('utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const entry = readLine(line, `${file}, line ${index + 1}`);
    if (!entry) continue;
    first ??= entry.t;
    const t = entry.t - first;
    if (typeof entry.data === 'string')
      entries.push({ t, kind: 'received', bytes: Buffer.from(entry.data) });
    else if (typeof entry.b64 === 'string') {
      entries.push({ t, kind: 'received', bytes: Buffer.from(entry.b64, 'base64') });
    } else if (typeof entry.sent === 'string') entries.push({ t, kind: 'sent', text: entry.sent });
    else if (entry.opened) entries.push({ t, kind: 'opened' });
    else if (entry.closed) entries.push({ t, kind: 'closed' });
  }
  if (entries.length === 0) {
    throw new Error(
      `${file}: no line has "data", "b64", "sent", "opened" or "closed"; this is no capture.`,
    );
  }
  return entries;
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const cause = why === 'ENOENT' ? 'there is no such file' : why;
    throw new Error(`${file} can't be read: ${cause}.`, { cause: error });
  }
}

const KEYS = ['data', 'b64', 'sent', 'opened', 'closed'];

interface Line {
  readonly t: number;
  readonly data?: unknown;
  readonly b64?: unknown;
  readonly sent?: unknown;
  readonly opened?: unknown;
  readonly closed?: unknown;
}

/** Null for a line that says nothing of the connection: other keys are ignored. */
function readLine(line: string, where: string): Line | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`${where}: this is no JSON. A capture has one JSON object on each line.`);
  }
  if (typeof value !== 'object' || value === null || !KEYS.some((key) => key in value)) return null;
  const { t } = value as { t?: unknown };
  if (typeof t !== 'number') throw new Error(`${where}: "t" (ms) is missing or no number.`);
  return value as Line;
}

/** A plain session has no times but what `Timestamp` headers tell. */
function plainText(bytes: Buffer): CaptureEntry[] {
  const text = bytes.toString('latin1').replace(/\r?\n/g, '\r\n');
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
