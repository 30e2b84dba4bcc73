import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  CAPTURED,
  createChannelList,
  linesIn,
  recordings,
  saidIn,
} from '../../../fixtures/captured-pbx.ts';
import type { CallRecord } from '../contract/index.ts';
import type { AmiEvent } from '../pbx/asterisk-ami/ami-event.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import { channelsIn, type PbxEvent } from '../pbx/event.ts';
import type { Numbering } from './direction.ts';
import { createCallTracker } from './tracker.ts';

/** `CHAOS_RUNS=10000` for the whole row (docs/reliability.md). */
const numRuns = Number(process.env['CHAOS_RUNS'] ?? 300);

// other programs of the machine may be busy, too
vi.setConfig({ testTimeout: 60_000 });

const names = recordings().filter((name) => !name.startsWith('twenty'));
const recorded = names.map((name) => ({ name, said: saidIn(name) }));
const eventsOf = (said: readonly AmiEvent[]) => said.flatMap((event) => translate(event, CAPTURED));
const streams = recorded.map(({ said }) => eventsOf(said));
const numbering: Numbering = {
  outsidePrefix: '9',
  isExtension: (digits) => /^\d{2,6}$/.test(digits),
  toE164: (number) => `+${number}`,
};

function callsOf(events: readonly PbxEvent[]): CallRecord[] {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const calls = new Map<string, CallRecord>();
  for (const event of events) {
    for (const change of tracker.apply(event)) {
      for (const id of change.merged) calls.delete(id);
      calls.set(change.call.id, change.call);
    }
  }
  expect(tracker.open(0)).toEqual([]);
  return [...calls.values()].sort((a, b) => a.id.localeCompare(b.id));
}

const stream = fc.constantFrom(...streams);

test('A08 C1 any line of any recording told twice changes nothing', () => {
  for (const name of names) {
    const lines = linesIn(name).map(eventsOf);
    const calls = callsOf(lines.flat());
    for (const [index, line] of lines.entries()) {
      if (line.length === 0) continue;
      const twice = lines.toSpliced(index, 0, line).flat();
      expect(callsOf(twice), `${name}, line ${index + 1}`).toEqual(calls);
    }
  }
});

test('A08 C1 any lines told twice change nothing', () => {
  const lines = names.map((name) => linesIn(name).map(eventsOf));
  fc.assert(
    fc.property(fc.constantFrom(...lines), fc.infiniteStream(fc.boolean()), (once, twice) => {
      const doubled = once.flatMap((line) => (twice.next().value ? [...line, ...line] : line));
      expect(callsOf(doubled)).toEqual(callsOf(once.flat()));
    }),
    { numRuns },
  );
});

test('A08 C1 any event told twice in a row changes nothing', () => {
  fc.assert(
    fc.property(stream, fc.infiniteStream(fc.boolean()), (events, twice) => {
      const doubled = events.flatMap((event) => (twice.next().value ? [event, event] : [event]));
      expect(callsOf(doubled)).toEqual(callsOf(events));
    }),
    { numRuns },
  );
});

test('A08 C1 each event of each recording told twice changes nothing', () => {
  for (const [index, events] of streams.entries()) {
    const calls = callsOf(events);
    for (const [place, event] of events.entries()) {
      const twice = events.toSpliced(place, 0, event);
      expect(callsOf(twice), `${names[index]}, event ${place}`).toEqual(calls);
    }
  }
});

test('C11 a snapshot at each moment of each recording that is heard whole changes nothing', () => {
  for (const { name, said } of recorded) {
    // a queue that takes nobody is listed for a moment, though it was never joined
    if (name.startsWith('in-queue-no-agents')) continue;
    const list = createChannelList();
    const told = said.map((event) => translate(event, CAPTURED));
    const calls = callsOf(told.flat());
    for (const [index, event] of said.entries()) {
      list.hear(event);
      const snapshot = list.snapshot(event.at);
      const joined = [
        ...told.slice(0, index + 1).flat(),
        snapshot,
        ...told.slice(index + 1).flat(),
      ];
      expect(callsOf(joined), `${name}, after message ${index}`).toEqual(calls);
    }
  }
});

/** The channels and bridges that an event is about. */
function about(event: PbxEvent): string[] {
  if (event.kind === 'bridge-merge') return [event.from, event.into];
  const bridge = 'bridge' in event ? [event.bridge] : [];
  const target = event.kind === 'transfer' && event.to !== null ? [event.to] : [];
  const dialling = event.kind === 'dial-end' && event.from !== null ? [event.from] : [];
  return [...channelsIn(event), ...bridge, ...target, ...dialling];
}

/** Within 2 ms Asterisk's threads tell of different channels in any order; of one, that it is dialled and rings. */
function maySwap(a: PbxEvent, b: PbxEvent): boolean {
  if (b.at - a.at > 2) return false;
  const [ones, others] = [about(a), about(b)];
  if (ones.length === 0 || others.length === 0) return false;
  const kinds = new Set([a.kind, b.kind]);
  const isRung = kinds.has('dial') && kinds.has('ringing');
  return isRung || !ones.some((one) => others.includes(one));
}

