import { toE164 } from '@perezvon/crm-core';
import type { Numbering } from '../calls/direction.ts';
import { explain, type Explained } from '../calls/explain.ts';
import { createCallTracker } from '../calls/tracker.ts';
import { type CallRecord, withoutFolders } from '../contract/index.ts';
import type { NumberPattern } from '../kernel/number-pattern.ts';
import { createEventReader } from '../pbx/asterisk-ami/event-reader.ts';
import { snapshotOf } from '../pbx/asterisk-ami/snapshot.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { beginningOf, type CaptureEntry } from './capture.ts';
import { firstLists } from './first-list.ts';

/** What a PBX connection's settings would say. */
export interface ReplaySettings {
  readonly extensions: NumberPattern;
  readonly trunks: readonly string[] | null;
  readonly prefix: string;
  readonly country: string;
  /** When the capture's first line was, ms epoch; null: as the capture says, else 1970. */
  readonly epoch: number | null;
}

/**
 * The calls in a capture, by the very path of the live server: framing → translate → reduce. Sorted by
 * start; those that go on at the end have no `endedAt`.
 */
export function replayCalls(
  capture: readonly CaptureEntry[],
  settings: ReplaySettings,
): CallRecord[] {
  const calls = new Map<string, CallRecord>();
  const tracker = createCallTracker({
    pbx: PBX,
    numbering: numberingOf(settings),
    endOf: (id) => Date.parse(calls.get(id)?.endedAt ?? '') || null,
  });
  for (const event of replayEvents(capture, settings)) {
    for (const change of tracker.apply(event)) {
      for (const id of change.merged) calls.delete(id);
      calls.set(change.call.id, change.call);
    }
  }
  return [...calls.values()]
    .map(withoutFolders)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** Why the calls in a capture are what they are: what the PBX said, and what followed. */
export function replayExplained(
  capture: readonly CaptureEntry[],
  settings: ReplaySettings,
): Explained {
  const numbering = numberingOf(settings);
  return explain(replayEvents(capture, settings), { pbx: PBX, numbering });
}

const PBX = 'replay';

function numberingOf({ extensions, prefix, country }: ReplaySettings): Numbering {
  const isExtension = (digits: string) => extensions.test(digits);
  return {
    outsidePrefix: prefix,
    isExtension,
    toE164(number) {
      const found = toE164(number, { country, internal: isExtension });
      return found.kind === 'e164' ? found.e164 : null;
    },
  };
}

function replayEvents(capture: readonly CaptureEntry[], settings: ReplaySettings): PbxEvent[] {
  const { extensions, trunks } = settings;
  const epoch = settings.epoch ?? beginningOf(capture) ?? 0;
  const events: PbxEvent[] = [];
  const numbering = { pbx: PBX, extensions, trunks };
  const reader = createEventReader(numbering, (event) => events.push(event));
  const lists = firstLists(capture);
  for (const [index, entry] of capture.entries()) {
    const at = epoch + entry.t;
    const list = lists.get(index);
    if (list) events.push({ ...snapshotOf(list, numbering, { askedAt: at, at }), isPart: true });
    if (entry.kind === 'received') reader.push(entry.bytes, at);
    else if (entry.kind === 'opened') reader.open();
    else if (entry.kind === 'closed') reader.close(at);
    else if (entry.kind === 'sent') reader.sent(entry.text, at);
  }
  return events;
}
