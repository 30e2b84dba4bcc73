import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openLock } from '@perezvon/crm-core';
import { AppError } from './errors.ts';
import { reasonOf } from './system-error.ts';

/**
 * Holds `dataDir` for this process alone; gives the release. The lock is SQLite's on a file of its own, beside
 * the database wherever that really lies: a folder with a link to it is the same data. The system frees it
 * with the process, however that ends, so none is ever left behind.
 * Throws `AppError` `already-running` or, where the file itself is the trouble, `lock-unusable`.
 */
export function holdAlone(dataDir: string): () => void {
  const file = lockOf(join(dataDir, 'perezvon.db'));
  try {
    const lock = openLock(file);
    return () => void lock.close();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code.startsWith('SQLITE_BUSY')) {
      throw new AppError('already-running', { values: { file }, cause });
    }
    const reason = reasonOf(cause);
    throw new AppError('lock-unusable', { values: { file, reason }, cause });
  }
}

function lockOf(database: string): string {
  const real = realPathOf(database);
  return join(dirname(real), `${basename(real, '.db')}.lock`);
}

/** The path itself where nothing is there yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
