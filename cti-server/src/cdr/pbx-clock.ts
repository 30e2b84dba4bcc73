import type { LoggedCall } from '../call-log/entry.ts';
import type { FillParts } from './fill.ts';
import { secondOf } from './group.ts';

/** Uniqueids are to the second: so much less is no difference between clocks. */
const ALIKE_MS = 2_000;
/** They are cut, not rounded. */
const HALF_SECOND_MS = 500;
/** So many of the newest calls are asked. */
const ASKED = 100;

/**
 * How far the PBX's clock is ahead of ours, in whole seconds as ms; 0 when they agree, and when nothing tells.
 * A call that was seen from its beginning began when its first channel came to be, which that one's uniqueid
 * tells by the PBX's clock. What the middle one of these calls says counts: of those given, else of the newest.
 */
export function clockAhead(
  { log, numbering }: Pick<FillParts, 'log' | 'numbering'>,
  calls: Iterable<LoggedCall> = [],
): number {
  const own = (all: Iterable<LoggedCall>) => [...all].filter(({ pbx }) => pbx === numbering.pbx);
  const middle = middleOf(calls) ?? middleOf(own(log.newest(ASKED))) ?? 0;
  return Math.abs(middle) < ALIKE_MS ? 0 : Math.round(middle / 1_000) * 1_000;
}

function middleOf(calls: Iterable<LoggedCall>): number | null {
  const found = [...new Set(calls)]
    .map(({ record, complete }) => (complete ? aheadBy(record) : Number.NaN))
    .filter((ms) => !Number.isNaN(ms))
    .sort((a, b) => a - b);
  return found[Math.floor(found.length / 2)] ?? null;
}

function aheadBy({ linkedIds: [group = ''], startedAt }: LoggedCall['record']): number {
  return secondOf(group) + HALF_SECOND_MS - Date.parse(startedAt);
}
