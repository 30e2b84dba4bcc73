import type { CallRecord, CallRecording } from './call.ts';

type Recorded = Pick<CallRecord, 'recording' | 'recordings'>;

/** All recordings of a call, in the order of their start; of a call of an earlier version the one that it kept. */
export function recordingsOf({ recording, recordings }: Recorded): readonly CallRecording[] {
  if (recordings && recordings.length > 0) return recordings;
  return recording === null ? [] : [{ n: 1, file: recording, startedAt: null, endedAt: null }];
}

/** The call with these recordings and no others. */
export function withRecordings<T extends Recorded>(
  call: T,
  recordings: readonly CallRecording[],
): T {
  return { ...call, recording: firstNamed(recordings)?.file ?? null, recordings: [...recordings] };
}

/** C25 The one that stands for all where only one can be told: what the PBX named first of the call. */
export function firstNamed<T extends Pick<CallRecording, 'n'>>(recordings: readonly T[]): T | null {
  return recordings.toSorted((one, other) => one.n - other.n)[0] ?? null;
}

/** The call as people see it: of its recordings their names, not the folders of the PBX. */
export function withoutFolders<T extends Recorded>(call: T): T {
  const recordings = call.recordings?.map((one) => ({ ...one, file: nameOf(one.file) }));
  const recording = call.recording === null ? null : nameOf(call.recording);
  return recordings ? { ...call, recording, recordings } : { ...call, recording };
}

const nameOf = (path: string) => path.split('/').at(-1) ?? '';
