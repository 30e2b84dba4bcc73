import { plainDigits } from '@perezvon/crm-core';
import type { Forgotten } from '../call-log/entry.ts';
import { type Caller, type CallRecord, withRecordings } from '../contract/index.ts';

/** A call as far as a person may be found in it. */
export interface NamingCall {
  readonly pbx: string;
  readonly record: CallRecord;
  readonly caller: Caller;
}

/** A person as calls know them. */
export interface Person {
  /** Texts one of which each call that names them has. */
  readonly texts: readonly string[];
  /** L11 The call without them; null where it does not name them. */
  forgetIn(call: NamingCall): Forgotten | null;
}

/** What stands in the place of a number that is erased. */
export const ERASED = '…';

/** So many of a number's last digits are alike however it is written. */
const LAST_DIGITS = 7;

/**
 * `numbers`: E.164, or digits of what is no public number, that are this person's alone. `readings`: what a text may
 * mean on a PBX, in E.164.
 */
export function createPerson(options: {
  contactId: string | null;
  numbers: readonly string[];
  readings: (pbx: string, text: string) => readonly string[];
}): Person {
  const { contactId, readings } = options;
  const numbers = new Set(options.numbers);

  const isTheirs = (pbx: string) => (text: string | null) =>
    text !== null &&
    text !== '' &&
    (numbers.has(plainDigits(text)) || readings(pbx, text).some((one) => numbers.has(one)));

  /** Said to be theirs; or by their number, and nobody else's by what was found out. */
  function isOwn({ record, caller }: NamingCall, isNumber: (text: string | null) => boolean) {
    if (caller.kind === 'known') return caller.contact.id === contactId;
    if (caller.kind === 'ambiguous' && caller.contacts.some(({ id }) => id !== contactId))
      return false;
    const { e164, externalNumber, dialled, direction } = record;
    return [e164, externalNumber, direction === 'outbound' ? dialled : null].some(isNumber);
  }

  return {
    texts: [
      ...(contactId === null ? [] : [contactId]),
      ...[...numbers].map((number) => number.replace('+', '').slice(-LAST_DIGITS)),
    ],
    forgetIn(call) {
      const { record } = call;
      const isNumber = isTheirs(call.pbx);
      if (isOwn(call, isNumber)) {
        const { externalNumber, dialled, direction } = record;
        const said = [externalNumber, direction === 'outbound' ? dialled : null];
        const hidden = withoutNumber(record, (text) => said.includes(text) || isNumber(text));
        return { record: withoutParty(hidden), caller: { kind: 'erased' }, whole: true };
      }
      const hidden = withoutNumber(record, isNumber);
      const caller = without(call.caller, contactId);
      const isNamed = caller !== call.caller || JSON.stringify(hidden) !== JSON.stringify(record);
      return isNamed ? { record: hidden, caller, whole: false } : null;
    },
  };
}

function withoutParty(record: CallRecord): CallRecord {
  const nothing = { externalNumber: null, e164: null, externalName: null };
  const hidden = { ...withRecordings(record, []), ...nothing };
  return record.direction === 'outbound' ? { ...hidden, dialled: null } : hidden;
}

/** With `ERASED` for the number wherever somebody was rung, sent or asked at it. */
function withoutNumber(record: CallRecord, isNumber: (text: string | null) => boolean): CallRecord {
  const hide = <T extends string | null>(text: T) => (isNumber(text) ? ERASED : text);
  const ends = <T extends { from: string | null; to: string | null }>(one: T): T => ({
    ...one,
    from: hide(one.from),
    to: hide(one.to),
  });
  return {
    ...record,
    legs: record.legs.map((leg) =>
      leg.kind === 'external' ? { ...leg, party: hide(leg.party) } : leg,
    ),
    transfers: record.transfers.map(ends),
    consultations: record.consultations.map(ends),
    forwarded: record.forwarded.map(ends),
  };
}

/** Of several who may be meant, the others. */
function without(caller: Caller, contactId: string | null): Caller {
  if (caller.kind !== 'ambiguous' || !caller.contacts.some(({ id }) => id === contactId))
    return caller;
  const contacts = caller.contacts.filter(({ id }) => id !== contactId);
  const [only] = contacts;
  return only && contacts.length === 1
    ? { kind: 'known', contact: only, chosen: false }
    : { kind: 'ambiguous', contacts };
}
