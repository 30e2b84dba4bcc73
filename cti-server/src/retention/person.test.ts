import { describe, expect, test } from 'vitest';
import { aCall, ended } from '../../../fixtures/temp-log.ts';
import type { Caller, CallRecord } from '../contract/index.ts';
import { createPerson, ERASED } from './person.ts';

const anna = { id: 'anna', kind: 'person', name: 'Анна', companyName: null, role: '' } as const;
const oleg = { ...anna, id: 'oleg', name: 'Олег' } as const;
const NUMBER = '+79161234567';

const readings = (_: string, text: string) => {
  const digits = text.replace(/^9?[87]?(?=\d{10}$)/, '');
  return /^\d{10}$/.test(digits) ? [`+7${digits}`] : [];
};
const person = createPerson({ contactId: 'anna', numbers: [NUMBER], readings });

function forget(record: CallRecord, caller: Caller = { kind: 'unknown' }) {
  return person.forgetIn({ pbx: 'office', record: ended(record), caller });
}

describe('L11 whose call it was is forgotten', () => {
  test('by the number, however it was written; times, extension and result stay', () => {
    const call = aCall({
      e164: null,
      externalNumber: '89161234567',
      recording: 'x-89161234567.wav',
    });
    const found = forget(call);
    expect(found).toMatchObject({ whole: true, caller: { kind: 'erased' } });
    expect(JSON.stringify(found)).not.toMatch(/9161234567|Анна/);
    const { externalName: _, externalNumber: __, recording: ___, ...same } = ended(call);
    expect(found?.record).toMatchObject(same);
  });

  test('by the contact, also where the number was another one then', () => {
    const call = aCall({ e164: '+74950000009', externalNumber: '74950000009' });
    const found = forget(call, { kind: 'known', contact: anna, chosen: true });
    expect(found?.record).toMatchObject({ externalNumber: null, e164: null, externalName: null });
  });

  test('of a call to them the digits and the leg', () => {
    const [phone] = aCall().legs;
    const leg = { ...phone, party: '9161234567', kind: 'external' } as NonNullable<typeof phone>;
    const call = aCall({ direction: 'outbound', dialled: '9161234567', legs: [leg] });
    const found = forget(call);
    expect(found?.record.dialled).toBeNull();
    expect(found?.record.legs[0]?.party).toBe(ERASED);
  });
});

describe('L11 calls of others', () => {
  test('that only mention the number keep all else', () => {
    const call = aCall({
      e164: '+74950000009',
      externalNumber: '74950000009',
      recording: 'a.wav',
      transfers: [
        { type: 'blind', from: '101', to: '89161234567', at: '2026-11-23T10:00:00Z', result: null },
      ],
      forwarded: [{ from: '101', to: '9161234567' }],
    });
    const found = forget(call);
    expect(found).toMatchObject({ whole: false, caller: { kind: 'unknown' } });
    expect(found?.record.transfers[0]?.to).toBe(ERASED);
    expect(found?.record.forwarded[0]?.to).toBe(ERASED);
    expect(found?.record).toMatchObject({ e164: '+74950000009', recording: 'a.wav' });
  });

  test('that name them as one of several name the others', () => {
    const found = forget(aCall({ e164: '+74950000009', externalNumber: '74950000009' }), {
      kind: 'ambiguous',
      contacts: [anna, oleg],
    });
    expect(found?.caller).toEqual({ kind: 'known', contact: oleg, chosen: false });
    expect(found?.whole).toBe(false);
  });

  test('are left alone: said to be somebody else’s, or with another number', () => {
    expect(forget(aCall(), { kind: 'known', contact: oleg, chosen: true })).toBeNull();
    expect(forget(aCall({ e164: '+79161234568', externalNumber: '79161234568' }))).toBeNull();
  });
});
