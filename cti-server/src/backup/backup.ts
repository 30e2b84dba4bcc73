import { chmodSync, copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseHandle, makeDirectory, openDatabase } from '@perezvon/crm-core';
import { AppError, type Phrase } from '../kernel/errors.ts';
import { reasonOf } from '../kernel/system-error.ts';

/** Files of the data directory, and of a backup. */
export const DATABASE = 'perezvon.db';
export const KEY = 'secret.key';

/** What was backed up. */
export interface Backup {
  readonly folder: string;
  readonly bytes: number;
  readonly calls: number;
  readonly contacts: number;
  /** Whether the key of stored secrets is in it. */
  readonly withKey: boolean;
}

/**
 * A consistent copy of the data in `dataDir`, made while the server goes on writing, in a new folder of
 * `into` named by the time (UTC). `progress` is told the share that is done, 0 to 1. The copy is checked
 * before this resolves. Throws `AppError` `no-data`, `backup-failed` or `StorageError`.
 */
export async function makeBackup(options: {
  dataDir: string;
  into: string;
  withKey: boolean;
  now: number;
  progress?: (share: number) => void;
}): Promise<Backup> {
  const { dataDir, into, withKey, now, progress } = options;
  const source = join(dataDir, DATABASE);
  if (!existsSync(source)) throw new AppError('no-data', { values: { dir: dataDir } });
  const name = `perezvon-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '')}Z`;
  const folder = join(into, name);
  const copy = join(folder, DATABASE);
  const handle = openDatabase({ file: source, readonly: true });
  try {
    makeDirectory(folder, 0o700);
    await handle.sqlite.backup(copy, {
      progress({ totalPages, remainingPages }) {
        progress?.(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return PAGES_AT_A_TIME;
      },
    });
    chmodSync(copy, 0o600);
    if (withKey) {
      copyFileSync(join(dataDir, KEY), join(folder, KEY));
      chmodSync(join(folder, KEY), 0o600);
    }
    const counts = check(copy);
    const backup = { folder, bytes: statSync(copy).size, withKey, ...counts };
    const note = { at: new Date(now).toISOString(), ...counts, withKey };
    writeFileSync(join(folder, 'backup.json'), `${JSON.stringify(note, null, 2)}\n`, {
      mode: 0o600,
    });
    return backup;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = reasonOf(error, folder);
    throw new AppError('backup-failed', { values: { folder, reason }, cause: error });
  } finally {
    handle.close();
  }
}

/** 4 kB each: a few ms of reading between two looks at the progress. */
const PAGES_AT_A_TIME = 2_000;

/** How much is in a database that is whole; throws `AppError` `backup-damaged` for one that is not. */
function check(file: string): { calls: number; contacts: number } {
  const handle = openDatabase({ file });
  try {
    requireWhole(handle);
    const count = (table: string) =>
      Number(handle.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    return { calls: count('calls'), contacts: count('contacts') };
  } finally {
    handle.close();
  }
}

/** Throws `AppError` `backup-damaged` with the first fault that SQLite finds. */
export function requireWhole({ sqlite, file }: DatabaseHandle): void {
  let fault: string | Phrase;
  try {
    fault = String(sqlite.pragma('integrity_check(1)', { simple: true }));
  } catch (error) {
    fault = reasonOf(error);
  }
  if (fault !== 'ok') throw new AppError('backup-damaged', { values: { file, reason: fault } });
}
