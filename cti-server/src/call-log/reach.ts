import type { CallRecord } from '../contract/index.ts';
import type { Period, Scope } from '../users/scopes.ts';
import { touchedExtensions } from './entry.ts';

/** Whether a call is within what somebody sees; worked out once for many readers. */
export type WithinScope = (scope: Scope) => boolean;

/** W4 A call is seen by those whose scope has an extension that it touched, at a time in which it went on. */
export function withinScope(pbx: string, record: CallRecord): WithinScope {
  const touched = touchedExtensions(record);
  const began = Date.parse(record.startedAt);
  const ended = record.endedAt === null ? Infinity : Date.parse(record.endedAt);
  const overlaps = ({ from, to }: Period) => began < to && ended >= from;
  return (scope) => {
    if (scope === 'all') return true;
    const extensions = scope.get(pbx);
    // the smaller one is gone through: a team may be large
    return [...touched].some((one) => extensions?.get(one)?.some(overlaps) ?? false);
  };
}
