import { toE164 } from '@perezvon/crm-core';
import { createCallTracker } from '../calls/tracker.ts';
import type { CallRecord } from '../contract/index.ts';
import type { AmiEvent } from '../pbx/asterisk-ami/ami-event.ts';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import { snapshotOf } from '../pbx/asterisk-ami/snapshot.ts';
import { isWantedEvent, type NumberingSettings, translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import type { CaptureEntry } from './capture.ts';

/** What a PBX connection's settings would say. */
export interface ReplaySettings {
  readonly extensions: RegExp;
  readonly trunks: readonly string[] | null;
  readonly prefix: string;
  readonly country: string;
  /** ms since the epoch of the capture's first line. */
  readonly epoch: number;
}

/**
 * The calls in a capture, by the very path of the live server: framing → translate → reduce. Sorted by
 * start; those that go on at the end have no `endedAt`.
 */
export function replayCalls(
  capture: readonly CaptureEntry[],
  settings: ReplaySettings,
): CallRecord[] {
  const numbering: NumberingSettings = {
    pbx: 'replay',
    extensions: settings.extensions,
    trunks: settings.trunks,
  };
  const isExtension = (digits: string) => settings.extensions.test(digits);
  const tracker = createCallTracker({
    pbx: 'replay',
    numbering: {
      outsidePrefix: settings.prefix,
      isExtension,
      toE164(number) {
        const found = toE164(number, { country: settings.country, internal: isExtension });
        return found.kind === 'e164' ? found.e164 : null;
      },
    },
  });
  const calls = new Map<string, CallRecord>();
  const take = (event: PbxEvent) => {
    for (const change of tracker.apply(event)) {
      for (const id of change.merged) calls.delete(id);
      calls.set(change.call.id, change.call);
    }
  };
  const reader = createReader(numbering, take);
  for (const entry of capture) reader.read(entry, settings.epoch + entry.t);
  return [...calls.values()].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** Reads connection after connection; a list of channels that was asked for becomes a snapshot. */
function createReader(numbering: NumberingSettings, take: (event: PbxEvent) => void) {
  let items: AmiEvent[] = [];
  let askedAt = 0;
  let stream = open();

  function open() {
    items = [];
    return createAmiStream({ wanted: isWantedEvent, onEvent });
  }

  function onEvent(event: AmiEvent): void {
    if (event.name === 'CoreShowChannel' || event.name === 'BridgeListItem') items.push(event);
    else if (event.name === 'CoreShowChannelsComplete') {
      take(snapshotOf(items, numbering, { askedAt, at: event.at }));
      items = [];
    } else if (event.name === 'Shutdown') {
      take({ kind: 'restarted', at: event.at, pbx: numbering.pbx });
    } else for (const said of translate(event, numbering)) take(said);
  }

  return {
    read(entry: CaptureEntry, at: number): void {
      if (entry.kind === 'received') stream.push(entry.bytes, at);
      else if (entry.kind === 'opened') stream = open();
      else if (entry.kind === 'sent' && /^Action: CoreShowChannels\b/im.test(entry.text))
        askedAt = at;
    },
  };
}
