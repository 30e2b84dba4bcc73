import { expect, test } from 'vitest';
import { AGENT, CHANNEL_FACTS, PLAIN_NUMBERING, TOLD_TALK } from '../../../fixtures/told-talk.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

// C27 Pauses of a recording, as the PBX tells them.

const [call, ...rest] = TOLD_TALK;
const RECORDED_TALK = [
  call,
  { at: 10, kind: 'recording', channel: '1', group: '1', file: 'a.wav', isFile: true },
  ...rest,
];
const mute = (at: number, isMuted: boolean, channel = '1') => ({
  at,
  kind: 'recording-mute',
  channel,
  group: '1',
  isMuted,
});
const hangup = (at: number, channel: string) => ({
  at,
  kind: 'hangup',
  channel,
  group: '1',
  cause: 16,
});

function pausesAfter(...said: readonly object[]) {
  const tracker = createCallTracker({ pbx: 'p', numbering: PLAIN_NUMBERING });
  const all = [...RECORDED_TALK, ...said] as Omit<PbxEvent, 'pbx'>[];
  const changes = all.flatMap((one) => tracker.apply({ pbx: 'p', ...one } as PbxEvent));
  const last = changes.at(-1);
  const inMs = last?.call.recordingPauses?.map(({ at, until }) => [
    Date.parse(at),
    until === null ? null : Date.parse(until),
  ]);
  return { pauses: inMs ?? null, memory: last?.memory() ?? '', changes: changes.length };
}

test('C27 a call without pauses says nothing of them', () => {
  expect(pausesAfter().pauses).toBeNull();
});

test('C27 a pause lasts from the one word of the PBX to the other; what is told twice changes nothing', () => {
  expect(pausesAfter(mute(3_000, true)).pauses).toEqual([[3_000, null]]);
  const once = pausesAfter(mute(3_000, true), mute(5_000, false));
  expect(once.pauses).toEqual([[3_000, 5_000]]);
  const twice = [mute(3_000, true), mute(3_001, true), mute(5_000, false), mute(5_001, false)];
  expect(pausesAfter(...twice)).toMatchObject({ pauses: [[3_000, 5_000]], changes: once.changes });
  expect(pausesAfter(...twice, mute(7_000, true)).pauses).toEqual([
    [3_000, 5_000],
    [7_000, null],
  ]);
});

test('C27 of a call with two recorders it lasts until both have the sound again, or are gone', () => {
  const both = [mute(3_000, true), mute(3_002, true, '2')];
  expect(pausesAfter(...both, mute(5_000, false)).pauses).toEqual([[3_000, null]]);
  expect(pausesAfter(...both, mute(5_000, false), mute(5_002, false, '2')).pauses).toEqual([
    [3_000, 5_002],
  ]);
  const goesOn = [
    { at: 4_000, kind: 'channel', ...CHANNEL_FACTS, ...AGENT, channel: '3', number: null },
  ];
  expect(pausesAfter(mute(3_000, true, '2'), ...goesOn, hangup(6_000, '2')).pauses).toEqual([
    [3_000, 6_000],
  ]);
});

test('C27 a pause that nobody ended ends with the call; a server that starts anew goes on with it', () => {
  expect(pausesAfter(mute(3_000, true), hangup(9_000, '2'), hangup(9_000, '1')).pauses).toEqual([
    [3_000, 9_000],
  ]);
  const { memory } = pausesAfter(mute(3_000, true));
  const next = createCallTracker({ pbx: 'p', numbering: PLAIN_NUMBERING, memories: [memory] });
  const [told] = next.apply({ pbx: 'p', ...mute(8_000, false) } as PbxEvent);
  expect(told?.call.recordingPauses).toEqual([
    { at: new Date(3_000).toISOString(), until: new Date(8_000).toISOString() },
  ]);
  // the clock is set meanwhile: its length stays
  const late = createCallTracker({ pbx: 'p', numbering: PLAIN_NUMBERING, memories: [memory] });
  late.apply({ pbx: 'p', at: 4_000, kind: 'clock-step', by: 60_000 });
  const [shifted] = late.apply({ pbx: 'p', ...mute(68_000, false) } as PbxEvent);
  expect(shifted?.call.recordingPauses).toEqual([
    { at: new Date(63_000).toISOString(), until: new Date(68_000).toISOString() },
  ]);
});
