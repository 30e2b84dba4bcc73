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
    if (sent === call || !isComingBack(sent, { extension, at })) continue;
    if (rung.leg) rung.leg.own = false;
    return join(model, sent, call);
  }
}

/** Nobody is with the other party any more, and the PBX keeps the channel of the sender, who has hung up. */
function isComingBack(
  call: LiveCall,
  { extension, at }: { extension: string; at: number },
): boolean {
  if (call.endedAt !== null && at - call.endedAt >= SAME_ACT_MS) return false;
  if ((subjectOf(call).bridge?.channels.size ?? 0) > 1) return false;
  const own = [...call.channels].filter((channel) => extensionOf(channel) === extension);
  if (own.length === 0 || own.includes(subjectOf(call))) return false;
  return isSentOn(call, own, extension) || isSentOnUnseen(call, own);
}

function isSentOn(call: LiveCall, own: readonly LiveChannel[], extension: string): boolean {
  const last = call.transfers.at(-1);
  if (last?.type !== 'attended' || last.from !== extension) return false;
  const isTaken = call.legs.some(
    ({ party, answeredAt }) => party === last.to && answeredAt !== null,
  );
  return !isTaken && own.every(({ hungUpAt }) => hungUpAt !== null);
}

/**
 * C11 While nobody listened: the other party is alone where it talked, and the sender's channel is kept, with
 * nobody.
 */
function isSentOnUnseen(call: LiveCall, own: readonly LiveChannel[]): boolean {
  const { bridge, hungUpAt } = subjectOf(call);
  // the PBX may have taken it from there when it hung up
  const isThere = bridge !== null || hungUpAt !== null || call.endedAt !== null;
  return !call.complete && isThere && own.every((channel) => channel.bridge === null);
}
