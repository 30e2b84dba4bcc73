import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from './errors.ts';

/**
 * Holds `dataDir` for this process alone; gives the release. The lock is SQLite's on a file of its own:
 * the system frees it with the process, however that ends, so none is ever left behind.
 * Throws `AppError` `already-running`.
 */
export function holdAlone(dataDir: string): () => void {
  const file = join(dataDir, 'perezvon.lock');
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new AppError('already-running', { values: { file }, cause: error });
  }
  return () => void lock.close();
}
