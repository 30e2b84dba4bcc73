import type { CallView, Leg } from '@perezvon/cti-server/contract';
import { expect, test } from 'vitest';
import { call } from '../../e2e/sample-calls.ts';
import { wrapUpOf } from './wrap-up.ts';

const endedAt = '2026-11-23T10:00:00.000Z';
const end = Date.parse(endedAt);
const leg = { ...call('c').legs[0], party: '201', answeredAt: endedAt, endedAt } as Leg;
const over: CallView = {
  ...call('c'),
  direction: 'inbound',
  state: 'ended',
  handledBy: ['201'],
  answeredAt: endedAt,
  endedAt,
  legs: [leg],
};
const of = (changed: object, seconds: number | null, now = end, extension: string | null = '201') =>
  wrapUpOf({ ...over, ...changed }, { extension, seconds, now });

test('the time runs from the end of the call, and is over then', () => {
  expect(of({}, 30, end + 29_999)).toEqual({ kind: 'running', endsAt: end + 30_000 });
  expect(of({}, 30, end + 30_000)).toEqual({ kind: 'over' });
});

test('it waits while the phone has the call that it parked and took back, without a leg of its own', () => {
  const park = { type: 'park', from: '201', to: '201', at: endedAt, result: 'answered' } as const;
  const back = { state: 'talking', endedAt: null, transfers: [park] };
  expect(of(back, 30)).toEqual({ kind: 'none' });
  const hungUp = new Date(end + 60_000).toISOString();
  const ended = { ...back, state: 'ended', endedAt: hungUp };
  expect(of(ended, 30, end + 61_000)).toEqual({ kind: 'running', endsAt: end + 90_000 });
});

test('where nobody measures it, it takes as long as it takes', () => {
  expect(of({}, null, end + 1e9)).toEqual({ kind: 'open' });
});

test.each([
  [
    'a call that goes on',
    { state: 'held', endedAt: null, legs: [{ ...leg, endedAt: null }] },
    '201',
  ],
  ['a talk inside the house', { direction: 'internal' }, '201'],
  ['a call that somebody else took', { handledBy: ['202'] }, '201'],
  ['a call that nobody answered', { answeredAt: null }, '201'],
  ['a reader without an extension', {}, null],
])('none after %s', (_, changed, extension) => {
  expect(of(changed, 30, end, extension)).toEqual({ kind: 'none' });
});

test('begins when the reader sent the call on, however long it lasts then', () => {
  const goesOn = { state: 'talking', endedAt: null, handledBy: ['201', '202'] };
  expect(of(goesOn, 30, end + 1)).toEqual({ kind: 'running', endsAt: end + 30_000 });
  // one who placed it by a code of the PBX has no leg in it
  const sent = { from: '201', at: endedAt, to: '202', type: 'blind', result: null };
  expect(of({ ...goesOn, legs: [], transfers: [sent] }, 30)).toMatchObject({ kind: 'running' });
  expect(of({ ...goesOn, legs: [] }, 30)).toEqual({ kind: 'none' });
});
