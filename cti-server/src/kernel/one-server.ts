import { closeSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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
    makeForOwner(file);
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

/** Not so much as opened where it is there: closing it would give up a lock that this process holds. */
function makeForOwner(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function lockOf(database: string): string {
  const real = realPathOf(database);
  return join(dirname(real), `${basename(real, '.db')}.lock`);
}

/** Where a file lies, or will lie: a link may point at one that is not there yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const folder = dirname(path);
    // a ring of links leads nowhere; opening the database will say so
    if (folder === path || isRing(error)) return path;
    const target = targetOf(path);
    return target === null
      ? join(realPathOf(folder), basename(path))
      : realPathOf(resolve(realPathOf(folder), target));
  }
}

function isRing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP';
}

/** What a link points at; null for what is none. */
function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
