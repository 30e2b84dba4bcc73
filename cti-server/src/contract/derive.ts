import type { CallRecord } from './call.ts';

/** The extensions whose phones ring for this call right now, in order of first ring. */
export function ringingNow(call: Pick<CallRecord, 'legs'>): string[] {
  return call.legs
    .filter((leg) => leg.kind === 'extension' && leg.rangAt && !leg.answeredAt && !leg.endedAt)
    .map((leg) => leg.party);
}

/** The extensions that talk in this call right now. */
export function talkingNow(call: Pick<CallRecord, 'legs'>): string[] {
  return call.legs
    .filter((leg) => leg.kind === 'extension' && leg.answeredAt && !leg.endedAt)
    .map((leg) => leg.party);
}

/** The call as people see it: of the recording its name, not the folders of the PBX. */
export function withoutFolders<T extends CallRecord>(call: T): T {
  return { ...call, recording: call.recording?.split('/').at(-1) ?? null };
}
