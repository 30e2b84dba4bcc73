import type { CdrRow } from './row.ts';

/** Rows that were added, and where to go on. `unreadable`: lines that are no rows. */
export interface CdrBatch {
  readonly rows: readonly CdrRow[];
  readonly next: string;
  readonly unreadable: number;
  /** There is more: ask again. */
  readonly more: boolean;
}

/** Where a PBX writes its call detail records. */
export interface CdrSource {
  /**
   * The rows after a place that `next` named; null: from the beginning. At most some thousands at a time.
   * Throws `CdrError`.
   */
  read(after: string | null): Promise<CdrBatch>;
}

/** Why records can't be read; the message names cause and cure. */
export class CdrError extends Error {
  override readonly name = 'CdrError';
}