/** The times of two neighbours that change places change with them, and the order of what they begin. */
const untimed = (calls: CallRecord[]) =>
  calls.map((call) => ({
    ...call,
    startedAt: 0,
    answeredAt: 0,
    endedAt: 0,
    waitMs: 0,
    ringMs: 0,
    talkMs: 0,
    holdMs: 0,
    // what begins in one moment is in the order in which it is told
    rang: [...call.rang].sort(),
    legs: call.legs.map(({ party, result, cause }) => `${party} ${result} ${cause}`).sort(),
    transfers: call.transfers.map((one) => ({ ...one, at: 0 })),
    consultations: call.consultations.map(({ from, to }) => `${from} ${to}`),
    recordings: (call.recordings ?? []).map(({ file }) => file).sort(),
    linkedIds: [...call.linkedIds].sort(),
  }));

test('A08 C1 each two events of each recording that may change places give the same calls', () => {
  for (const [index, events] of streams.entries()) {
    const calls = untimed(callsOf(events));
    for (const [place, b] of events.entries()) {
      const a = events[place - 1];
      if (!a || !maySwap(a, b)) continue;
      const swapped = events.toSpliced(place - 1, 2, { ...b, at: a.at }, { ...a, at: b.at });
      const what = `${names[index]}: ${b.kind} before ${a.kind}, event ${place}`;
      expect(untimed(callsOf(swapped)), what).toEqual(calls);
    }
  }
});

test('A08 C1 events of different channels that came within 2 ms in another order give the same calls', () => {
  fc.assert(
    fc.property(stream, fc.infiniteStream(fc.boolean()), (events, choose) => {
      const mixed = [...events];
      for (let i = 0; i + 1 < mixed.length; i += 1) {
        const [a, b] = [mixed[i], mixed[i + 1]];
        if (!a || !b || !maySwap(a, b) || choose.next().value) continue;
        mixed[i] = { ...b, at: a.at };
        mixed[i + 1] = { ...a, at: b.at };
      }
      expect(untimed(callsOf(mixed))).toEqual(untimed(callsOf(events)));
    }),
    { numRuns: numRuns * 3 },
  );
});

test('C14 a transfer that is told some ms late, after whom it reached was rung, has the same result', () => {
  const LATE_MS = 30;
  let tried = 0;
  for (const [index, events] of streams.entries()) {
    const place = events.findIndex((event) => event.kind === 'transfer' && event.type === 'blind');
    const told = events[place];
    if (!told) continue;
    const after = events.findLastIndex(({ at }) => at <= told.at + LATE_MS);
    const late = { ...told, at: events[after]?.at ?? told.at };
    const moved = events.toSpliced(after + 1, 0, late).toSpliced(place, 1);
    const results = (calls: CallRecord[]) =>
      calls.flatMap(({ transfers }) => transfers.map(({ type, to, result }) => [type, to, result]));
    expect(results(callsOf(moved)), names[index]).toEqual(results(callsOf(events)));
    tried += 1;
  }
  expect(tried).toBeGreaterThan(10);
});

test('L2 a call that is in the log, told once more from any event on, begins no other', () => {
  for (const [index, events] of streams.entries()) {
    const ends = new Map(callsOf(events).map(({ id, endedAt }) => [id, Date.parse(endedAt ?? '')]));
    for (const share of [0, 0.3, 0.6, 0.9]) {
      const endOf = (id: string) => ends.get(id) ?? null;
      const tracker = createCallTracker({ pbx: 'p', numbering, endOf });
      const again = events.slice(Math.floor(events.length * share));
      const ids = again.flatMap((event) => tracker.apply(event).map(({ call }) => call.id));
      expect(
        ids.filter((id) => id.includes('~')),
        names[index],
      ).toEqual([]);
    }
  }
});

test('C12 a restart of the PBX ends every call, says so, and the same ids may come again', () => {
  for (const events of streams) {
    const half = events.slice(0, Math.floor(events.length / 2));
    const at = half.at(-1)?.at ?? 0;
    const calls = callsOf([...half, { kind: 'restarted', pbx: 'p', at }]);
    for (const call of calls) expect(call.endedAt).not.toBeNull();
  }
});

test('C12 one that is told to have been sooner than what was seen makes no span negative', () => {
  for (const events of streams) {
    for (const share of [0.3, 0.5, 0.7, 0.9]) {
      const seen = events.slice(0, Math.floor(events.length * share));
      const at = seen[0]?.at ?? 0;
      for (const call of callsOf([...seen, { kind: 'restarted', pbx: 'p', at }])) {
        const { waitMs, ringMs, talkMs, holdMs } = call;
        expect(Math.min(waitMs, ringMs, talkMs, holdMs)).toBeGreaterThanOrEqual(0);
        expect(call.endedAt ?? '').not.toBe('');
      }
    }
  }
});

test('nothing of ended calls stays: a thousand calls leave the model empty', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  for (let round = 0; round < 30; round += 1) {
    for (const events of streams) for (const event of events) tracker.apply(event);
  }
  expect(tracker.open(0)).toEqual([]);
});
