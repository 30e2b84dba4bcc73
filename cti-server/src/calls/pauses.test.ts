import { expect, test } from 'vitest';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

// C27 Pauses of a recording, as the PBX tells them.

const numbering = {
  outsidePrefix: '9',
  isExtension: (digits: string) => /^\d{3}$/.test(digits),
  toE164: () => null,
};
const facts = { isWithheld: false, callerName: null, isCalling: false, group: '1' };
const customer = { channel: '1', name: 'PJSIP/pstn-1', party: { kind: 'trunk', name: 'pstn' } };
const agent = { channel: '2', name: 'PJSIP/101-2', party: { kind: 'extension', number: '101' } };
const TALK = [
  { at: 0, kind: 'channel', ...facts, ...customer, number: '79161234567', dialled: '101' },
  { at: 10, kind: 'recording', channel: '1', group: '1', file: 'a.wav', isFile: true },
  { at: 10, kind: 'channel', ...facts, ...agent, number: null, dialled: null },
  { at: 10, kind: 'dial', from: '1', to: '2', digits: '101' },
  ...['1', '2'].flatMap((channel) => [
    { at: 2_000, kind: 'up', channel, group: '1' },
    { at: 2_000, kind: 'bridge-enter', channel, group: '1', bridge: 'b', use: 'talk' },
  ]),
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
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const all = [...TALK, ...said] as Omit<PbxEvent, 'pbx'>[];
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
  const goesOn = [{ at: 4_000, kind: 'channel', ...facts, ...agent, channel: '3', number: null }];
  expect(pausesAfter(mute(3_000, true, '2'), ...goesOn, hangup(6_000, '2')).pauses).toEqual([
    [3_000, 6_000],
  ]);
});

test('C27 a pause that nobody ended ends with the call; a server that starts anew goes on with it', () => {
  expect(pausesAfter(mute(3_000, true), hangup(9_000, '2'), hangup(9_000, '1')).pauses).toEqual([
    [3_000, 9_000],
  ]);
  const { memory } = pausesAfter(mute(3_000, true));
  const next = createCallTracker({ pbx: 'p', numbering, memories: [memory] });
  const [told] = next.apply({ pbx: 'p', ...mute(8_000, false) } as PbxEvent);
  expect(told?.call.recordingPauses).toEqual([
    { at: new Date(3_000).toISOString(), until: new Date(8_000).toISOString() },
  ]);
  // the clock is set meanwhile: its length stays
  const late = createCallTracker({ pbx: 'p', numbering, memories: [memory] });
  late.apply({ pbx: 'p', at: 4_000, kind: 'clock-step', by: 60_000 });
  const [shifted] = late.apply({ pbx: 'p', ...mute(68_000, false) } as PbxEvent);
  expect(shifted?.call.recordingPauses).toEqual([
    { at: new Date(63_000).toISOString(), until: new Date(68_000).toISOString() },
  ]);
});
