import Sqlite, { type Database } from 'better-sqlite3';

// Connections to SQLite files that are not ours to write, and to one that holds no data. With db.ts all there are.

/** As long as for our own: what waits, waits on the event loop. */
const BUSY_TIMEOUT_MS = 40;

/** Another program's database, as it is: it can be read, and nothing in it can be changed. Throws SQLite's own error. */
export function openForeign(file: string): Database {
  const database = new Sqlite(file, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    database.pragma('query_only = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * A file as a lock, made when absent and held by this connection alone until it is closed; the system frees it
 * with the process. Nobody waits for it. Throws SQLite's own error: `SQLITE_BUSY` where another holds it.
 */
export function openLock(file: string): Database {
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}
