import type { DatabaseHandle } from '@perezvon/crm-core';
import type { CallLog } from './call-log/call-log.ts';
import type { Clock } from './kernel/clock.ts';
import type { PbxConfig } from './kernel/config-pbx.ts';
import type { Log } from './kernel/log.ts';
import { createFolderWatch } from './recordings/folder-watch.ts';
import { createMarkStore } from './recordings/marks.ts';
import { createRecordingPlays } from './recordings/plays.ts';
import { createRecordings } from './recordings/recordings.ts';
import { createRecordingSources } from './recordings/sources.ts';
import type { Writer } from './writer/writer.ts';

/** The recordings of the PBXs that there are: where their files lie, who played them, and what was noted in them. */
export function openRecordings(parts: {
  database: DatabaseHandle;
  writes: Pick<Writer['writes'], 'plays' | 'marks'>;
  callLog: Pick<CallLog, 'byRecording'>;
  clock: Clock;
  log: Log;
}) {
  const { database, writes, callLog, clock, log } = parts;
  const sources = createRecordingSources();
  const folders = createFolderWatch({ clock, log });
  return {
    ...createRecordings({ byRecording: (id) => callLog.byRecording(id), sourceOf: sources.of }),
    plays: createRecordingPlays(database, writes.plays, clock),
    marks: { ...createMarkStore(database, clock), ...writes.marks },
    sources,
    folders,
    add(pbx: PbxConfig) {
      sources.add(pbx);
      if (pbx.recordingsDir !== null) folders.add({ pbx: pbx.id, dir: pbx.recordingsDir });
    },
    remove(id: string) {
      sources.remove(id);
      folders.remove(id);
    },
    start: folders.start,
    stop: folders.stop,
  };
}
