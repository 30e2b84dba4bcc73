import { type CallRecord, ringingNow, type User } from '../contract/index.ts';

type Viewer = Pick<User, 'role' | 'pbx' | 'extension'>;

/** The extensions that a call touched in any way. */
export function touchedBy(call: CallRecord): Set<string> {
  const own = [...call.rang, ...call.answeredBy, ...call.handledBy];
  for (const leg of call.legs) if (leg.kind === 'extension') own.push(leg.party);
  if (call.from !== null) own.push(call.from);
  return new Set(own);
}

/** W4 Supervisors and admins see every call; operators those that touched their extension. */
export function maySee(viewer: Viewer, pbx: string, call: CallRecord): boolean {
  if (viewer.role !== 'operator') return true;
  return viewer.pbx === pbx && viewer.extension !== null && touchedBy(call).has(viewer.extension);
}

/**
 * W5 Whose card opens: the phone of the viewer's extension rings, or the viewer placed the call. Once a
 * card is open it stays; ended calls open none.
 */
export function popsFor(viewer: Viewer, pbx: string, call: CallRecord): boolean {
  if (call.state === 'ended' || viewer.pbx !== pbx || viewer.extension === null) return false;
  return ringingNow(call).includes(viewer.extension) || call.from === viewer.extension;
}
