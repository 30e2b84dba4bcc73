import { type Contact, type ContactStore, type PhoneIndex, plainDigits } from '@perezvon/crm-core';
import type { ErasureSubject, User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Visitor } from '../users/sessions.ts';

/** Whom an erasure is about. */
export interface Subject {
  readonly contact: Contact | null;
  /** All their numbers: E.164, else digits as written. */
  readonly numbers: readonly string[];
  /** Those of them that no other contact has. */
  readonly own: readonly string[];
}

/** Whom an erasure is about, when it goes on after a restart: the contact may be gone by then. */
export interface Whom extends Pick<Subject, 'numbers' | 'own'> {
  readonly contactId: string | null;
}

/** Who asked for an erasure, as the audit log has it. */
export interface Orderer {
  readonly who: Pick<User, 'id' | 'login' | 'name'>;
  readonly from: Pick<Visitor, 'address' | 'userAgent'>;
}

/** An erasure that was begun. */
export interface BegunErasure extends Orderer {
  readonly id: string;
  readonly reference: string;
  readonly whom: Whom;
}

/**
 * Finds the person. A number that a contact has is erased by that contact, so that nothing of them is left. Throws
 * `AppError` `not-found`, `erasure-contact` with the name, `erasure-number` where a text is no number.
 */
export async function resolveSubject(
  subject: ErasureSubject,
  parts: {
    contacts: Pick<ContactStore, 'get'>;
    owners: PhoneIndex;
    readings: (text: string) => readonly string[];
  },
): Promise<Subject> {
  const { contacts, owners, readings } = parts;
  if ('number' in subject) {
    const [number] = readings(subject.number);
    if (number === undefined) {
      throw new AppError('erasure-number', { fields: { number: 'wrong' } });
    }
    const [owner] = owners.find(number);
    if (owner) throw new AppError('erasure-contact', { values: { name: owner.name } });
    return { contact: null, numbers: [number], own: [number] };
  }
  const contact = await contacts.get(subject.contactId);
  if (!contact) throw new AppError('not-found');
  const numbers = contact.numbers.map(({ e164, written }) => e164 ?? plainDigits(written));
  const isOwn = (number: string) => owners.find(number).every(({ id }) => id === contact.id);
  return { contact, numbers, own: numbers.filter((one) => one.length > 4 && isOwn(one)) };
}
