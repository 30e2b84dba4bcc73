import { type CallView, takerOf } from '@perezvon/cti-server/contract';
import type { PhoneCall } from '../phone/phone.ts';
import { hadPart, ownPart } from '../services/own-part.ts';
import { otherNumber } from './call-facts.ts';

/** Digits that must agree at the end: national and international forms of one number do. */
const AGREEING_DIGITS = 7;

/**
 * The call record behind a call of this phone, or null while it is not known: by its id (a desk
 * phone), else by its number, else the only one that fits, or that was taken by a code. `calls` are live ones; for a call that is over, all that are known, the
 * newest first.
 */
export function recordOf(
  phoneCall: PhoneCall,
  calls: readonly CallView[],
  extension: string | null,
): CallView | null {
  const same = calls.find((call) => call.id === phoneCall.id);
  if (same) return same;
  if (extension === null) return null;
  const isOver = phoneCall.state === 'ended';
  const mine = calls.filter((call) =>
    isOver ? hadPart(call, extension) : ownPart(call, extension) !== null,
  );
  const tail = digitsTail(phoneCall.remoteNumber);
  if (isOver && tail === '')
    return mine.find((call) => otherNumber(call, extension) === null) ?? null;
  const numberOf = (call: CallView) => otherNumber(call, extension) ?? '';
  const agree = (call: CallView) => agreeing(numberOf(call), phoneCall.remoteNumber);
  const byNumber = mine.filter((call) => tail !== '' && digitsTail(numberOf(call)) === tail);
  // a mobile and a city number may end alike: the one with the most digits in common
  const [nearest] = byNumber.sort((one, other) => agree(other) - agree(one));
  return (
    nearest ??
    mine.find((call) => isTaken(call, { phoneCall, extension })) ??
    (mine.length === 1 && tail === '' ? (mine[0] ?? null) : null)
  );
}

/** Whether the phone dialled a code to take this call: out of its parking place, or from a colleague where it rang. */
function isTaken(
  call: CallView,
  { phoneCall, extension }: { phoneCall: PhoneCall; extension: string },
): boolean {
  const { direction, asksFor, remoteNumber } = phoneCall;
  if (direction === 'inbound' || asksFor !== null) return false;
  const { pickedUp } = call;
  const isPickup = pickedUp?.by === extension && remoteNumber.endsWith(pickedUp.from ?? '');
  return isPickup || takerOf(call) === extension;
}

/** How many digits two numbers have in common at their end. */
function agreeing(one: string, other: string): number {
  const [a = '', b = ''] = [one, other].map((text) => text.replace(/\D/g, ''));
  let same = 0;
  while (same < a.length && a.at(-1 - same) === b.at(-1 - same)) same += 1;
  return same;
}

function digitsTail(number: string): string {
  return number.replace(/\D/g, '').slice(-AGREEING_DIGITS);
}
