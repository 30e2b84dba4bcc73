import type { CallView } from '@perezvon/cti-server/contract';
import type { PhoneCall } from '../phone/phone.ts';
import { hadPart, ownPart } from '../services/own-part.ts';
import { otherNumber } from './call-facts.ts';

/** Digits that must agree at the end: national and international forms of one number do. */
const AGREEING_DIGITS = 7;

/**
 * The call record behind a call of this phone, or null while it is not known: by its id (a desk
 * phone), else by its number, else the only one that fits. `calls` are live ones; for a call that is over, all that are known, the
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
  const byNumber = mine.filter((call) => {
    const number = otherNumber(call, extension);
    return tail !== '' && number !== null && digitsTail(number) === tail;
  });
  return byNumber[0] ?? (mine.length === 1 && tail === '' ? (mine[0] ?? null) : null);
}

function digitsTail(number: string): string {
  return number.replace(/\D/g, '').slice(-AGREEING_DIGITS);
}
