import { type LiveCall, type LiveChannel, SAME_ACT_MS } from './call.ts';
import { extensionOf, subjectOf } from './direction.ts';
import { type CallModel, join } from './model.ts';

/**
 * C14 The PBX rings who sent a call on after a consultation and hung up, since nobody took it: what it begins by
 * that, for moments or until they answer, is a part of the call that comes back. `at`: ms epoch.
 */
export function comesBack(model: CallModel, rung: LiveChannel, at: number): void {
  const extension = extensionOf(rung);
  const { call } = rung;
  if (extension === null || call.first !== rung || call.channels.size > 1) return;
  for (const sent of model.calls) {
    if (sent !== call && isComingBack(sent, { extension, at })) return join(model, sent, call);
  }
}

/** Nobody is with the other party any more, and the PBX keeps the channel of the sender, who has hung up. */
function isComingBack(
  call: LiveCall,
  { extension, at }: { extension: string; at: number },
): boolean {
  const last = call.transfers.at(-1);
  if (last?.type !== 'attended' || last.from !== extension) return false;
  if (call.endedAt !== null && at - call.endedAt >= SAME_ACT_MS) return false;
  if (call.legs.some(({ party, answeredAt }) => party === last.to && answeredAt !== null))
    return false;
  const own = [...call.channels].filter((channel) => extensionOf(channel) === extension);
  const hasLeft = own.length > 0 && own.every(({ hungUpAt }) => hungUpAt !== null);
  return hasLeft && (subjectOf(call).bridge?.channels.size ?? 0) <= 1;
}
