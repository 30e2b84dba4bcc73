import type { CallView } from '@perezvon/cti-server/contract';

/** Where what is to be written after a call stands: the time for it runs, is over, or is not measured. */
export type WrapUp =
  | { readonly kind: 'none' }
  | { readonly kind: 'open' }
  | { readonly kind: 'running'; readonly endsAt: number }
  | { readonly kind: 'over' };

interface Ended extends Pick<CallView, 'state' | 'endedAt' | 'answeredAt'> {
  readonly handledBy: readonly string[];
}

/** Of the reader at `extension`, `now` in ms since the epoch; `seconds` null: as long as it takes. */
export function wrapUpOf(
  call: Ended,
  { extension, seconds, now }: { extension: string | null; seconds: number | null; now: number },
): WrapUp {
  const { state, handledBy, endedAt, answeredAt } = call;
  const took = extension !== null && handledBy.includes(extension) && answeredAt !== null;
  if (state !== 'ended' || endedAt === null || !took) return { kind: 'none' };
  if (seconds === null) return { kind: 'open' };
  const endsAt = Date.parse(endedAt) + seconds * 1000;
  return now < endsAt ? { kind: 'running', endsAt } : { kind: 'over' };
}
