import { reachOf } from '../call-log/reach.ts';
import { type CallRecord, ringingNow, type User } from '../contract/index.ts';

type Viewer = Pick<User, 'role' | 'pbx' | 'extension'>;

/** Who sees a call as it is now, and whose card opens; worked out once for many viewers. */
export interface Audience {
  readonly sees: (viewer: Viewer) => boolean;
  /**
   * W5 The phone of the viewer's extension rings, or the viewer placed the call. Once a card is open it
   * stays; ended calls open none.
   */
  readonly pops: (viewer: Viewer) => boolean;
}

/** `pbx`: the connection that the call is of. */
export function audienceOf(pbx: string, call: CallRecord): Audience {
  const open = call.state === 'ended' ? [] : ringingNow(call);
  const popping = new Set(call.state === 'ended' || !call.from ? open : [...open, call.from]);
  return {
    sees: reachOf(pbx, call),
    pops: ({ pbx: own, extension }) => own === pbx && extension !== null && popping.has(extension),
  };
}

/** Whether one viewer may see one call (W4). */
export function maySee(viewer: Viewer, pbx: string, call: CallRecord): boolean {
  return reachOf(pbx, call)(viewer);
}
