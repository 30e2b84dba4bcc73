import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type DatabaseHandle, makeDirectory, openDatabase } from '@perezvon/crm-core';
import { AppError, type Phrase } from '../kernel/errors.ts';
import { reasonOf } from '../kernel/system-error.ts';

/** Files of the data directory, and of a backup. */
export const DATABASE = 'perezvon.db';
export const KEY = 'secret.key';
/** What was backed up, beside it. */
const NOTE = 'backup.json';

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
    await copyPages(handle, copy, progress);
    chmodSync(copy, 0o600);
    if (withKey) {
      copyFileSync(join(dataDir, KEY), join(folder, KEY));
      chmodSync(join(folder, KEY), 0o600);
    }
    const counts = check(copy);
    const backup = { folder, bytes: statSync(copy).size, withKey, ...counts };
    const note = { at: new Date(now).toISOString(), ...counts, withKey, sha256: sha256Of(copy) };
    writeFileSync(join(folder, NOTE), `${JSON.stringify(note, null, 2)}\n`, {
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

/** 1 MB: what the disk has to take at once, while the log's own fsync may wait for it. */
const PAGES_AT_A_TIME = 256;

/**
 * Copies the database as it is now. What is written meanwhile would begin the copy anew each time, for ever on a
 * busy server, were it not held by a transaction; the write-ahead log grows as long as that lasts. The copy goes
 * to the disk in small pieces: a large one would hold up every call that is logged meanwhile.
 */
async function copyPages(
  { sqlite }: DatabaseHandle,
  copy: string,
  progress?: (share: number) => void,
): Promise<void> {
  sqlite.exec('BEGIN');
  // only a read makes it the state of this moment
  sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
  let file: number | null = null;
  try {
    await sqlite.backup(copy, {
      progress({ totalPages, remainingPages }) {
        file ??= openSync(copy, 'r');
        fdatasyncSync(file);
        progress?.(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return PAGES_AT_A_TIME;
      },
    });
  } finally {
    if (file !== null) closeSync(file);
    sqlite.exec('ROLLBACK');
  }
}

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

/** Throws `AppError` `backup-damaged` where a byte of the database is not as it was backed up. */
export function requireSame(folder: string): void {
  const [note, file] = [join(folder, NOTE), join(folder, DATABASE)];
  // a folder with the database alone is no less a backup
  if (!existsSync(note)) return;
  const { sha256 } = JSON.parse(readFileSync(note, 'utf8')) as { sha256?: string };
  if (sha256 === undefined || sha256 === sha256Of(file)) return;
  throw new AppError('backup-damaged', { values: { file, reason: CHANGED } });
}

const CHANGED: Phrase = {
  ru: 'её контрольная сумма не та, что при копировании',
  en: 'its checksum is not that of when it was made',
};

/** By pieces: a database may be larger than the memory. */
function sha256Of(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(1_048_576);
  try {
    for (let read = 1; read > 0; ) {
      read = readSync(file, piece);
      hash.update(piece.subarray(0, read));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

/** Throws `AppError` `backup-damaged` with the first fault that SQLite finds; `called`: its name for people. */
export function requireWhole({ sqlite, file }: DatabaseHandle, called = file): void {
  let fault: string | Phrase;
  try {
    fault = String(sqlite.pragma('integrity_check(1)', { simple: true }));
  } catch (error) {
    fault = reasonOf(error);
  }
  if (fault !== 'ok')
    throw new AppError('backup-damaged', { values: { file: called, reason: fault } });
}
