import { expect, test } from 'vitest';
import { wrapUpOf } from './wrap-up.ts';

const endedAt = '2026-11-23T10:00:00.000Z';
const end = Date.parse(endedAt);
const call = { state: 'ended', handledBy: ['201'], endedAt, answeredAt: endedAt } as const;
const of = (changed: object, seconds: number | null, now = end, extension: string | null = '201') =>
  wrapUpOf({ ...call, ...changed }, { extension, seconds, now });

test('the time runs from the end of the call, and is over then', () => {
  expect(of({}, 30, end + 29_999)).toEqual({ kind: 'running', endsAt: end + 30_000 });
  expect(of({}, 30, end + 30_000)).toEqual({ kind: 'over' });
});

test('where nobody measures it, it takes as long as it takes', () => {
  expect(of({}, null, end + 1e9)).toEqual({ kind: 'open' });
});

test.each([
  ['a call that goes on', { state: 'held', endedAt: null }, '201'],
  ['a call that somebody else took', { handledBy: ['202'] }, '201'],
  ['a call that nobody answered', { answeredAt: null }, '201'],
  ['a reader without an extension', {}, null],
])('none after %s', (_, changed, extension) => {
  expect(of(changed, 30, end, extension)).toEqual({ kind: 'none' });
});
