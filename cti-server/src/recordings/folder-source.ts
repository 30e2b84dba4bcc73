import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
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
  };
}

async function fileAt(folder: string, relative: string): Promise<RecordingFile | null> {
  const type = audioType(relative);
  if (type === null) return null;
  try {
    const root = await realpath(folder);
    // a link may lead out of the folder
    const path = await realpath(join(root, relative));
    const { size, ...file } = await stat(path).then((one) => ({
      size: one.size,
      isFile: one.isFile(),
    }));
    if (!path.startsWith(root + sep) || !file.isFile || size <= HEADER_BYTES) return null;
    return { size, type, read: async (range) => createReadStream(path, { ...range }) };
  } catch {
    return null;
  }
}
