import { describe, expect, test } from 'vitest';
import { aCall } from '../../../fixtures/temp-log.ts';
import type { CallRecord } from '../contract/index.ts';
import { differences } from './compare.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 26, 2, 1, seconds)).toISOString();
const leg = (party: string, endedAt: string): CallRecord['legs'][number] => ({
  party,
  kind: 'extension',
  rangAt: at(20),
  answeredAt: null,
  endedAt,
  result: 'no-answer',
  cause: 16,
});
const transferred = (result: string): Partial<CallRecord> => ({
  legs: [leg('109', at(22)), leg('110', at(36))],
  transfers: [{ type: 'attended', from: '109', to: '110', at: at(22), result }],
});
/** Logged to have ended at :42, told to have ended at `told` s. */
const between = (logged: Partial<CallRecord>, told: number, complete = true) =>
  differences(
    { record: aCall({ startedAt: at(19), endedAt: at(42), ...logged }), complete },
    aCall({ startedAt: at(19), endedAt: at(told) }),
  ).map(({ field }) => field);

describe('R3 the end of a call in log and records', () => {
  test('is the same within 2.5 s', () => {
    expect(between({}, 41)).toEqual([]);
    expect(between({}, 36)).toEqual(['endedAt']);
  });

  test('of a caller who waited alone after a transfer that nobody took is told to when the last phone let go', () => {
    expect(between(transferred('no-answer'), 36)).toEqual([]);
    expect(between(transferred('no-answer'), 42)).toEqual([]);
    expect(between(transferred('no-answer'), 30)).toEqual(['endedAt']);
  });

  test('so is one of which nobody saw that it was sent on', () => {
    const seen = { legs: [leg('109', at(36))], transfers: [] };
    expect(between(seen, 36, false)).toEqual([]);
    expect(between(seen, 36, true)).toEqual(['endedAt']);
  });

  test('is no other where the transfer was taken', () => {
    expect(between(transferred('answered'), 36)).toEqual(['endedAt']);
  });
});
