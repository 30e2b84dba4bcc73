import { plainDigits } from '../shared/dial.ts';
import { toE164 } from '../shared/phone.ts';
import type { ContactNumber, NewContact, UnreadableNumber } from './model.ts';

/** A contact's numbers as they will be stored, and those among them that no look-up will find. */
export interface ReadNumbers {
  readonly numbers: readonly Omit<ContactNumber, 'id'>[];
  readonly unreadable: readonly UnreadableNumber[];
}

/** Reads the numbers of a contact; a number written twice, in whatever form, is kept once, the first. */
export function readNumbers(typed: NewContact['numbers'], country: string): ReadNumbers {
  const kept = new Map<string, Omit<ContactNumber, 'id'>>();
  const unreadable: UnreadableNumber[] = [];
  for (const { kind, written } of typed) {
    const reading = toE164(written, { country, internal: () => false });
    const e164 = reading.kind === 'e164' ? reading.e164 : null;
    const key = e164 ?? plainDigits(written);
    if (kept.has(key)) continue;
    kept.set(key, { kind, written, e164 });
    if (reading.kind === 'invalid') unreadable.push({ written, why: reading.why });
    if (reading.kind === 'internal') unreadable.push({ written, why: 'short-code' });
    if (reading.kind === 'withheld') unreadable.push({ written, why: 'empty' });
  }
  return { numbers: [...kept.values()], unreadable };
}

/** The digits of a number backwards: what the index for a number's last digits holds. */
export function reversedDigits({ written, e164 }: Pick<ContactNumber, 'written' | 'e164'>): string {
  return reverse((e164 ?? plainDigits(written)).replace(/[^0-9]/g, ''));
}

/** Digits backwards. */
export function reverse(digits: string): string {
  return digits.split('').reverse().join('');
}
