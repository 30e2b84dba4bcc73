import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../kernel/errors.ts';

/** The files of imports that wait or run. They hold people's data: each goes once its import has ended. */
export interface ImportFiles {
  pathOf(id: string): string;
  /** How much of it is here, bytes. */
  received(id: string): number;
  /** Adds what follows. Throws `import-part` where something else should follow. */
  append(id: string, at: number, part: Buffer): Promise<void>;
  remove(id: string): void;
  /** Removes all but these. */
  keepOnly(ids: ReadonlySet<string>): void;
}

/** Files in a folder of their own within the data folder, for the owner of the process only. */
export function createImportFiles(dataDir: string): ImportFiles {
  const dir = join(dataDir, 'imports');
  const busy = new Set<string>();
  const pathOf = (id: string) => join(dir, `${id}.csv`);

  function received(id: string): number {
    return statSync(pathOf(id), { throwIfNoEntry: false })?.size ?? 0;
  }

  return {
    pathOf,
    received,
    async append(id, at, part) {
      const here = received(id);
      if (busy.has(id) || here !== at)
        throw new AppError('import-part', { values: { received: here } });
      busy.add(id);
      try {
        mkdirSync(dir, { recursive: true, mode: 0o700 });
        const handle = await open(pathOf(id), 'a', 0o600);
        try {
          await handle.writeFile(part);
        } finally {
          await handle.close();
        }
      } finally {
        busy.delete(id);
      }
    },
    remove: (id) => rmSync(pathOf(id), { force: true }),
    keepOnly(ids) {
      const names = statSync(dir, { throwIfNoEntry: false }) ? readdirSync(dir) : [];
      for (const name of names) {
        if (!ids.has(name.replace(/\.csv$/, ''))) rmSync(join(dir, name), { force: true });
      }
    },
  };
}
