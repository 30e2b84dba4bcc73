import { type CallView, partEndedAt } from '@perezvon/cti-server/contract';

/** Where what is to be written after a call stands: the time for it runs, is over, or is not measured. */
export type WrapUp =
  | { readonly kind: 'none' }
  | { readonly kind: 'open' }
  | { readonly kind: 'running'; readonly endsAt: number }
  | { readonly kind: 'over' };

/** Of the reader at `extension`, `now` in ms since the epoch; `seconds` null: as long as it takes. */
export function wrapUpOf(
  call: CallView,
  { extension, seconds, now }: { extension: string | null; seconds: number | null; now: number },
): WrapUp {
  const endedAt = extension === null ? null : partEndedAt(call, extension);
  if (endedAt === null) return { kind: 'none' };
  if (seconds === null) return { kind: 'open' };
  const endsAt = Date.parse(endedAt) + seconds * 1000;
  return now < endsAt ? { kind: 'running', endsAt } : { kind: 'over' };
}
