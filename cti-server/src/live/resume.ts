import type { Entry } from '../call-log/entry.ts';

/** What a client that has up to `after` of log `epoch` needs. */
export type ResumePlan =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'backfill'; readonly entries: readonly Entry[] };

/** The log as resuming reads it. */
export interface ResumeSource {
  readonly epoch: string;
  firstN(): number;
  lastN(): number;
  since(n: number, limit: number): Entry[];
}

/** More than this is told quicker by a snapshot. */
const MOST_BACKFILL = 500;

/**
 * W1 A number of this log, not older than what is kept and not too far behind, is filled up; anything
 * else gets a snapshot. Read and cut-over happen in one turn of the loop, so nothing falls between.
 */
export function planResume(
  source: ResumeSource,
  asked: { epoch: string | null; after: number | null },
): ResumePlan {
  const { epoch, after } = asked;
  const last = source.lastN();
  if (epoch !== source.epoch || after === null || after > last) return { kind: 'snapshot' };
  if (after === last) return { kind: 'backfill', entries: [] };
  if (after + 1 < source.firstN() || last - after > MOST_BACKFILL) return { kind: 'snapshot' };
  return { kind: 'backfill', entries: source.since(after, MOST_BACKFILL + 1) };
}
