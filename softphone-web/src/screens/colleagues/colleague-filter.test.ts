import type { Colleague } from '@perezvon/cti-server/contract';
import { expect, test } from 'vitest';
import { doingOf, doingSince, matching, type Wanted } from './colleague-filter.ts';

const SINCE = '2026-11-26T10:00:00.000Z';
const who = (extension: string, more: Partial<Colleague> = {}): Colleague => ({
  pbx: 'office',
  extension,
  userId: null,
  name: '',
  state: 'available',
  since: SINCE,
  signedIn: true,
  doNotDisturb: false,
  pause: null,
  queues: [],
  ...more,
});
const pause = { since: '2026-11-26T10:05:00.000Z', reason: 'Обед' };
const ALL = [
  who('101', { name: 'Семён Петров-Водкин' }),
  who('102', { name: 'Вера', state: 'talking', queues: ['sales'] }),
  who('103', { pause }),
  who('104', { pause, state: 'busy' }),
  who('105', { state: 'offline' }),
];
const found = (typed: string, wanted: Wanted = 'all') =>
  matching(ALL, { typed, wanted }).map(({ extension }) => extension);

test('a pause is what one does while the phone is free', () => {
  expect(ALL.map(doingOf)).toEqual(['available', 'talking', 'paused', 'busy', 'offline']);
  expect(doingSince(who('1', { pause }))).toBe(Date.parse(pause.since));
  expect(doingSince(who('1', { since: null }))).toBeNull();
});

test('found by the beginning of each part of the name, extension or queue, whatever ё', () => {
  expect(found('семен вод')).toEqual(['101']);
  expect(found('10')).toHaveLength(5);
  expect(found('sal')).toEqual(['102']);
  expect(found('етров')).toEqual([]);
});

test.each([
  ['free', ['101']],
  ['busy', ['102', '104']],
  ['paused', ['103', '104']],
  ['here', ['101', '102', '103', '104']],
] as const)('those who are %s', (wanted, extensions) => {
  expect(found('', wanted)).toEqual(extensions);
});
