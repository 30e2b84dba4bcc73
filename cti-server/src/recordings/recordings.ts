import type { LoggedCall } from '../call-log/entry.ts';
import { withinScope } from '../call-log/reach.ts';
import { callPartOf, recordingsWithIds } from '../call-log/recording-ids.ts';
import type { Scope } from '../users/scopes.ts';
import { candidatePaths } from './paths.ts';
import type { RecordingFile, RecordingSource } from './source.ts';

/** Where a call's audio is. */
export type FoundRecording =
  | {
      readonly kind: 'found';
      readonly callId: string;
      /** Which one of the call's, and of how many. */
      readonly n: number;
      readonly of: number;
      readonly file: RecordingFile;
    }
  /** The file is not there (yet), or holds no sound. */
  | { readonly kind: 'missing' }
  /** No such recording, or not for this user; the two must look alike from outside. */
  | { readonly kind: 'unknown' };

/** Finds recordings by their opaque ids, for those who may hear them. */
export interface Recordings {
  /** Rejects with `RecordingSourceError` when the PBX does not give its recordings. */
  open(recordingId: string, scope: Scope): Promise<FoundRecording>;
}

/** `sourceOf`: where the recordings of a PBX connection are, null when that is not set. */
export function createRecordings(options: {
  byRecording: (recordingId: string) => Promise<LoggedCall | null>;
  sourceOf: (pbx: string) => RecordingSource | null;
}): Recordings {
  return {
    async open(recordingId, scope) {
      const part = callPartOf(recordingId);
      const call = part === null ? null : await options.byRecording(part);
      if (!call || !withinScope(call.pbx, call.record)(scope)) return { kind: 'unknown' };
      const recordings = recordingsWithIds(call);
      const recording = recordings.find(({ id }) => id === recordingId);
      if (!recording) return { kind: 'unknown' };
      const file = await options.sourceOf(call.pbx)?.find(candidatePaths(recording.file));
      if (!file) return { kind: 'missing' };
      const { n } = recording;
      return { kind: 'found', callId: call.record.id, n, of: recordings.length, file };
    },
  };
}
