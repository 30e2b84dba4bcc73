import { type CallRecord, type CallRecording, recordingsOf } from '../contract/index.ts';

/** Media types by file name extension. */
const TYPES = new Map([
  ['wav', 'audio/wav'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['gsm', 'audio/gsm'],
]);

/** The media type of a recording; null when the name is none of a recording. */
export function audioType(path: string): string | null {
  return TYPES.get(path.split('.').at(-1)?.toLowerCase() ?? '') ?? null;
}

/** How deep recordings may lie below their folder, as FreePBX sorts them: `2026/11/23/name.wav`. */
const DEEPEST = 5;

/**
 * Where a recording may lie below the folder, likeliest first. The PBX tells a path of its own
 * (`/var/spool/asterisk/monitor/2026/11/23/a.wav`), of which we know the end only; some tell the name
 * without its extension. Hostile text: no part leads up or away.
 */
export function candidatePaths(recording: string): string[] {
  const parts = recording.split('/').filter((part) => part !== '');
  if (parts.length === 0 || parts.some((part) => part === '.' || part === '..')) return [];
  if (recording.includes('\0') || recording.includes('\\')) return [];
  const ends = parts.slice(-DEEPEST).map((_, index, last) => last.slice(index).join('/'));
  if (audioType(recording) !== null) return ends;
  return ends.flatMap((end) => [...TYPES.keys()].map((type) => `${end}.${type}`));
}

const two = (n: number) => String(n).padStart(2, '0');

/**
 * Where the settings say that the recordings of a call lie: `{yyyy}/{mm}/{dd}/{id}.wav`. Times are of the call's start in
 * this server's zone. There are several only where the template asks for the name that the PBX told (`{file}`); none
 * where the call lacks what it asks for, or had nobody to record.
 */
export function recordingsByTemplate(template: string, call: CallRecord): CallRecording[] {
  if (call.answeredAt === null) return [];
  const told = recordingsOf(call);
  const nameless = { n: 1, file: '', startedAt: null, endedAt: null };
  const found = new Map<string, CallRecording>();
  for (const one of told.length > 0 ? told : [nameless]) {
    const file = byTemplate(template, call, one.file.split('/').at(-1) ?? '');
    if (file !== null && !found.has(file)) found.set(file, { ...one, file });
  }
  return [...found.values()];
}

function byTemplate(template: string, call: CallRecord, file: string): string | null {
  const start = new Date(call.startedAt);
  const values: Readonly<Record<string, string | null | undefined>> = {
    yyyy: String(start.getFullYear()),
    mm: two(start.getMonth() + 1),
    dd: two(start.getDate()),
    hh: two(start.getHours()),
    mi: two(start.getMinutes()),
    ss: two(start.getSeconds()),
    file,
    id: call.linkedIds[0],
    number: call.externalNumber,
    did: call.did,
    extension: call.handledBy[0],
  };
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  // what came by the line must not make folders
  if (names.some((name) => !/^[\w.+@-]+$/.test(values[name] ?? ''))) return null;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
