import { hasPage } from './api/web-files.ts';
import type { CdrRecords } from './cdr/records.ts';
import type { CallLog } from './call-log/call-log.ts';
import type { Health } from './contract/index.ts';
import { type Clock, iso } from './kernel/clock.ts';
import { inWords } from './kernel/errors.ts';
import type { UpperRoad } from './upper-road.ts';

/** Asks each part how it is. A part that fails is named here and stops no neighbour. */
export function createHealth(parts: {
  version: string;
  callLog: Pick<CallLog, 'status'>;
  roads: readonly UpperRoad[];
  records: Pick<CdrRecords, 'health'>;
  webDir: string | null;
  clock: Clock;
}): () => Health {
  const { version, callLog, roads, records, webDir, clock } = parts;
  const started = iso(clock.now());
  const page = webDir !== null && hasPage(webDir);
  return () => {
    const log = callLog.status();
    const all: Health['parts'] = [
      { part: 'call-log', ok: log.ok, since: iso(log.since), detail: log.detail, cure: log.cure },
      ...roads.map((road) => partOf(road)),
      ...records.health(),
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

function words() {
  const { sentence, cure } = inWords('no-pbx', 'en');
  return { detail: sentence, cure };
}

/** `detail` of a link names cause and cure in one. */
function partOf(road: UpperRoad): Health['parts'][number] {
  const { pbx, state, since, detail } = road.status();
  return { part: `pbx:${pbx}`, ok: state === 'up', since, detail, cure: null };
}
