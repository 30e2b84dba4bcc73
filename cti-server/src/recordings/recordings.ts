import { realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { type LoggedCall, touchedExtensions } from '../call-log/entry.ts';
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
  open(recordingId: string, user: User): Promise<FoundRecording>;
}

const TYPES: Record<string, string> = { wav: 'audio/wav', mp3: 'audio/mpeg', ogg: 'audio/ogg', gsm: 'audio/gsm' };
/** A WAV file's header alone: MixMonitor with option b leaves that when nobody was connected. */
const HEADER_BYTES = 44;

/** `folderOf`: the recordings' folder of a PBX connection, null when there is none. */
export function createRecordings(options: {
  byRecording(recordingId: string): Promise<LoggedCall | null>;
  folderOf(pbx: string): string | null;
}): Recordings {
  return {
    async open(recordingId, user) {
      const call = await options.byRecording(recordingId);
      if (!call || !mayHear(user, call)) return { kind: 'unknown' };
      const folder = options.folderOf(call.pbx);
      const name = call.record.recording;
      if (folder === null || name === null) return { kind: 'missing' };
      const type = TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
      if (!type) return { kind: 'missing' };
      return locate(folder, name, type);
    },
  };
}

/** The file within its folder; a name that leads out of it, also by a link, is missing. */
async function locate(folder: string, name: string, type: string): Promise<FoundRecording> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, basename(name)));
    if (!path.startsWith(root + sep)) return { kind: 'missing' };
    const { size } = await stat(path);
    return size > HEADER_BYTES ? { kind: 'found', path, size, type } : { kind: 'missing' };
  } catch {
    return { kind: 'missing' };
  }
}

/** Supervisors and admins hear every recording; operators those of calls that touched their extension. */
export function mayHear(user: User, call: LoggedCall): boolean {
  if (user.role !== 'operator') return true;
  const own = touchedExtensions(call.record);
  return user.pbx === call.pbx && user.extension !== null && own.has(user.extension);
}
