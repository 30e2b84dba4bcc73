import type { Bridge, LiveCall, LiveChannel } from './call.ts';
import { type CallModel, touch } from './model.ts';

/** C10 Hold time runs while anyone holds it or it is parked. */
export function hold(
  model: CallModel,
  call: LiveCall,
  { key, on, at }: { key: string; on: boolean; at: number },
): void {
  const before = call.holders.size;
  if (on && call.answeredAt !== null && call.endedAt === null) call.holders.add(key);
  else if (!on) call.holders.delete(key);
  if (before === call.holders.size) return;
  if (call.holders.size > 0) call.heldSince ??= at;
  else {
    call.holdMs += at - (call.heldSince ?? at);
    call.heldSince = null;
  }
  touch(model, call);
}

/** What holds a party whom the phone that held it has left there alone. */
export const leftAlone = ({ id }: LiveChannel) => `alone ${id}`;

/**
 * C10 Whom this phone holds, leaves behind and does not hang up on: the PBX makes a transfer for it, and it asks
 * elsewhere meanwhile.
 */
export function heldAlone({ call, id, hungUpAt }: LiveChannel, bridge: Bridge): LiveChannel | null {
  const [one, ...others] = bridge.channels;
  const isHeld = bridge.use === 'talk' && hungUpAt === null && call.holders.has(id);
  return isHeld && one?.call === call && others.length === 0 ? one : null;
}

/** Whether somebody of this call is held so. */
export function isAnyLeftAlone({ holders }: LiveCall): boolean {
  return [...holders].some((key) => key.startsWith('alone '));
}
