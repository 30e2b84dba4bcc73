import type { Caller, CallRecord } from '../contract/index.ts';

/** A call as the log keeps it: the record and what was found out beside the PBX. */
export interface LoggedCall {
  readonly pbx: string;
  readonly record: CallRecord;
  readonly caller: Caller;
  /** False where some of it was not seen. */
  readonly complete: boolean;
  /** Opaque id of the audio, 128 random bits; null when none was recorded. */
  readonly recordingId: string | null;
  readonly note: string;
  /** What the operator says came of it; null when nothing was said. */
  readonly outcome: string | null;
  /** Ids of calls that turned out to be this one: whoever shows them takes them away. */
  readonly merged: readonly string[];
}

/** The link to a PBX was away: calls that began and ended meanwhile were not seen. Times ms epoch. */
export interface Gap {
  readonly pbx: string;
  readonly from: number;
  readonly to: number;
}

/** One numbered entry of the log. `n` grows by one or more; `at` is ms epoch. */
export type Entry = { readonly n: number; readonly at: number } & (
  | ({ readonly kind: 'call' } & LoggedCall)
  | ({ readonly kind: 'gap' } & Gap)
  /** L10 Calls that are in the log no more: whoever shows them takes them away. */
  | { readonly kind: 'removed'; readonly callIds: readonly string[] }
);

/** A call without what is to be forgotten of it; where its recording is null, nobody finds that any more. */
export interface Forgotten {
  readonly record: CallRecord;
  readonly caller: Caller;
  /** Whether it was theirs: then its note goes, too, and nobody says again who it was. */
  readonly whole: boolean;
}

/**
 * What is to be written. What depends on a call's present state (a note, an answer of the CRM) names
 * only the call: it is joined with the state when its turn to be written comes, never with an older one.
 */
export type Draft = { readonly at: number } & (
  | ({
      readonly kind: 'call';
      /** What is to be known of it after a restart; null when nothing, absent where that does not change. */
      readonly memory?: string | null;
    } & Omit<LoggedCall, 'note' | 'outcome' | 'recordingId'>)
  | {
      readonly kind: 'memory';
      readonly pbx: string;
      readonly callId: string;
      readonly memory: string;
    }
  | { readonly kind: 'caller'; readonly callId: string; readonly caller: Caller }
  | {
      readonly kind: 'note';
      readonly callId: string;
      readonly note: string;
      /** The one that is replaced; where it is another by now nothing is written. */
      readonly version?: string | undefined;
    }
  | { readonly kind: 'outcome'; readonly callId: string; readonly outcome: string | null }
  | { readonly kind: 'choice'; readonly callId: string; readonly caller: Caller }
  | {
      readonly kind: 'close';
      readonly pbx: string;
      readonly stillOpen: ReadonlySet<string>;
      readonly seenAt: number;
    }
  | ({ readonly kind: 'gap' } & Gap)
  /** L10 These calls go, with all that is kept of them. */
  | { readonly kind: 'remove'; readonly callIds: readonly string[] }
  /** L11 This call forgets who it was with; null where it goes on. */
  | { readonly kind: 'forget'; readonly callId: string; readonly forgotten: Forgotten }
  /** The link to this PBX is there; no entry, nobody is told. */
  | { readonly kind: 'seen'; readonly pbx: string }
);

/** The contact that an identified call belongs to; null while nobody or several are meant. */
export function contactIdOf(caller: Caller): string | null {
  return caller.kind === 'known' ? caller.contact.id : null;
}

/** The extensions that a call touched in any way, rung or not: whose call it is. */
export function touchedExtensions(record: CallRecord): ReadonlySet<string> {
  const touched = new Set([...record.rang, ...record.answeredBy, ...record.handledBy]);
  for (const leg of record.legs) if (leg.kind === 'extension') touched.add(leg.party);
  if (record.from !== null) touched.add(record.from);
  return touched;
}
