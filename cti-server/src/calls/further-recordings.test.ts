import { expect, test } from 'vitest';
import {
  CAPTURED,
  CAPTURED_NUMBERING,
  recordings,
  saidIn,
} from '../../../fixtures/captured-pbx.ts';
import { PLAIN_NUMBERING, TOLD_TALK } from '../../../fixtures/told-talk.ts';
import { type CallRecord, recordingsOf } from '../contract/index.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

// C25 All recordings of a call, as the PBX tells them.

const begins = (at: number, file: string, channel = '1', isFile = true) => ({
  at,
  kind: 'recording',
  channel,
  group: '1',
  file,
  isFile,
});
const ends = (at: number, channel = '1') => ({ at, kind: 'recording-end', channel, group: '1' });
const hangup = (at: number, channel: string) => ({
  at,
  kind: 'hangup',
  channel,
  group: '1',
  cause: 16,
});

type Said = readonly object[];

function tracked(said: Said, memories: readonly string[] = []) {
  const tracker = createCallTracker({ pbx: 'p', numbering: PLAIN_NUMBERING, memories });
  const changes = said.flatMap((one) => tracker.apply({ pbx: 'p', ...one } as PbxEvent));
  const last = changes.at(-1);
  return { record: last?.call as CallRecord, memory: last?.memory() ?? '', news: changes.length };
}

/** Number, file, begin and end in ms. */
const told = ({ recordings: all }: CallRecord) =>
  all?.map(({ n, file, startedAt, endedAt }) => [
    n,
    file,
    Date.parse(startedAt ?? ''),
    endedAt === null ? null : Date.parse(endedAt),
  ]);

test('C25 each file that the PBX names is a recording of the call, in the order of their start', () => {
  const { record } = tracked([
    ...TOLD_TALK,
    begins(20, '/m/a.wav'),
    begins(3_000, '/m/b.wav', '2'),
    hangup(9_000, '2'),
    hangup(9_500, '1'),
  ]);
  expect(record.recording).toBe('/m/a.wav');
  expect(told(record)).toEqual([
    [1, '/m/a.wav', 20, 9_500],
    [2, '/m/b.wav', 3_000, 9_000],
  ]);
});

test('C25 what is told twice is one; a recording that goes on has no end', () => {
  const once = tracked([...TOLD_TALK, begins(20, 'a.wav')]);
  const twice = tracked([...TOLD_TALK, begins(20, 'a.wav'), begins(30, 'a.wav')]);
  expect(twice).toEqual({ ...once, memory: twice.memory });
  expect(told(twice.record)).toEqual([[1, 'a.wav', 20, null]]);
});

test('C25 one that the PBX ceases to write has its end, and none again when it writes on', () => {
  const stopped = [...TOLD_TALK, begins(20, 'a.wav'), ends(4_000), ends(4_100)];
  expect(told(tracked(stopped).record)).toEqual([[1, 'a.wav', 20, 4_000]]);
  expect(told(tracked([...stopped, begins(5_000, 'a.wav')]).record)).toEqual([
    [1, 'a.wav', 20, null],
  ]);
  expect(told(tracked([...stopped, begins(5_000, 'b.wav'), ends(6_000)]).record)).toEqual([
    [1, 'a.wav', 20, 4_000],
    [2, 'b.wav', 5_000, 6_000],
  ]);
});

test('C25 a name of the dialplan counts until there is a file; without any there is none', () => {
  const named = [...TOLD_TALK, begins(20, 'in-101', '1', false), begins(30, 'in-102', '2', false)];
  expect(tracked(named).record).toMatchObject({ recording: 'in-101' });
  expect(tracked(named).record.recordings).toBeUndefined();
  expect(recordingsOf(tracked(named).record)).toEqual([
    { n: 1, file: 'in-101', startedAt: null, endedAt: null },
  ]);
  const begun = tracked([...named, begins(40, 'in-101.wav'), begins(50, 'late', '1', false)]);
  expect(told(begun.record)).toEqual([[1, 'in-101.wav', 40, null]]);
  expect(tracked(TOLD_TALK).record).toMatchObject({ recording: null });
});

test('C11 C20 a server that starts anew goes on with them, also where the clock was set', () => {
  const { memory } = tracked([...TOLD_TALK, begins(20, 'a.wav'), begins(3_000, 'b.wav', '2')]);
  const { record } = tracked(
    [{ at: 4_000, kind: 'clock-step', by: 60_000 }, hangup(69_000, '2'), hangup(69_100, '1')],
    [memory],
  );
  expect(told(record)).toEqual([
    [1, 'a.wav', 60_020, 69_100],
    [2, 'b.wav', 63_000, 69_000],
  ]);
});

test.each(recordings())('C25 no file that the PBX named is left out: %s', (name) => {
  const tracker = createCallTracker({ pbx: CAPTURED.pbx, numbering: CAPTURED_NUMBERING });
  const files = new Set<string>();
  const calls = new Map<string, CallRecord>();
  for (const said of saidIn(name)) {
    for (const event of translate(said, CAPTURED)) {
      if (event.kind === 'recording' && event.isFile) files.add(event.file);
      for (const { call, merged } of tracker.apply(event)) {
        for (const id of merged) calls.delete(id);
        calls.set(call.id, call);
      }
    }
  }
  const all = [...calls.values()].flatMap(({ recordings: found = [] }) => found);
  expect(all.map(({ file }) => file).sort()).toEqual([...files].sort());
  for (const { recordings: found = [] } of calls.values()) {
    const starts = found.map(({ startedAt }) => startedAt ?? '');
    expect(starts).toEqual([...starts].sort());
    expect(new Set(found.map(({ n }) => n)).size).toBe(found.length);
    expect(found.filter(({ endedAt }) => endedAt === null)).toEqual([]);
  }
});

test('C25 that a channel is recorded no more is what Asterisk 22 and 16 say of it', () => {
  const fields = { channel: 'PJSIP/pstn-1', uniqueid: '1', linkedid: '1' };
  const said = { name: 'MixMonitorStop', at: 4_000, fields, text: '', repeated: {} };
  const [told] = translate(said, CAPTURED);
  expect(told).toMatchObject({ kind: 'recording-end', at: 4_000, channel: '1', group: '1' });
});
