import { expect, test } from 'vitest';
import { isRecorded, lengthOf, pausedSince, silentParts } from './recording-state.ts';

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
  const unknown = { endedAt: null };
  // the file began with the talk, five seconds after the call
  expect(silentParts({ ...ended, recordingPauses }, unknown, 25)).toEqual([
    { from: 5, to: 10 },
    { from: 20, to: 25 },
  ]);
  // of what is before the file nothing is shown
  expect(silentParts({ ...ended, recordingPauses }, unknown, 8)).toEqual([{ from: 3, to: 8 }]);
  expect(silentParts({ ...ended, recordingPauses }, unknown, 0)).toEqual([]);
  expect(silentParts(ended, unknown, 30)).toEqual([]);
});

test('F16 C25 a recording that ended before its call has the pauses until its own end', () => {
  const ended = { ...live, state: 'ended', endedAt: at(60) } as const;
  const recordingPauses = [
    { at: at(10), until: at(15) },
    { at: at(40), until: at(45) },
  ];
  const [first, second] = [{ endedAt: at(30) }, { endedAt: at(60) }];
  expect(silentParts({ ...ended, recordingPauses }, first, 30)).toEqual([{ from: 10, to: 15 }]);
  expect(silentParts({ ...ended, recordingPauses }, second, 25)).toEqual([{ from: 5, to: 10 }]);
});

test('C25 how long a recording is can be told of one that was begun in the talk', () => {
  const answered = { answeredAt: at(5) };
  expect(lengthOf({ startedAt: at(10), endedAt: at(35) }, answered)).toBe(25_000);
  expect(lengthOf({ startedAt: at(1), endedAt: at(35) }, answered)).toBeNull();
  expect(lengthOf({ startedAt: at(10), endedAt: null }, answered)).toBeNull();
  expect(lengthOf({ startedAt: null, endedAt: null }, answered)).toBeNull();
});
