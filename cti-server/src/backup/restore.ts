import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  CRM_JOURNAL,
  crmMigrations,
  makeDirectory,
  migrate,
  openDatabase,
} from '@perezvon/crm-core';
import { AppError } from '../kernel/errors.ts';
import { holdAlone } from '../kernel/one-server.ts';
import { reasonOf } from '../kernel/system-error.ts';
import { DATABASE, KEY, requireWhole } from './backup.ts';

/** What a restore did. */
export interface Restored {
  /** Where the data of before lies now; null when there was none. */
  readonly aside: string | null;
  /** Whether the key of stored secrets came with it. */
  readonly withKey: boolean;
  /** Whether there is a key to open the stored secrets with at all. */
  readonly hasKey: boolean;
}

/**
 * Puts a backup in the place of the data in `dataDir`, which is kept aside. The copy is checked and
 * brought up to date first; then one rename decides, so that a stop at any moment leaves the old data or
 * the new. Throws `AppError` `no-backup`, `already-running`, `backup-damaged`, `restore-failed`, or
 * `StorageError` `database-newer`.
 */
export function restoreBackup(options: {
  folder: string;
  dataDir: string;
  /** cti-server's own folder of migrations. */
  migrations: string;
  ctiJournal: string;
  now: number;
}): Restored {
  const { folder, dataDir, now } = options;
  const source = join(folder, DATABASE);
  if (!existsSync(source)) throw new AppError('no-backup', { values: { folder } });
  makeDirectory(dataDir, 0o700);
  const release = holdAlone(dataDir);
  const incoming = join(dataDir, `${DATABASE}.restoring`);
  try {
    for (const end of ['', '-wal', '-shm']) rmSync(`${incoming}${end}`, { force: true });
    copyFileSync(source, incoming);
    chmodSync(incoming, 0o600);
    bringUpToDate(incoming, options);
    const aside = setAside(dataDir, now);
    const withKey = existsSync(join(folder, KEY));
    if (withKey) {
      copyFileSync(join(folder, KEY), join(dataDir, KEY));
      chmodSync(join(dataDir, KEY), 0o600);
    }
    sync(incoming);
    renameSync(incoming, join(dataDir, DATABASE));
    sync(dataDir);
    return { aside, withKey, hasKey: existsSync(join(dataDir, KEY)) };
  } catch (error) {
    throw ofSystem(error) ? restoreFailed(folder, error) : error;
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${incoming}${end}`, { force: true });
    release();
  }
}

/** The disk or its rights, not something that names its cure itself. */
function ofSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function restoreFailed(folder: string, error: unknown): AppError {
  const values = { folder, reason: reasonOf(error, folder) };
  return new AppError('restore-failed', { values, cause: error });
}

function bringUpToDate(
  file: string,
  { migrations, ctiJournal }: { migrations: string; ctiJournal: string },
): void {
  const handle = openDatabase({ file });
  try {
    requireWhole(handle);
    migrate(handle, crmMigrations(), CRM_JOURNAL);
    migrate(handle, migrations, ctiJournal);
  } finally {
    // the last to close carries the write-ahead log over and removes it
    handle.close();
  }
}

/**
 * A second name for the data of before, in a folder of its own; closed first, so that all of it is in the
 * one file. The first name stays until the new data takes it.
 */
function setAside(dataDir: string, now: number): string | null {
  const current = join(dataDir, DATABASE);
  if (!existsSync(current)) return null;
  openDatabase({ file: current }).close();
  const name = `before-restore-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '')}Z`;
  const aside = join(dataDir, name);
  makeDirectory(aside, 0o700);
  linkSync(current, join(aside, DATABASE));
  const key = join(dataDir, KEY);
  if (existsSync(key)) copyFileSync(key, join(aside, KEY));
  return aside;
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
