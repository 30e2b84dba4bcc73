import type { Caller, CallRecord } from '../contract/index.ts';

/** A call as the log keeps it: the record and what was found out beside the PBX. */
export interface LoggedCall {
  readonly pbx: string;
  readonly record: CallRecord;
  readonly caller: Caller;
  readonly complete: boolean;
  readonly recordingId: string | null;
  readonly note: string;
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
);
