import { describe, expect, test } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import {
  CAPTURED_NUMBERING as numbering,
  createChannelList,
} from '../../../fixtures/captured-pbx.ts';
import { FOREIGN_STREAMS } from '../../../fixtures/foreign-streams/index.ts';
import { callsIn, copyOf, emptyLog, startOn } from '../../../fixtures/tracked-log.ts';
import type { AmiEvent } from '../pbx/asterisk-ami/ami-event.ts';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { replayCalls } from '../replay/replay-calls.ts';

/** Lists, cut lines and restarts have their own rules. */
const LIVE = FOREIGN_STREAMS.filter(({ rule }) => !/C11|C12|C20/.test(rule));

describe.each(FOREIGN_STREAMS)('$name', ({ entries, trunks }) => {
  test('A08 C1 told twice, any event of it changes nothing', () => {
    const calls = replayCalls(entries, { ...REPLAY_SETTINGS, trunks });
    for (const [index, entry] of entries.entries()) {
      if (entry.kind !== 'received') continue;
      const twice = replayCalls(entries.toSpliced(index, 0, entry), { ...REPLAY_SETTINGS, trunks });
      expect(twice, entry.bytes.toString()).toEqual(calls);
    }
  });
});

describe.each(LIVE)('$name', ({ entries, trunks }) => {
  test('A02 C11 a server started anew at any moment of it tells the same', () => {
    const heard = { pbx: 'p', extensions: REPLAY_SETTINGS.extensions, trunks };
    const log = emptyLog();
    const hear = startOn(log, { pbx: 'p', numbering });
    const list = createChannelList();
    const events: PbxEvent[] = [];
    const moments: { log: typeof log; snapshot: PbxEvent; heard: number; said: string }[] = [];
    for (const said of saidIn(entries)) {
      list.hear(said);
      for (const event of translate(said, heard)) {
        hear([event]);
        events.push(event);
        const now = { log: copyOf(log), snapshot: list.snapshot(said.at) };
        moments.push({ ...now, heard: events.length, said: said.name });
      }
    }
    for (const { log: before, snapshot, heard: count, said } of moments) {
      // before the first word of it in the log there is nothing to lose
      if (before.records.size === 0) continue;
      startOn(before, { pbx: 'p', numbering })([snapshot, ...events.slice(count)]);
      expect(callsIn(before), `after ${said}, event ${count}`).toEqual(callsIn(log));
    }
  });
});

function saidIn(entries: (typeof FOREIGN_STREAMS)[number]['entries']): AmiEvent[] {
  const said: AmiEvent[] = [];
  const stream = createAmiStream({ onEvent: (event) => said.push(event) });
  for (const entry of entries) if (entry.kind === 'received') stream.push(entry.bytes, entry.t);
  return said;
}
