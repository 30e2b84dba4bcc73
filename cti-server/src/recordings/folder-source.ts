import { createReadStream } from 'node:fs';
import { realpath, stat, unlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { reasonOf } from '../kernel/system-error.ts';
import { audioType } from './paths.ts';
import { HEADER_BYTES, type RecordingFile, type RecordingSource } from './source.ts';

/** Recordings in a folder of this machine, such as a mounted one of the PBX. */
export function createFolderSource(folder: string): RecordingSource {
  return {
    async find(paths) {
      for (const path of paths) {
        const file = await fileAt(folder, path);
        if (file) return file;
      }
      return null;
    },
    async remove(paths) {
      for (const path of paths) {
        const file = await placeOf(folder, path);
        if (!file) continue;
        try {
          await unlink(file.path);
          return { kind: 'removed' };
        } catch (error) {
          return { kind: 'left', reason: reasonOf(error, file.path) };
        }
      }
      return { kind: 'missing' };
    },
  };
}

async function fileAt(folder: string, relative: string): Promise<RecordingFile | null> {
  const type = audioType(relative);
  const file = type === null ? null : await placeOf(folder, relative);
  if (type === null || file === null || file.size <= HEADER_BYTES) return null;
  const { path, size } = file;
  return { size, type, read: async (range) => createReadStream(path, { ...range }) };
}

/** A file of sound within the folder; null where there is none. */
async function placeOf(folder: string, relative: string) {
  if (audioType(relative) === null) return null;
  try {
    const root = await realpath(folder);
    // a link may lead out of the folder
    const path = await realpath(join(root, relative));
    const found = await stat(path);
    return path.startsWith(root + sep) && found.isFile() ? { path, size: found.size } : null;
  } catch {
    return null;
  }
}
