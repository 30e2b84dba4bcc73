import type { CallView, RecordingView } from '@perezvon/cti-server/contract';

type Recorded = Pick<CallView, 'state' | 'recording' | 'recordingPauses' | 'endedAt'>;

/** Whether the PBX records a call that goes on. */
export function isRecorded({ state, recording }: Recorded): boolean {
  return state !== 'ended' && recording !== null;
}

/** Since when its recording is paused, ms epoch; null while it is not. */
export function pausedSince({ recordingPauses }: Recorded): number | null {
  const last = recordingPauses?.at(-1);
  return last && last.until === null ? Date.parse(last.at) : null;
}

/** A part of a recording in which there is silence; s from its beginning. */
export interface SilentPart {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the pauses are in a file of `length` s. Counted from its end, which is the call's where the recording's own is not
 * known: it may begin with the call or with its first talk.
 */
export function silentParts(
  { recordingPauses, endedAt: callEnd }: Recorded,
  { endedAt }: Pick<RecordingView, 'endedAt'>,
  length: number,
): SilentPart[] {
  const end = endedAt ?? callEnd;
  if (end === null || length <= 0) return [];
  const moment = (time: string) =>
    Math.min(length, Math.max(0, length - (Date.parse(end) - Date.parse(time)) / 1_000));
  return (recordingPauses ?? [])
    .map(({ at, until }) => ({ from: moment(at), to: moment(until ?? end) }))
    .filter(({ from, to }) => to > from);
}

/**
 * How long a recording is, ms, as far as that is known before its file is: one that was begun before anybody talked may be
 * without what was before the talk.
 */
export function lengthOf(
  { startedAt, endedAt }: Pick<RecordingView, 'startedAt' | 'endedAt'>,
  { answeredAt }: Pick<CallView, 'answeredAt'>,
): number | null {
  if (startedAt === null || endedAt === null || answeredAt === null) return null;
  return startedAt < answeredAt ? null : Date.parse(endedAt) - Date.parse(startedAt);
}
