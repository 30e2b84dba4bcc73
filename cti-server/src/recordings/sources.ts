import type { PbxConfig } from '../kernel/config-pbx.ts';
import { createFolderSource } from './folder-source.ts';
import { createHttpSource } from './http-source.ts';
import type { RecordingSource } from './source.ts';

/** Where the recordings of each PBX are. */
export interface RecordingSources {
  /** As the PBX's settings say; nothing where they do not. */
  add(pbx: Pick<PbxConfig, 'id' | 'recordingsDir' | 'recordingsUrl'>): void;
  remove(pbx: string): void;
  of(pbx: string): RecordingSource | null;
}

/** None yet. */
export function createRecordingSources(): RecordingSources {
  const sources = new Map<string, RecordingSource>();
  return {
    add({ id, recordingsDir, recordingsUrl }) {
      if (recordingsDir !== null) sources.set(id, createFolderSource(recordingsDir));
      else if (recordingsUrl !== null) sources.set(id, createHttpSource(recordingsUrl));
    },
    remove: (pbx) => void sources.delete(pbx),
    of: (pbx) => sources.get(pbx) ?? null,
  };
}
