import type { Endpoint } from '../users/scopes.ts';

/** Which calls to list. Times ms epoch; `contactIds` and `e164` widen each other (a search by name or number). */
export interface CallFilter {
  readonly direction?: string | undefined;
  /** Any of these. */
  readonly dispositions?: readonly string[] | undefined;
  readonly contactIds?: readonly string[] | undefined;
  readonly e164?: string | undefined;
  readonly from?: number | undefined;
  /** Not this one: up to it. */
  readonly to?: number | undefined;
  readonly queue?: string | undefined;
  /** How long they talked, ms. */
  readonly talkFrom?: number | undefined;
  readonly talkTo?: number | undefined;
  /** Words that the note has, all of them. */
  readonly note?: string | undefined;
  /** What came of it, as an operator said. */
  readonly outcome?: string | undefined;
  /** Only calls that touched one of these extensions; null: all. */
  readonly endpoints: readonly Endpoint[] | null;
}
