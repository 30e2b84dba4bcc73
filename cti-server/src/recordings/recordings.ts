import { realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { LoggedCall } from '../call-log/entry.ts';
import { reachOf } from '../call-log/reach.ts';
import type { User } from '../contract/index.ts';

/** Where a call's audio is. */
export type FoundRecording =
  | { readonly kind: 'found'; readonly path: string; readonly size: number; readonly type: string }
  /** The file is not there (yet), or holds no sound. */
  | { readonly kind: 'missing' }
  /** No such recording, or not for this user; the two must look alike from outside. */
  | { readonly kind: 'unknown' };

/** Finds recordings by their opaque ids, for those who may hear them. */
export interface Recordings {
  /** `size` in bytes, `type` a media type. */
  open(recordingId: string, user: User): Promise<FoundRecording>;
}

const TYPES = new Map([
  ['wav', 'audio/wav'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['gsm', 'audio/gsm'],
]);

/** A WAV file's header alone: MixMonitor leaves that when nobody was connected. */
const HEADER_BYTES = 44;

/** `folderOf`: the recordings' folder of a PBX connection, null when there is none. */
export function createRecordings(options: {
  byRecording: (recordingId: string) => Promise<LoggedCall | null>;
  folderOf: (pbx: string) => string | null;
}): Recordings {
  return {
    async open(recordingId, user) {
      const call = await options.byRecording(recordingId);
      if (!call || !reachOf(call.pbx, call.record)(user)) return { kind: 'unknown' };
      const folder = options.folderOf(call.pbx);
      const { recording } = call.record;
      return folder === null || recording === null ? { kind: 'missing' } : find(folder, recording);
    },
  };
}

/** The PBX's word for the file may hold anything: only its last part counts, and only within the folder. */
async function find(folder: string, recording: string): Promise<FoundRecording> {
  const name = basename(recording);
  const type = TYPES.get(name.split('.').at(-1)?.toLowerCase() ?? '');
  if (!type || name.includes('\0')) return { kind: 'missing' };
  try {
    const root = await realpath(folder);
    // a link may lead out of the folder
    const path = await realpath(join(root, name));
    const file = await stat(path);
    const sound = path.startsWith(root + sep) && file.isFile() && file.size > HEADER_BYTES;
    return sound ? { kind: 'found', path, size: file.size, type } : { kind: 'missing' };
  } catch {
    return { kind: 'missing' };
  }
}
