import { type CallRecord, type CallRecording, recordingsOf } from '../contract/index.ts';

/** What the log keeps of a call that leads to its recordings. */
interface Recorded {
  readonly record: CallRecord;
  /** The call's own: unguessable. Null where it has no recording. */
  readonly recordingId: string | null;
}

const FORM = /^([\w-]+?)(?:\.([1-9]\d{0,5}))?$/;

/** The recordings of a call with the opaque ids that they are asked for by. */
export function recordingsWithIds({
  record,
  recordingId,
}: Recorded): (CallRecording & { readonly id: string })[] {
  if (recordingId === null) return [];
  return recordingsOf(record).map(({ n, file, startedAt, endedAt }) => ({
    // that of the first is the call's own, as it was when there was one alone
    id: n === 1 ? recordingId : `${recordingId}.${n}`,
    n,
    file,
    startedAt,
    endedAt,
  }));
}

/** The call's part of an id of a recording; null where it is none. */
export function callPartOf(id: string): string | null {
  return FORM.exec(id)?.[1] ?? null;
}
