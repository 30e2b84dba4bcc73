import type { CallView } from '@perezvon/cti-server/contract';
import { describe, expect, it } from 'vitest';
import { ringingCall } from '../../e2e/sample-calls.ts';
import type { PhoneCall } from '../phone/phone.ts';
import { recordOf } from './phone-call-names.ts';

const phoneCall = (remoteNumber: string, id = 'sip'): PhoneCall => ({
  id,
  direction: 'inbound',
  remoteNumber,
  remoteName: '',
  state: 'ringing',
  muted: false,
  heldSince: null,
  joined: false,
  asksFor: null,
  ringback: false,
  startedAt: 0,
  answeredAt: null,
  endedAt: null,
  endReason: null,
});

describe('the record behind a call of the phone', () => {
  const anna = ringingCall('a', { externalNumber: '79161234567', e164: '+79161234567' });
  const ivan = ringingCall('b', { externalNumber: '74959876543', e164: '+74959876543' });

  it('is found by number, in national or international form', () => {
    expect(recordOf(phoneCall('89161234567'), [ivan, anna], '201')?.id).toBe('a');
    expect(recordOf(phoneCall('+74959876543'), [anna, ivan], '201')?.id).toBe('b');
  });

  it('is that of the whole number where two end alike', () => {
    const city = ringingCall('c', { externalNumber: '74951234567', e164: '+74951234567' });
    for (const calls of [
      [anna, city],
      [city, anna],
    ]) {
      expect(recordOf(phoneCall('84951234567'), calls, '201')?.id).toBe('c');
      expect(recordOf(phoneCall('+79161234567'), calls, '201')?.id).toBe('a');
    }
  });

  it('is found by its id on a desk phone', () => {
    expect(recordOf(phoneCall('', 'b'), [anna, ivan], '201')?.id).toBe('b');
  });

  it('is the only one where the number is withheld, and none where two could be meant', () => {
    expect(recordOf(phoneCall(''), [anna], '201')?.id).toBe('a');
    expect(recordOf(phoneCall(''), [anna, ivan], '201')).toBeNull();
  });

  it('is that which the phone took by a code: from its parking place, or where it rang at a colleague', () => {
    const dialled = (number: string, asksFor: string | null = null): PhoneCall => ({
      ...phoneCall(number),
      direction: 'outbound',
      state: 'talking',
      asksFor,
    });
    const at = new Date(Date.parse(anna.startedAt) + 60_000).toISOString();
    const talks = { ...anna, state: 'talking' as const, answeredAt: anna.startedAt };
    const legs = anna.legs.map((leg) => ({ ...leg, endedAt: at }));
    const park = { type: 'park', from: '202', to: '201', at, result: 'answered' } as const;
    const parked = { ...talks, legs, transfers: [park] };
    expect(recordOf(dialled('701'), [parked], '201')?.id).toBe('a');
    // whom one asks about it is another
    expect(recordOf(dialled('203', 'sip-a'), [parked], '201')).toBeNull();
    const [leg] = anna.legs;
    const own = leg ? [{ ...leg, party: '201', answeredAt: at }] : [];
    const pickedUp = { ...talks, legs: own, pickedUp: { by: '201', from: '202' } };
    expect(recordOf(dialled('*8202'), [pickedUp], '201')?.id).toBe('a');
    expect(recordOf(dialled('*8203'), [pickedUp], '201')).toBeNull();
  });

  it('stays while the end of the call is shown; of two with a number it is the newest', () => {
    const over = (one: CallView): CallView => ({
      ...one,
      state: 'ended',
      legs: one.legs.map((leg) => ({ ...leg, endedAt: one.startedAt })),
    });
    const ended = (number: string) => ({ ...phoneCall(number), state: 'ended' as const });
    const calls = [over({ ...anna, id: 'newest' }), over(anna), over(ivan)];
    expect(recordOf(ended('89161234567'), calls, '201')?.id).toBe('newest');
    expect(recordOf(ended('89161234567'), calls, '305')).toBeNull();
    expect(recordOf(phoneCall('89161234567'), calls, '201')).toBeNull();
    const withheld = over({ ...anna, id: 'withheld', externalNumber: null, e164: null });
    expect(recordOf(ended(''), [...calls, withheld], '201')?.id).toBe('withheld');
  });

  it('is never a call of another extension', () => {
    expect(recordOf(phoneCall('89161234567'), [anna], '305')).toBeNull();
  });
});
