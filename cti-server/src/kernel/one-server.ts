import { join } from 'node:path';
import { openLock } from '@perezvon/crm-core';
import { AppError } from './errors.ts';
import { reasonOf } from './system-error.ts';

/**
 * Holds `dataDir` for this process alone; gives the release. The lock is SQLite's on a file of its own:
 * the system frees it with the process, however that ends, so none is ever left behind.
 * Throws `AppError` `already-running` or, where the file itself is the trouble, `lock-unusable`.
 */
export function holdAlone(dataDir: string): () => void {
  const file = join(dataDir, 'perezvon.lock');
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
