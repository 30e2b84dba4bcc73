import { expect, test } from 'vitest';
import { createEventTimes } from './event-time.ts';

const CLOCK_AHEAD_MS = 90_000;
/** An event that happened at `happened` by a PBX whose clock is wrong, and came at `at`. */
const event = (happened: number, at = happened) => ({
  at,
  fields: { timestamp: ((1_000_000 + happened + CLOCK_AHEAD_MS) / 1_000).toFixed(6) },
});

test('C20 what comes late counts as of when it happened, in the order of arrival', () => {
  const times = createEventTimes();
  const came = [
    event(1_000),
    event(1_500, 9_000),
    event(1_400, 9_000),
    event(5_000, 9_000),
    event(9_500),
  ];
  expect(came.map(times)).toEqual([1_000, 1_500, 1_500, 5_000, 9_500]);
});

test('C20 without a time of the PBX an event counts as of its arrival', () => {
  const times = createEventTimes();
  expect(times({ at: 5, fields: {} })).toBe(5);
  expect(times({ at: 7, fields: { timestamp: 'soon' } })).toBe(7);
});

test('C20 a delay that none can have is a clock that was set', () => {
  const times = createEventTimes();
  times(event(1_000));
  expect(times(event(2_000 - 3_600_000, 2_000))).toBe(2_000);
  expect(times(event(3_000 - 3_600_000, 3_000))).toBe(3_000);
});

test('C20 a PBX clock that was set back a little is the right one after two minutes', () => {
  const times = createEventTimes();
  times(event(0));
  const at = Array.from({ length: 130 }, (_, second) => (second + 1) * 1_000);
  const found = at.map((arrived) => times(event(arrived - 5_000, arrived)));
  expect(found.at(-1)).toBe(130_000);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
});

test('C20 this machine’s clock is set: what was late by the steady one still is', () => {
  let ahead = 0;
  const times = createEventTimes(() => ahead);
  const arrive = (happened: number, after: number) =>
    times({ ...event(happened), at: after + 7_200_000 });
  expect(times(event(0, 0))).toBe(0);
  ahead = 7_200_000;
  expect(arrive(1_000, 4_000)).toBe(1_000 + 7_200_000);
});

test('C20 events of one moment never go back in time, however long each takes and whenever it is read', () => {
  let read = 0;
  // the clocks are read one after the other, and rounded
  const times = createEventTimes(() => 1_000_000 + (read++ % 3) - 1);
  const stamps = [1_000, 1_000.4, 999.2, 1_002, 1_001];
  const came = stamps.map((stamp) => ({ ...event(stamp), at: 1_001_003 }));
  const found = came.map(times);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
});
