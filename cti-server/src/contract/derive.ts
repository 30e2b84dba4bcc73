import type { CallRecord, Disposition } from './call.ts';

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

/** An incoming call that reached nobody: work for someone. */
export function wasMissed(call: Pick<CallRecord, 'direction' | 'disposition'>): boolean {
  const { direction, disposition } = call;
  return direction === 'inbound' && disposition !== null && MISSED_RESULTS.includes(disposition);
}

/** How an incoming call ends that reached nobody. */
export const MISSED_RESULTS: readonly Disposition[] = ['abandoned', 'no-answer', 'busy', 'failed'];

/** The call as people see it: of the recording its name, not the folders of the PBX. */
export function withoutFolders<T extends CallRecord>(call: T): T {
  return { ...call, recording: call.recording?.split('/').at(-1) ?? null };
}
