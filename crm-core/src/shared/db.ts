import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { makeDirectory } from './directory.ts';
import { type BetterSQLite3Database, drizzle } from './drizzle.ts';
import { nameOrder } from './name-order.ts';
import { StorageError, storageError } from './storage-error.ts';

/** One open connection: `db` for drizzle's typed statements, `sqlite` for plain ones. */
export interface DatabaseHandle {
  readonly file: string;
  readonly db: BetterSQLite3Database;
  readonly sqlite: Database;
  /** Carries the write-ahead log into the file as far as no reader holds it. Throws `StorageError`. */
  checkpoint(): void;
  /**
   * Carries all of it, and leaves the log without a byte: what was removed is in no page of either. False while somebody
   * reads what was before, or writes. Throws `StorageError`.
   */
  emptyLog(): boolean;
  close(): void;
}

/**
 * How long a statement may wait for another program's lock, ms. better-sqlite3 waits on the event
 * loop, where its default of 5,000 ms would stop every pop and every socket for that long.
 */
const BUSY_TIMEOUT_MS = 40;

/**
 * So long after a wait in vain nobody waits, ms: what many write in one turn of the loop would else hold it
 * for as many waits, one after another.
 */
const NO_WAIT_MS = 200;

/**
 * Pages of write-ahead log at which a commit carries them into the file by itself, which takes it many
 * times as long. Whoever writes much calls `checkpoint` between commits instead; this is the bound beyond.
 */
const WAL_PAGES = 8_000;

/** The first version without the known WAL-reset fault; older ones may lose commits. */
const OLDEST_SQLITE = [3, 51, 3] as const;

/**
 * What every connection must have. FULL is set by name because better-sqlite3's build turns WAL
 * into synchronous=NORMAL, which loses acknowledged commits at a power cut.
 */
const REQUIRED: readonly [pragma: string, value: string | number, why: string][] = [
  ['journal_mode', 'wal', 'readers would stop the writer'],
  ['synchronous', 2, 'a power cut would lose calls already shown'],
  ['secure_delete', 1, 'what is erased would stay readable in the file'],
  ['foreign_keys', 1, 'rows could point at nothing'],
  ['busy_timeout', BUSY_TIMEOUT_MS, "another program's lock could stop the server for seconds"],
];

/** What migrations call: they put the contacts of before in order. */
export function addFunctions(sqlite: Database): void {
  sqlite.function('name_order', { deterministic: true }, (kind, name) =>
    nameOrder(String(kind), String(name)),
  );
}

/**
 * Opens an SQLite file, made with its directory when absent, and checks that the connection is
 * durable: WAL, synchronous=FULL, foreign keys, a busy time-out of at most 50 ms.
 * Throws `StorageError`, which names cause and cure.
 */
export function openDatabase(options: { file: string; readonly?: boolean }): DatabaseHandle {
  const { file, readonly = false } = options;
  if (!readonly) prepareFile(file);
  let sqlite: Database | undefined;
  try {
    sqlite = new Sqlite(file, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT_MS });
    if (!readonly) sqlite.pragma('journal_mode = WAL');
    addFunctions(sqlite);
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('secure_delete = ON');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
    checkSettings(sqlite, file);
    checkVersion(sqlite, file);
  } catch (error) {
    sqlite?.close();
    throw storageError(error, file);
  }
  const open = sqlite;
  return {
    file,
    sqlite: open,
    db: drizzle(open),
    checkpoint() {
      try {
        open.pragma('wal_checkpoint(PASSIVE)');
      } catch (error) {
        throw storageError(error, file);
      }
    },
    emptyLog() {
      try {
        // what is much goes without holding up anybody
        open.pragma('wal_checkpoint(PASSIVE)');
        // while it waits for readers nobody can write: it does not wait
        open.pragma('busy_timeout = 0');
        const [answer] = open.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
        return answer.busy === 0;
      } catch (error) {
        throw storageError(error, file);
      } finally {
        open.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
    },
    close: () => void open.close(),
  };
}

