import { withinScope, type WithinScope } from '../call-log/reach.ts';
import { type CallRecord, type PhoneOwner, phonesOf, ringingNow } from '../contract/index.ts';
import type { Scope } from '../users/scopes.ts';

/** Who sees a call as it is now, and whose card opens; worked out once for many viewers. */
export interface Audience {
  readonly sees: WithinScope;
  /**
   * W5 A phone of the viewer's rings, or the viewer placed the call. Once a card is open it
   * stays; ended calls open none.
   */
  readonly pops: (viewer: PhoneOwner) => boolean;
}

/** `pbx`: the connection that the call is of. */
export function audienceOf(pbx: string, call: CallRecord): Audience {
  const open = call.state === 'ended' ? [] : ringingNow(call);
  const popping = new Set(call.state === 'ended' || !call.from ? open : [...open, call.from]);
  return {
    sees: withinScope(pbx, call),
    pops: (viewer) =>
      phonesOf(viewer).some((phone) => phone.pbx === pbx && popping.has(phone.extension)),
  };
}

/** Whether one call is within what somebody sees (W4). */
export function maySee(scope: Scope, pbx: string, call: CallRecord): boolean {
  return withinScope(pbx, call)(scope);
}
