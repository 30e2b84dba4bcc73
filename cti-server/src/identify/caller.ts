import type { Caller, CallRecord, ContactBrief } from '../contract/index.ts';

/** I1, I4 What is known without asking anybody; null where the CRM must say. */
export function callerWithoutCrm(
  call: Pick<CallRecord, 'direction' | 'externalNumber' | 'e164'>,
): Caller | null {
  if (call.direction === 'internal') return { kind: 'internal' };
  if (call.externalNumber === null) return { kind: 'withheld' };
  if (call.e164 === null) return { kind: 'unknown' };
  return null;
}

/**
 * I2, I3, I4 Who is meant by the contacts that have the number. `chosenId`: the contact that an operator
 * chose for this number before, null for none.
 */
export function callerAmong(contacts: readonly ContactBrief[], chosenId: string | null): Caller {
  const [first, ...others] = contacts;
  if (!first) return { kind: 'unknown' };
  if (others.length === 0) return { kind: 'known', contact: first, chosen: false };
  const chosen = contacts.find(({ id }) => id === chosenId);
  return chosen
    ? { kind: 'known', contact: chosen, chosen: true }
    : { kind: 'ambiguous', contacts: [...contacts] };
}
