// A process that writes a recorded run of twenty calls to the call log of a data directory:
// `node log-writer.ts DIR once|forever [normal]`. Prints the number of each entry that it was told of; ends
// with 3 when the disk failed. `forever` makes new calls again and again; `normal` is the control run with
// the durability that the library has by itself.
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createCallLog } from '../src/call-log/call-log.ts';
import { createCallTracker } from '../src/calls/tracker.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { silentLog } from '../src/kernel/log.ts';
import { openData } from '../src/open-data.ts';
import { createAmiStream } from '../src/pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent, translate } from '../src/pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../src/pbx/event.ts';
import { readCapture } from '../src/replay/capture.ts';
import { createWriter } from '../src/writer/writer.ts';

const [, , dir = '', mode = 'once', durability = 'full'] = process.argv;
const SRC = join(import.meta.dirname, '../src');
const events = eventsOf(join(SRC, 'pbx/asterisk-ami/recordings/twenty-at-once-22.jsonl'));
const data = openData(dir, join(SRC, '../migrations'));
if (durability === 'normal') data.database.sqlite.pragma('synchronous = NORMAL');
const onFatal = () => process.exit(3);
const writer = createWriter({
  ...{ handle: data.database, onLost: onFatal },
  ...{ clock: systemClock, log: silentLog },
});
const log = createCallLog({
  handle: data.database,
  writes: writer.writes.callLog,
  clock: systemClock,
  log: silentLog,
  onFatal,
});
log.subscribe(({ n }) => void process.stdout.write(`${n}\n`));
for (let run = 0; run === 0 || mode === 'forever'; run += 1) await write(run);
await log.close();
await writer.close();
data.close();

async function write(run: number): Promise<void> {
  const tracker = createCallTracker({
    pbx: run === 0 ? 'office' : `office${run}-${process.pid}`,
    numbering: {
      outsidePrefix: '9',
      isExtension: (digits) => digits.length < 7,
      toE164: () => null,
    },
  });
  for (const event of events) {
    for (const { at, pbx, call: record, complete, merged } of tracker.apply(event))
      log.append({ at, pbx, record, caller: { kind: 'unknown' }, complete, merged });
    // each change by itself, as on a calm day
    while (log.waiting() > 0) await turn();
  }
}

function eventsOf(file: string): PbxEvent[] {
  const found: PbxEvent[] = [];
  const settings = { pbx: 'office', extensions: /^\d{2,6}$/, trunks: null };
  const stream = createAmiStream({
    wanted: isWantedEvent,
    onEvent: (event) => found.push(...translate(event, settings)),
  });
  for (const entry of readCapture(file))
    if (entry.kind === 'received') stream.push(entry.bytes, 1_800_000_000_000 + entry.t);
  return found;
}
