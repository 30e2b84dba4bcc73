import { withinScope, type WithinScope } from '../call-log/reach.ts';
import { type CallRecord, ringingNow, type User } from '../contract/index.ts';
import type { Scope } from '../users/scopes.ts';

type Viewer = Pick<User, 'pbx' | 'extension'>;

/** Who sees a call as it is now, and whose card opens; worked out once for many viewers. */
export interface Audience {
  readonly sees: WithinScope;
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
    sees: withinScope(pbx, call),
    pops: ({ pbx: own, extension }) => own === pbx && extension !== null && popping.has(extension),
  };
}

/** Whether one call is within what somebody sees (W4). */
export function maySee(scope: Scope, pbx: string, call: CallRecord): boolean {
  return withinScope(pbx, call)(scope);
}
