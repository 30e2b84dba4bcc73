import { isDialTarget, type PhoneReading, toDialDigits, toE164 } from '@perezvon/crm-core';
import { AppError } from '../kernel/errors.ts';

/** How a PBX wants numbers dialled, from its connection's settings. */
export interface DialPlan {
  /** ISO 3166 country in whose national form numbers are read. */
  readonly country: string;
  /** Digits for an outside line, `` for none. */
  readonly outsidePrefix: string;
  /** What follows the prefix; `{digits}` is E.164 without its plus. */
  readonly dialFormat: string;
  readonly isExtension: (digits: string) => boolean;
}

/**
 * A number in any written form → the digits that this PBX dials, `^\+?[0-9*#]{1,32}$`. Extensions,
 * short and feature codes as they are; a public number as prefix and `dialFormat`, so with prefix 9
 * `+7 916 123-45-67` gives `979161234567`; other digits as typed, for the PBX to judge.
 * Throws `AppError` `not-dialable`.
 */
export function digitsFor(written: string, plan: DialPlan): string {
  const typed = toDialDigits(written);
  if (!typed.ok) throw notDialable(written);
  const { country, outsidePrefix, isExtension } = plan;
  const reading = toE164(typed.digits, { country, outsidePrefix, internal: isExtension });
  const digits =
    reading.kind === 'e164'
      ? outsidePrefix + plan.dialFormat.replace('{digits}', reading.e164.slice(1))
      : typed.digits;
  if (!isDialTarget(digits)) throw notDialable(written);
  return digits;
}

/**
 * What digits mean that a phone dials at this PBX: the other way round. Where `dialFormat` adds more than the
 * prefix, what it made is read as such first.
 */
export function readDialled(digits: string, plan: DialPlan): PhoneReading {
  const { country, outsidePrefix, isExtension } = plan;
  if (isExtension(digits)) return { kind: 'internal', extension: digits };
  const [head = '', tail = ''] = (outsidePrefix + plan.dialFormat).split('{digits}');
  if (head !== outsidePrefix && digits.startsWith(head) && digits.endsWith(tail)) {
    const made = `+${digits.slice(head.length, digits.length - tail.length)}`;
    const reading = toE164(made, { country, internal: () => false });
    if (reading.kind === 'e164') return reading;
  }
  return toE164(digits, { country, outsidePrefix, internal: isExtension });
}

function notDialable(written: string): AppError {
  return new AppError('not-dialable', {
    values: { number: written.slice(0, 64) },
    fields: { number: 'not-dialable' },
  });
}
