import type { CallRecording } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { LiveCall, LiveChannel } from './call.ts';

/** A file that the PBX writes, or wrote, of a call. Times ms epoch. */
export interface LiveRecording {
  /** Which one of the call's, from 1 on. */
  readonly n: number;
  readonly file: string;
  /** The id of the channel that is recorded. */
  channel: string;
  at: number;
  /** Null while it is written. */
  until: number | null;
}

/** C25 The PBX names a file, or the name that one will have. Whether that is news. */
export function beginRecording(
  { call, id }: LiveChannel,
  { file, isFile, at }: { file: string; isFile: boolean; at: number },
): boolean {
  const { recordings } = call;
  if (!isFile) {
    if (recordings.length > 0 || call.recordingName !== null) return false;
    call.recordingName = file;
    return true;
  }
  const known = recordings.find((one) => one.file === file);
  if (!known) {
    recordings.push({ n: nextOf(recordings), file, channel: id, at, until: null });
    return true;
  }
  if (known.until === null) return false;
  // it is written on
  known.channel = id;
  known.until = null;
  return true;
}

/** The PBX ceased to record a channel: of several at once, the first. Whether that is news. */
export function endRecording({ call, id }: LiveChannel, at: number): boolean {
  const open = call.recordings.find(({ channel, until }) => channel === id && until === null);
  if (open) open.until = at;
  return open !== undefined;
}

/** What records a channel is gone with it. */
export function endRecordingsOf({ call, id }: LiveChannel, at: number): void {
  for (const one of call.recordings) if (one.channel === id) one.until ??= at;
}

/** Those of a call that goes on in another one are that one's, numbered behind its own. */
export function mergeRecordings(stays: LiveCall, goes: LiveCall): void {
  for (const one of goes.recordings) {
    if (stays.recordings.some(({ file }) => file === one.file)) continue;
    stays.recordings.push({ ...one, n: nextOf(stays.recordings) });
  }
  stays.recordingName ??= goes.recordingName;
}

/** The recordings as the call's record has them, in the order of their start. */
export function recordingsIn({ recordings, recordingName, endedAt }: LiveCall): {
  recording: string | null;
  recordings?: CallRecording[];
} {
  const [first] = recordings;
  if (!first) return { recording: recordingName };
  const told = recordings
    .toSorted((one, other) => one.at - other.at || one.n - other.n)
    .map(({ n, file, at, until }) => {
      // the PBX may keep a channel when the call is over
      const ends = [until, endedAt].filter((time) => time !== null);
      const end = ends.length === 0 ? null : iso(Math.min(...ends));
      return { n, file, startedAt: iso(at), endedAt: end };
    });
  return { recording: first.file, recordings: told };
}

const nextOf = (recordings: readonly LiveRecording[]) =>
  1 + Math.max(0, ...recordings.map(({ n }) => n));