/**
 * Runs `work` in one `BEGIN IMMEDIATE` transaction: all of it is on disk when this returns, or none
 * of it. Synchronous: `work` must not return a promise. Within another transaction it is a part of it.
 * Throws `StorageError` `database-locked` within 50 ms when another program holds the lock; at once, if it
 * did so a moment ago.
 */
export function transaction<T>(handle: DatabaseHandle, work: () => T): T {
  return transactional(handle, work)();
}

/** `work` as a function that runs as `transaction` says; for what is done often. */
export function transactional<A extends unknown[], T>(
  handle: DatabaseHandle,
  work: (...args: A) => T,
): (...args: A) => T {
  const { sqlite } = handle;
  const { immediate } = sqlite.transaction((...args: A) => {
    const also = alsoIn.get(sqlite);
    alsoIn.delete(sqlite);
    const result = work(...args);
    also?.(result);
    return result;
  });
  return (...args) => waitingOnce(handle, () => immediate(...args));
}

/** What the next transaction of a connection does, too, before it ends. */
const alsoIn = new WeakMap<Database, (result: unknown) => void>();

/**
 * `also` is done in the first transaction that `work` makes before it first waits, given what that came to: both are on
 * the disk, or none. It is synchronous, as `work` of a transaction is. Within another `together` both are done.
 */
export function together<T>(
  { sqlite }: DatabaseHandle,
  work: () => T,
  also: (result: unknown) => void,
): T {
  const outer = alsoIn.get(sqlite);
  const both = (result: unknown) => {
    also(result);
    outer?.(result);
  };
  alsoIn.set(sqlite, both);
  try {
    return work();
  } finally {
    // what no transaction took up is the outer one's again
    if (outer && alsoIn.get(sqlite) === both) alsoIn.set(sqlite, outer);
    else alsoIn.delete(sqlite);
  }
}

/** When a connection last waited in vain for a lock, ms of the monotonic clock. */
const waitedInVain = new WeakMap<Database, number>();

function waitingOnce<T>({ sqlite, file }: DatabaseHandle, work: () => T): T {
  const mayWait = performance.now() - (waitedInVain.get(sqlite) ?? -NO_WAIT_MS) >= NO_WAIT_MS;
  if (!mayWait) sqlite.pragma('busy_timeout = 0');
  try {
    return work();
  } catch (cause) {
    const error = storageError(cause, file);
    const locked = error instanceof StorageError && error.code === 'database-locked';
    if (locked && mayWait) waitedInVain.set(sqlite, performance.now());
    throw error;
  } finally {
    if (!mayWait) sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/** SQLite itself says only "unable to open", so the usual causes are looked for first. */
function prepareFile(file: string): void {
  const directory = dirname(file);
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError('database-unwritable', {
      file,
      why: `Database ${file} cannot be opened for writing (${reason}).`,
      cure: `Give the user that runs the server the right to write to the directory ${directory} and the files in it, or name another file.`,
      cause: error,
    });
  }
}

function checkSettings(sqlite: Database, file: string): void {
  for (const [pragma, value, why] of REQUIRED) {
    const actual: unknown = sqlite.pragma(pragma, { simple: true });
    if (actual === value) continue;
    throw new StorageError('database-settings', {
      file,
      why: `Database ${file}: ${pragma} is ${String(actual)} instead of ${value}; ${why}.`,
      cure: 'Keep the file on a local disk (not a network share, not :memory:) and open it for writing once.',
    });
  }
}

function checkVersion(sqlite: Database, file: string): void {
  const version = String(sqlite.prepare('SELECT sqlite_version()').pluck().get());
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [wantMajor, wantMinor, wantPatch] = OLDEST_SQLITE;
  const difference = major - wantMajor || minor - wantMinor || patch - wantPatch;
  if (difference >= 0) return;
  throw new StorageError('database-settings', {
    file,
    why: `SQLite ${version} is older than ${OLDEST_SQLITE.join('.')} and may lose commits.`,
    cure: 'Install the better-sqlite3 of package-lock.json: npm ci.',
  });
}
