import type { Phrase } from '../kernel/errors.ts';
import type { CdrRow } from './row.ts';

/** Rows that were added, in the source's own order, and where to go on. `unreadable`: lines that are no rows. */
export interface CdrBatch {
  readonly rows: readonly CdrRow[];
  readonly next: string;
  readonly unreadable: number;
  /** There is more: ask again. */
  readonly more: boolean;
  /** Which rows were given before and come again. */
  readonly again: Overlap | null;
  /** Rows that ended later come again with the next batch, as the PBX wrote their times; null: none. */
  readonly later: number | null;
  /** The file that was being read is gone: what was added to it since is not known. */
  readonly lost: boolean;
}

/** Rows that ended after `from` and up to `to` were given before; ms epoch, as the PBX wrote them. */
export interface Overlap {
  readonly from: number;
  readonly to: number;
}

/** Where a PBX writes its call detail records. Throws `CdrError` where they can't be read. */
export interface CdrSource {
  /**
   * The rows after a place that a batch or a row named; null: from the beginning. At most some thousands
   * at a time.
   */
  read(after: string | null): Promise<CdrBatch>;
  /** Whether a place is of this source: another kind may have been configured before. */
  knows(place: string): boolean;
  /** The place behind all that is there. */
  end(): Promise<string>;
  /** The rows that began from `from` on and before `to`, ms epoch, as the PBX wrote them. */
  between(from: number, to: number): Promise<CdrRow[]>;
  /** When the oldest row that is still there began, ms epoch, as the PBX wrote it; null when there is none. */
  oldest(): Promise<number | null>;
}

/** Why records can't be read; the words, of which the message has the English ones, name cause and cure. */
export class CdrError extends Error {
  override readonly name = 'CdrError';
  readonly words: Phrase;
  /** What is at that address may be no database at all. */
  readonly isStrange: boolean;
  constructor(words: Phrase, { isStrange = false } = {}) {
    super(words.en);
    this.words = words;
    this.isStrange = isStrange;
  }
}

/** `between` of a source that can only be read from its beginning. */
export async function sift(read: CdrSource['read'], { from, to }: Overlap): Promise<CdrRow[]> {
  const rows: CdrRow[] = [];
  let batch = await read(null);
  for (;;) {
    rows.push(...batch.rows.filter(({ start }) => start >= from && start < to));
    if (!batch.more) return rows;
    batch = await read(batch.next);
  }
}
