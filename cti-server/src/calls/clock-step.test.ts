import { globSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent, translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { readCapture } from '../replay/capture.ts';
import { createCallTracker } from './tracker.ts';

const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const numbering = {
  outsidePrefix: '9',
  isExtension: (digits: string) => /^\d{2,6}$/.test(digits),
  toE164: () => null,
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

const SPANS = ['waitMs', 'ringMs', 'talkMs', 'holdMs'] as const;

/** The spans of all calls of a stream, by their ids. */
function spansOf(events: readonly PbxEvent[]) {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const spans = new Map<string, number[]>();
  for (const event of events) {
    for (const { call, merged } of tracker.apply(event)) {
      for (const id of merged) spans.delete(id);
      spans.set(
        call.id,
        SPANS.map((span) => call[span]),
      );
      expect(Date.parse(call.endedAt ?? '9999')).toBeGreaterThanOrEqual(Date.parse(call.startedAt));
    }
  }
  return spans;
}

const streams = globSync(`${folder}*-22.jsonl`).sort().map(eventsOf);

test('A12 C20 the clock is set by any amount in the middle of any calls: no span changes, none is negative', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...streams),
      fc.nat(),
      fc.integer({ min: -86_400_000, max: 86_400_000 }),
      (events, position, by) => {
        const cut = position % events.length;
        const at = (events[cut]?.at ?? 0) + by;
        const later = events.slice(cut).map((event) => ({ ...event, at: event.at + by }));
        const stepped: PbxEvent[] = [
          ...events.slice(0, cut),
          { kind: 'clock-step', pbx: 'p', at, by },
          ...later,
        ];
        // far from the year 0
        const moved = (all: readonly PbxEvent[]) =>
          all.map((event) => ({ ...event, at: event.at + 1_800_000_000_000 }));
        expect(spansOf(moved(stepped))).toEqual(spansOf(moved(events)));
      },
    ),
    { numRuns: 200 },
  );
});
