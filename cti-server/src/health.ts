import { hasPage } from './api/web-files.ts';
import type { CdrRecords } from './cdr/records.ts';
import type { CallLog } from './call-log/call-log.ts';
import type { Health } from './contract/index.ts';
import { type Clock, iso } from './kernel/clock.ts';
import { diskRoom } from './kernel/disk-room.ts';
import { inWords } from './kernel/errors.ts';
import type { UpperRoad } from './upper-road.ts';
import type { Writer } from './writer/writer.ts';

/** Asks each part how it is. A part that fails is named here and stops no neighbour. */
export function createHealth(parts: {
  version: string;
  callLog: Pick<CallLog, 'status'>;
  writer: Pick<Writer, 'place'>;
  roads: readonly UpperRoad[];
  records: Pick<CdrRecords, 'health'>;
  webDir: string | null;
  dataDir: string;
  clock: Clock;
}): () => Health {
  const { version, callLog, writer, roads, records, webDir, dataDir, clock } = parts;
  const started = iso(clock.now());
  const page = webDir !== null && hasPage(webDir);
  return () => {
    const log = callLog.status();
    const all: Health['parts'] = [
      { part: 'call-log', ok: log.ok, since: iso(log.since), detail: log.detail, cure: log.cure },
      ...roads.flatMap((road) => [partOf(road), messagesPart(road, started)]),
      ...records.health(),
      ...diskPart(dataDir, { started, slow: writer.place() === 'thread' }),
      {
        part: 'page',
        ok: page,
        since: started,
        detail: page ? null : 'The page is not built.',
        cure: page ? null : 'npm run build, or set PEREZVON_WEB_DIR to a built page.',
      },
    ];
    if (roads.length === 0) {
      all.push({ part: 'pbx', ok: false, since: started, ...words() });
    }
    return { ok: all.every(({ ok }) => ok), version, parts: all };
  };
}

/** Warns while there is room for what a warning asks for. */
function diskPart(
  dataDir: string,
  { started, slow }: { started: string; slow: boolean },
): Health['parts'] {
  const room = diskRoom(dataDir);
  if (!room) return [];
  const mb = Math.floor(room.free / 1_048_576);
  return [
    {
      part: 'disk',
      ok: !room.short,
      since: started,
      detail: room.short
        ? `Only ${mb} MB are free where the data is (${dataDir}).`
        : slow
          ? 'The disk is slow: writes take over 50 ms. Calls go on; pops wait for it.'
          : null,
      cure: room.short ? 'Make room there, or move dataDir to a larger disk.' : null,
    },
  ];
}

function words() {
  const { sentence, cure } = inWords('no-pbx', 'en');
  return { detail: sentence, cure };
}

/** What was set aside may be what a call lacks: it stays said until the server starts anew. */
function messagesPart(road: UpperRoad, started: string): Health['parts'][number] {
  const { pbx, setAside, firstSetAside } = road.traffic();
  const part = `messages:${pbx}`;
  if (setAside === 0) return { part, ok: true, since: started, detail: null, cure: null };
  const { sentence, cure } = inWords('pbx-set-aside', 'en', { count: setAside });
  return { part, ok: false, since: firstSetAside[0]?.at ?? started, detail: sentence, cure };
}

/** `detail` of a link names cause and cure in one. */
function partOf(road: UpperRoad): Health['parts'][number] {
  const { pbx, state, since, detail } = road.status();
  return { part: `pbx:${pbx}`, ok: state === 'up', since, detail, cure: null };
}
