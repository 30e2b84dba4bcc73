import { expect, test } from 'vitest';
import { isRecorded, pausedSince, silentParts } from './recording-state.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 26, 10, 0, second)).toISOString();
const live = { state: 'talking', recording: 'a.wav', endedAt: null } as const;

test('F16 a recording is paused since its last pause, until that has an end', () => {
  expect(isRecorded(live)).toBe(true);
  expect(isRecorded({ ...live, recording: null })).toBe(false);
  expect(isRecorded({ ...live, state: 'ended', endedAt: at(9) })).toBe(false);
  const first = { at: at(1), until: at(2) };
  expect(pausedSince(live)).toBeNull();
  expect(pausedSince({ ...live, recordingPauses: [first] })).toBeNull();
  expect(pausedSince({ ...live, recordingPauses: [first, { at: at(4), until: null }] })).toBe(
    Date.parse(at(4)),
  );
});

test('F16 where the pauses are in the file is counted from its end', () => {
  const ended = { ...live, state: 'ended', endedAt: at(30) } as const;
  const recordingPauses = [
    { at: at(10), until: at(15) },
    { at: at(25), until: at(30) },
  ];
  // the file began with the talk, five seconds after the call
  expect(silentParts({ ...ended, recordingPauses }, 25)).toEqual([
    { from: 5, to: 10 },
    { from: 20, to: 25 },
  ]);
  // of what is before the file nothing is shown
  expect(silentParts({ ...ended, recordingPauses }, 8)).toEqual([{ from: 3, to: 8 }]);
  expect(silentParts({ ...ended, recordingPauses }, 0)).toEqual([]);
  expect(silentParts(ended, 30)).toEqual([]);
});
