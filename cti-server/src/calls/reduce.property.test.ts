import { globSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallRecord } from '../contract/index.ts';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent, translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent, SnapshotChannel } from '../pbx/event.ts';
import { readCapture } from '../replay/capture.ts';
import type { Numbering } from './direction.ts';
import { createCallTracker } from './tracker.ts';

const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const streams = globSync(`${folder}*.jsonl`)
  .sort()
  .filter((file) => !file.includes('twenty'))
  .map(eventsOf);
const numbering: Numbering = {
  outsidePrefix: '9',
  isExtension: (digits) => /^\d{2,6}$/.test(digits),
  toE164: (number) => `+${number}`,
};

function eventsOf(file: string): PbxEvent[] {
  const events: PbxEvent[] = [];
  const settings = { pbx: 'p', extensions: /^\d{2,6}$/, trunks: null };
  const stream = createAmiStream({
    wanted: isWantedEvent,
    onEvent: (event) => events.push(...translate(event, settings)),
  });
  for (const entry of readCapture(file))
    if (entry.kind === 'received') stream.push(entry.bytes, entry.t);
  return events;
}

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

/** What the PBX would list after these events: kept by the simplest means, apart from the model. */
function listAfter(events: readonly PbxEvent[]): SnapshotChannel[] {
  const now = events.at(-1)?.at ?? 0;
  const alive = new Map<string, { channel: SnapshotChannel; since: number }>();
  for (const event of events) {
    if (event.kind === 'channel' && !alive.has(event.channel)) {
      const { at, kind: _, pbx: __, isCalling: ___, ...facts } = event;
      alive.set(event.channel, {
        since: at,
        channel: {
          ...facts,
          state: 'other',
          bridge: null,
          use: 'talk',
          ageMs: 0,
          queue: null,
          voicemail: false,
          pair: null,
        },
      });
    }
    if (event.kind === 'local-pair') {
      for (const [id, pair] of [
        [event.one, event.two],
        [event.two, event.one],
      ] as const) {
        const half = alive.get(id);
        if (half) half.channel = { ...half.channel, pair };
      }
    }
    if (!('channel' in event)) continue;
    const known = alive.get(event.channel);
    if (!known) continue;
    if ('group' in event) known.channel = { ...known.channel, group: event.group };
    if (event.kind === 'hangup') alive.delete(event.channel);
    else if (event.kind === 'up' || event.kind === 'ringing')
      known.channel = { ...known.channel, state: event.kind };
    else if (event.kind === 'bridge-enter')
      known.channel = { ...known.channel, bridge: event.bridge, use: event.use };
    else if (event.kind === 'bridge-leave') known.channel = { ...known.channel, bridge: null };
  }
  return [...alive.values()].map(({ channel, since }) => ({ ...channel, ageMs: now - since }));
}

const stream = fc.constantFrom(...streams);

test('A08 C1 any event told twice in a row changes nothing', () => {
  fc.assert(
    fc.property(stream, fc.infiniteStream(fc.boolean()), (events, twice) => {
      const doubled = events.flatMap((event) => (twice.next().value ? [event, event] : [event]));
      expect(callsOf(doubled)).toEqual(callsOf(events));
    }),
    { numRuns: 300 },
  );
});

test('C11 a snapshot in the middle of a stream that was seen whole changes nothing', () => {
  fc.assert(
    fc.property(stream, fc.nat(), (events, position) => {
      const cut = position % events.length;
      const before = events.slice(0, cut);
      const at = before.at(-1)?.at ?? 0;
      const snapshot: PbxEvent = {
        kind: 'snapshot',
        pbx: 'p',
        at,
        askedAt: at,
        channels: listAfter(before),
      };
      expect(callsOf([...before, snapshot, ...events.slice(cut)])).toEqual(callsOf(events));
    }),
    { numRuns: 300 },
  );
});

test('C11 a call joined in the middle by a snapshot has the same id and end, and says that it was not all seen', () => {
  fc.assert(
    fc.property(stream, fc.nat(), (events, position) => {
      const cut = position % events.length;
      const before = events.slice(0, cut);
      const channels = listAfter(before);
      if (channels.length === 0) return;
      const at = before.at(-1)?.at ?? 0;
      const whole = callsOf(events);
      const joined = callsOf([
        { kind: 'snapshot', pbx: 'p', at, askedAt: at, channels },
        ...events.slice(cut),
      ]);
      for (const call of joined) {
        const same = whole.find(({ id }) => id === call.id);
        const joins = whole.find(({ linkedIds }) => linkedIds.includes(call.linkedIds[0] ?? ''));
        expect(joins, call.id).toBeDefined();
        // that a consultation belongs to a held call is known by the hold alone, which nobody saw
        // joined after the customer had gone: what is left is not their call's end
        if (!same || Date.parse(same.endedAt ?? '') <= at) continue;
        // joined between the two last hang-ups, the last one is all there is to see
        const difference = Date.parse(call.endedAt ?? '') - Date.parse(same?.endedAt ?? '');
        expect(Math.abs(difference)).toBeLessThan(50);
      }
    }),
    { numRuns: 300 },
  );
});

