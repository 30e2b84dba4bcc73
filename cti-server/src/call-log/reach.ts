import type { CallRecord } from '../contract/index.ts';
import type { Scope } from '../users/scopes.ts';
import { touchedExtensions } from './entry.ts';

/** Whether a call is within what somebody sees; worked out once for many readers. */
export type WithinScope = (scope: Scope) => boolean;

/** W4 A call is seen by those whose scope has an extension that it touched. */
export function withinScope(pbx: string, record: CallRecord): WithinScope {
  const touched = touchedExtensions(record);
  return (scope) => {
    if (scope === 'all') return true;
    const extensions = scope.get(pbx);
    // the smaller one is gone through: a team may be large
    return extensions !== undefined && [...touched].some((one) => extensions.has(one));
  };
}
