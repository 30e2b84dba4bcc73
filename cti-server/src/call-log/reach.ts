import type { CallRecord, User } from '../contract/index.ts';
import { touchedExtensions } from './entry.ts';

/** Who a call concerns, worked out once for many readers. */
export type Reach = (reader: Pick<User, 'role' | 'pbx' | 'extension'>) => boolean;

/** W4 Supervisors and admins see and hear every call; operators those that touched their extension. */
export function reachOf(pbx: string, record: CallRecord): Reach {
  const touched = touchedExtensions(record);
  return (reader) =>
    reader.role !== 'operator' ||
    (reader.pbx === pbx && reader.extension !== null && touched.has(reader.extension));
}
