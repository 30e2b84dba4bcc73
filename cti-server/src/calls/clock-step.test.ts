import { globSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScriptedPbx } from '../../../fixtures/foreign-streams/words.ts';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent, translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { type CaptureEntry, readCapture } from '../replay/capture.ts';
import type { CallRecord } from '../contract/index.ts';
import { createCallTracker } from './tracker.ts';

const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const numbering = {
  outsidePrefix: '9',
  isExtension: (digits: string) => /^\d{2,6}$/.test(digits),
  toE164: () => null,
};

function eventsOf(capture: readonly CaptureEntry[]): PbxEvent[] {
  const events: PbxEvent[] = [];
  const settings = { pbx: 'p', extensions: /^\d{2,6}$/, trunks: null };
  const stream = createAmiStream({
    wanted: isWantedEvent,
    onEvent: (event) => events.push(...translate(event, settings)),
  });
  for (const entry of capture) if (entry.kind === 'received') stream.push(entry.bytes, entry.t);
  return events;
}

/** What is told of all calls of a stream but their times, spans included, by their ids. */
function toldOf(events: readonly PbxEvent[]) {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const told = new Map<string, unknown>();
  for (const event of events) {
    for (const { call, merged } of tracker.apply(event)) {
      for (const id of merged) told.delete(id);
      told.set(call.id, timeless(call));
      expect(Date.parse(call.endedAt ?? '9999')).toBeGreaterThanOrEqual(Date.parse(call.startedAt));
    }
  }
  return told;
}

function timeless(call: CallRecord): unknown {
  return JSON.parse(JSON.stringify(call), (key, value: unknown) =>
    /^at$|At$/.test(key) && value !== null ? 'then' : value,
  );
}

/** The clock is set by so many ms before event `cut`; far from the year 0. */
function stepped(events: readonly PbxEvent[], { cut, by }: { cut: number; by: number }) {
  const far = (all: readonly PbxEvent[], plus: number) =>
    all.map((event) => ({ ...event, at: event.at + 1_800_000_000_000 + plus }) as PbxEvent);
  const step: PbxEvent = { kind: 'clock-step', pbx: 'p', at: events[cut]?.at ?? 0, by };
  return {
    even: far(events, 0),
    set: [...far(events.slice(0, cut), 0), ...far([step, ...events.slice(cut)], by)],
  };
}

const streams = globSync(`${folder}*-22.jsonl`)
  .sort()
  .map((file) => eventsOf(readCapture(file)));

test('A12 C20 the clock is set by any amount in the middle of any calls: no span changes, none is negative, nor who was whom', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...streams),
      fc.nat(),
      fc.integer({ min: -86_400_000, max: 86_400_000 }),
      (events, position, by) => {
        const { even, set } = stepped(events, { cut: position % events.length, by });
        expect(toldOf(set)).toEqual(toldOf(even));
      },
    ),
    { numRuns: 200 },
  );
});

test('A12 C20 set back before a customer is sent on to another number outside, the call stays theirs', () => {
  const pbx = createScriptedPbx();
  const caller = pbx.places('101', '989035556677');
  const customer = pbx.line(caller);
  pbx.reaches(caller, customer, { dialled: '89035556677@pstn' });
  pbx.wait(3_000);
  const cut = eventsOf(pbx.entries).length;
  pbx.sendsOn(caller, customer, '989031112233');
  pbx.leaves(caller, customer);
  pbx.ends(16, caller);
  const other = pbx.line(customer);
  pbx.reaches(customer, other, { dialled: '89031112233@pstn' });
  pbx.wait(3_000);
  pbx.hangsUp(customer, other);
  const { even, set } = stepped(eventsOf(pbx.entries), { cut, by: -3_600_000 });
  expect(toldOf(set)).toEqual(toldOf(even));
  expect([...toldOf(set).values()]).toMatchObject([{ externalNumber: '89035556677' }]);
});
