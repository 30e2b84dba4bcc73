import { expect, test } from 'vitest';
import { DUE_PRESETS, dueAt, fieldTime, timeOfField } from './due-time.ts';

const now = new Date(2026, 10, 30, 16, 42, 30).getTime();

test('presets mean moments of the reader’s own time', () => {
  expect(DUE_PRESETS.map((preset) => fieldTime(dueAt(preset, now)))).toEqual([
    '2026-11-30T17:45',
    '2026-12-01T10:00',
    '2026-12-07T10:00',
  ]);
});

test('a field says the moment that it was given, and nothing where it is empty', () => {
  const due = dueAt('tomorrow', now);
  expect(timeOfField(fieldTime(due))).toBe(new Date(due).toISOString());
  expect([timeOfField(''), timeOfField('x')]).toEqual([null, null]);
});
