import type { CallView } from '@perezvon/cti-server/contract';
import { describe, expect, test } from 'vitest';
import { handedBy, initialsOf, tintOf } from './call-facts.ts';

test.each([
  ['Анна Сергеевна Ковалёва', 'АС'],
  ['ООО «Ромашка»', 'ОР'],
  ['élan', 'É'],
  ['  <b>x', 'BX'],
  ['+7 916', ''],
])('%j has the initials %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

describe('which colleague handed a call over', () => {
  const transfer = { type: 'blind', from: '202', to: '201', at: '', result: null } as const;
  const asked = { from: '203', to: '201', startedAt: '', answeredAt: null, endedAt: null };
  const of = (part: Partial<Pick<CallView, 'transfers' | 'consultations'>>) =>
    handedBy({ transfers: [], consultations: [], ...part }, '201');

  test('the last who transferred it to this extension', () => {
    const others = { ...transfer, to: '204' };
    const last = { ...transfer, from: '205' };
    expect(of({ transfers: [transfer, last, others] })).toEqual({ by: '205', how: 'transferred' });
    expect(of({ transfers: [others] })).toBeNull();
  });

  test('or who asks now, not one who asked before', () => {
    expect(of({ consultations: [asked] })).toEqual({ by: '203', how: 'asks' });
    expect(of({ consultations: [{ ...asked, endedAt: 'x' }] })).toBeNull();
  });
});

test('somebody has the same colour always, and not all have one', () => {
  const ids = ['anna', 'boris', 'vera', 'gleb', 'daria', 'egor', 'zoya', 'ivan'];
  expect(ids.map(tintOf)).toEqual(ids.map(tintOf));
  expect(new Set(ids.map(tintOf)).size).toBeGreaterThan(2);
  expect(ids.map(tintOf).every((tint) => tint >= 0 && tint < 6)).toBe(true);
});