test('C11 a call joined again after a restart of the server goes on from what was logged of it', () => {
  const kept = ({
    did,
    startedAt,
    answeredAt,
    queue,
    rang,
    answeredBy,
    handledBy,
    direction,
    externalNumber,
    disposition,
  }: CallRecord) => ({
    did,
    startedAt,
    answeredAt,
    queue,
    // phones of a queue may begin to ring in one and the same ms
    rang: [...rang].sort(),
    answeredBy,
    handledBy,
    direction,
    externalNumber,
    disposition,
  });
  fc.assert(
    fc.property(stream, fc.nat(), (events, position) => {
      // cut while people talk: nothing of it is to come, but the end
      const talking = events.findLastIndex((event) => event.kind === 'bridge-enter');
      const ending = events.findIndex(
        (event, index) => index > talking && event.kind === 'hangup-request',
      );
      const bridged = events.filter(({ kind }) => kind === 'bridge-enter').length;
      // at a pick-up a real list has the new group at once; events tell it only later
      const isPickup = events.some(({ kind }) => kind === 'pickup');
      if (talking < 0 || ending < 0 || bridged > 2 || isPickup) return;
      const cut = talking + 1 + (position % (ending - talking));
      const before = events.slice(0, cut);
      const first = createCallTracker({ pbx: 'p', numbering });
      const logged = new Map<string, CallRecord>();
      for (const event of before)
        for (const { call } of first.apply(event)) logged.set(call.id, call);
      const at = before.at(-1)?.at ?? 0;
      const tracker = createCallTracker({
        pbx: 'p',
        numbering,
        recall: (id) => logged.get(id) ?? null,
      });
      const snapshot: PbxEvent = {
        kind: 'snapshot',
        pbx: 'p',
        at,
        askedAt: at,
        channels: listAfter(before),
      };
      for (const event of [snapshot, ...events.slice(cut)]) {
        for (const { call } of tracker.apply(event)) logged.set(call.id, call);
      }
      const whole = callsOf(events);
      expect([...logged.values()].map(kept)).toEqual(whole.map(kept));
    }),
    { numRuns: 200 },
  );
});

test('A08 events of different channels that came within 2 ms in another order give the same calls', () => {
  const essence = (calls: CallRecord[]) =>
    calls.map(({ id, disposition, rang, answeredBy, handledBy, direction }) => ({
      id,
      disposition,
      rang: [...rang].sort(),
      answeredBy,
      handledBy,
      direction,
    }));
  const channelOf = (event: PbxEvent) => ('channel' in event ? event.channel : null);
  const maySwap = (a: PbxEvent, b: PbxEvent) =>
    b.at - a.at <= 2 &&
    channelOf(a) !== null &&
    channelOf(b) !== null &&
    channelOf(a) !== channelOf(b) &&
    ['ringing', 'seen', 'recording', 'up'].includes(a.kind) &&
    ['ringing', 'seen', 'recording', 'up'].includes(b.kind);
  fc.assert(
    fc.property(stream, fc.infiniteStream(fc.boolean()), (events, choose) => {
      const mixed = [...events];
      for (let i = 0; i + 1 < mixed.length; i += 1) {
        const [a, b] = [mixed[i], mixed[i + 1]];
        if (a && b && maySwap(a, b) && choose.next().value) {
          mixed[i] = b;
          mixed[i + 1] = a;
        }
      }
      expect(essence(callsOf(mixed))).toEqual(essence(callsOf(events)));
    }),
    { numRuns: 300 },
  );
});

test('C12 a restart of the PBX ends every call, says so, and the same ids may come again', () => {
  for (const events of streams) {
    const half = events.slice(0, Math.floor(events.length / 2));
    const at = half.at(-1)?.at ?? 0;
    const calls = callsOf([...half, { kind: 'restarted', pbx: 'p', at }]);
    for (const call of calls) expect(call.endedAt).not.toBeNull();
  }
});

test('nothing of ended calls stays: a thousand calls leave the model empty', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  for (let round = 0; round < 30; round += 1) {
    for (const events of streams) for (const event of events) tracker.apply(event);
  }
  expect(tracker.open(0)).toEqual([]);
});
