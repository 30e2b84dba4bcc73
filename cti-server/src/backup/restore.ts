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
  type DatabaseHandle,
  makeDirectory,
  migrate,
  openDatabase,
  StorageError,
} from '@perezvon/crm-core';
import { AppError } from '../kernel/errors.ts';
import { holdAlone } from '../kernel/one-server.ts';
import { reasonOf } from '../kernel/system-error.ts';
import { DATABASE, KEY, requireSame, requireWhole } from './backup.ts';
import { stopWebhooks } from './stopped-webhooks.ts';
import { type Forgotten, forgetUnreadable, requireKey } from './stored-secrets.ts';

/** What a restore did. */
export interface Restored {
  /** Where the data of before lies now; null when there was none. */
  readonly aside: string | null;
  /** Whether the key of stored secrets came with it. */
  readonly withKey: boolean;
  /** How many secrets are in it, and what no key opens and was given up, where that was asked for. */
  readonly secrets: number;
  readonly forgotten: Forgotten | null;
  /** Webhooks that send nothing until somebody enables them. */
  readonly stoppedWebhooks: number;
}

/**
 * Puts a backup in the place of the data in `dataDir`, which is kept aside. The copy is checked, brought up to date and
 * tried with the key first; then one rename decides, so that a stop at any moment leaves the old data or the new.
 * `withoutSecrets`: the key is lost, what it sealed is given up. Throws `AppError` `no-backup`, `already-running`,
 * `backup-damaged`, `secret-key-missing`, `secret-key-other`, `restore-failed`, or `StorageError` `database-newer`.
 */
export function restoreBackup(options: {
  folder: string;
  dataDir: string;
  /** PEREZVON_KEY; null: the key is in a file. */
  givenKey: string | null;
  withoutSecrets: boolean;
  /** cti-server's own folder of migrations. */
  migrations: string;
  ctiJournal: string;
  now: number;
  /** Notes in the restored data that they are, and what was given up. */
  note: (handle: DatabaseHandle, done: Pick<Restored, 'forgotten' | 'stoppedWebhooks'>) => void;
}): Restored {
  const { folder, dataDir, now } = options;
  const source = join(folder, DATABASE);
  if (!existsSync(source)) throw new AppError('no-backup', { values: { folder } });
  makeDirectory(dataDir, 0o700);
  const release = holdAlone(dataDir);
  const incoming = join(dataDir, `${DATABASE}.restoring`);
  try {
    for (const end of ENDS) rmSync(`${incoming}${end}`, { force: true });
    requireSame(folder);
    copyFileSync(source, incoming);
    chmodSync(incoming, 0o600);
    const withKey = existsSync(join(folder, KEY));
    const inIt = makeReady(incoming, { ...options, withKey, source });
    const aside = setAside(dataDir, now);
    if (withKey) {
      copyFileSync(join(folder, KEY), join(dataDir, KEY));
      chmodSync(join(dataDir, KEY), 0o600);
    }
    sync(incoming);
    renameSync(incoming, join(dataDir, DATABASE));
    sync(dataDir);
    return { aside, withKey, ...inIt };
  } catch (error) {
    throw ofSystem(error) ? restoreFailed(folder, error) : error;
  } finally {
    for (const end of ENDS) rmSync(`${incoming}${end}`, { force: true });
    release();
  }
}

/** A database and what lies beside it. */
const ENDS = ['', '-wal', '-shm'];

/** The disk or its rights, not something that names its cure itself. */
function ofSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function restoreFailed(folder: string, error: unknown): AppError {
  const values = { folder, reason: reasonOf(error, folder) };
  return new AppError('restore-failed', { values, cause: error });
}

/** Checked, brought up to date, and its secrets open. */
function makeReady(
  file: string,
  options: Parameters<typeof restoreBackup>[0] & { withKey: boolean; source: string },
): Pick<Restored, 'secrets' | 'forgotten' | 'stoppedWebhooks'> {
  const { source, folder, dataDir, withKey, givenKey, withoutSecrets } = options;
  const handle = openWhole(file, source);
  try {
    migrate(handle, crmMigrations(), CRM_JOURNAL);
    migrate(handle, options.migrations, options.ctiJournal);
    const place = { given: withKey ? null : givenKey, dataDir: withKey ? folder : dataDir };
    const forgotten = withoutSecrets ? forgetUnreadable(handle, place) : null;
    const secrets = requireKey(handle, place);
    const stoppedWebhooks = stopWebhooks(handle, options.now);
    options.note(handle, { forgotten, stoppedWebhooks });
    return { secrets, forgotten, stoppedWebhooks };
  } finally {
    // the last to close carries the write-ahead log over and removes it
    handle.close();
  }
}

/** What is damaged is the backup, whatever the copy of it is called. */
function openWhole(file: string, source: string): ReturnType<typeof openDatabase> {
  try {
    const handle = openDatabase({ file });
    requireWhole(handle, source);
    return handle;
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'database-damaged') throw error;
    const values = { file: source, reason: reasonOf(error.cause) };
    throw new AppError('backup-damaged', { values, cause: error });
  }
}

/**
 * A second name for the data of before, in a folder of its own; closed first, so that all of it is in the
 * one file. The first name stays until the new data takes it. What cannot be opened, which a restore should cure, goes
 * with its write-ahead log: that must never meet the new data.
 */
function setAside(dataDir: string, now: number): string | null {
  const current = join(dataDir, DATABASE);
  if (!existsSync(current)) return null;
  const name = `before-restore-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '')}Z`;
  const aside = join(dataDir, name);
  makeDirectory(aside, 0o700);
  try {
    openDatabase({ file: current }).close();
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'database-damaged') throw error;
  }
  linkSync(current, join(aside, DATABASE));
  for (const end of ENDS.slice(1))
    if (existsSync(`${current}${end}`)) renameSync(`${current}${end}`, join(aside, DATABASE + end));
  const key = join(dataDir, KEY);
  if (existsSync(key)) copyFileSync(key, join(aside, KEY));
  return aside;
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
