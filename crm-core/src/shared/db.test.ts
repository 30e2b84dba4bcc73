import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DatabaseHandle, openDatabase, transaction } from './db.ts';
import { until } from '@perezvon/fixtures/until.ts';
import { StorageError, storageError } from './storage-error.ts';

let directory: string;
let opened: DatabaseHandle[];
let children: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perezvon-db-'));
  opened = [];
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const handle of opened) handle.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(options: { file?: string; readonly?: boolean } = {}): DatabaseHandle {
  const { file = 'a.db', readonly = false } = options;
  const handle = openDatabase({ file: join(directory, file), readonly });
  opened.push(handle);
  return handle;
}

function problemOf(work: () => unknown): StorageError {
  try {
    work();
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('It went through');
}

/** A second process that holds the write lock until it is killed. */
async function holdLock(file: string): Promise<void> {
  const code = `const db = require('better-sqlite3')(${JSON.stringify(file)});
    db.exec('BEGIN IMMEDIATE'); console.log('held'); setInterval(() => db.inTransaction, 1000);`;
  const child = spawn(process.execPath, ['-e', code], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
}

describe('C01 every connection is durable, whatever the library sets by itself', () => {
  test.each([{ readonly: false }, { readonly: true }])('C01 pragmas read back: %o', (kind) => {
    open().sqlite.exec('CREATE TABLE notes (text)');
    const { sqlite } = open(kind);
    // SQLite settles synchronous when it first touches the file.
    sqlite.prepare('SELECT * FROM notes').all();
    if (!kind.readonly) sqlite.exec("INSERT INTO notes VALUES ('one')");
    const pragma = (name: string) => sqlite.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('secure_delete')).toBe(1);
    expect(pragma('busy_timeout')).toBeGreaterThan(0);
    expect(pragma('busy_timeout')).toBeLessThanOrEqual(50);
  });

  test('C01 SQLite is 3.51.3 or later', () => {
    const version = String(open().sqlite.prepare('SELECT sqlite_version()').pluck().get());
    expect(version.localeCompare('3.51.3', 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
  });

  test('C01 the bare library would lose commits: this is what the factory is for', () => {
    const bare = new Sqlite(join(directory, 'bare.db'));
    bare.pragma('journal_mode = WAL');
    bare.exec('CREATE TABLE notes (text)');
    expect(bare.pragma('synchronous', { simple: true })).toBe(1);
    bare.close();
  });

  test('C01 a database that cannot be in WAL is refused with pragma, cause and cure', () => {
    const problem = problemOf(() => openDatabase({ file: ':memory:' }));
    expect(problem.code).toBe('database-settings');
    expect(problem.message).toMatch(/journal_mode is memory instead of wal.*local disk/);
  });
});

describe('C05 a lock held by another process', () => {
  const write = (handle: DatabaseHandle) =>
    transaction(handle, () => handle.sqlite.exec("INSERT INTO notes VALUES ('one')"));

  test('C05 a write fails as a typed error within 50 ms, and works once the lock is gone', async () => {
    const handle = open();
    handle.sqlite.exec('CREATE TABLE notes (text)');
    await holdLock(handle.file);
    const waits = [1, 2, 3, 4, 5].map(() => {
      const fresh = open();
      const began = performance.now();
      expect(problemOf(() => write(fresh)).code).toBe('database-locked');
      return performance.now() - began;
    });
    expect(Math.min(...waits)).toBeGreaterThan(30);
    // The least of five: the rest is the machine's own noise.
    expect(Math.min(...waits)).toBeLessThanOrEqual(50);
    const [child] = children;
    child?.kill('SIGKILL');
    if (child) await once(child, 'exit');
    write(handle);
    expect(handle.sqlite.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(1);
  });

  test('C05 fifty writes at once wait once, not fifty times; so does the next wave', async () => {
    const handle = open();
    handle.sqlite.exec('CREATE TABLE notes (text)');
    await holdLock(handle.file);
    const wave = () => {
      const began = performance.now();
      for (let i = 0; i < 50; i += 1) problemOf(() => write(handle));
      return performance.now() - began;
    };
    const waves: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      waves.push(wave());
      const before = performance.now();
      await until(() => performance.now() - before > 250, {
        what: 'others to have had their turn',
      });
    }
    expect(Math.min(...waves)).toBeGreaterThan(30);
    expect(Math.min(...waves)).toBeLessThanOrEqual(100);
    expect(handle.sqlite.pragma('busy_timeout', { simple: true })).toBe(40);
  });

  test('C05 the message says what to close', async () => {
    const handle = open();
    await holdLock(handle.file);
    const problem = problemOf(() => transaction(handle, () => undefined));
    expect(problem.message).toContain('is locked by another program. Close the other program');
  });
});

describe('a database that cannot be opened says why, and what to do', () => {
  test('a missing directory is made', () => {
    expect(open({ file: 'deep/er/a.db' }).sqlite.open).toBe(true);
  });

  test('a directory that cannot be made', () => {
    writeFileSync(join(directory, 'file'), '');
    const problem = problemOf(() => open({ file: 'file/a.db' }));
    expect(problem.code).toBe('database-unwritable');
    expect(problem.cure).toContain(join(directory, 'file'));
  });

  test('a directory on a file system that takes none', () => {
    const file = process.platform === 'linux' ? '/proc/perezvon/a.db' : '/dev/null/a.db';
    expect(problemOf(() => openDatabase({ file })).code).toBe('database-unwritable');
  });

  test('a directory in the place of the file', () => {
    mkdirSync(join(directory, 'a.db'));
    expect(problemOf(() => open()).code).toBe('database-unwritable');
  });

  test('a read-only connection to a file that is not there', () => {
    expect(problemOf(() => open({ readonly: true })).code).toBe('database-unwritable');
  });

  test('a file that is no database', () => {
    writeFileSync(join(directory, 'a.db'), 'dear diary, '.repeat(1000));
    const problem = problemOf(() => open());
    expect(problem.code).toBe('database-damaged');
    expect(problem.message).toContain('a.db is not an SQLite database');
  });

  test.each([
    ['SQLITE_FULL', 'database-full'],
    ['SQLITE_IOERR_FSYNC', 'database-failed'],
    ['SQLITE_READONLY_DBMOVED', 'database-unwritable'],
  ])('SQLite says %s', (code, expected) => {
    const error = storageError(new Sqlite.SqliteError('it', code), 'a.db');
    expect(error).toMatchObject({ code: expected, cause: { code } });
  });

  test('an error that is not the file’s fault stays as it is', () => {
    const error = new Sqlite.SqliteError('it', 'SQLITE_CONSTRAINT_UNIQUE');
    expect(storageError(error, 'a.db')).toBe(error);
  });
});

describe('transaction', () => {
  test('keeps all or nothing, also within another one', () => {
    const handle = open();
    handle.sqlite.exec('CREATE TABLE notes (text)');
    const add = (text: string) => handle.sqlite.prepare('INSERT INTO notes VALUES (?)').run(text);
    expect(() =>
      transaction(handle, () => {
        add('outer');
        transaction(handle, () => add('inner'));
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(transaction(handle, () => add('kept').changes)).toBe(1);
    expect(handle.sqlite.prepare('SELECT text FROM notes').pluck().all()).toEqual(['kept']);
  });

  test('refuses asynchronous work, of which half could be kept', () => {
    const handle = open();
    expect(() => transaction(handle, async () => undefined)).toThrow(/promise/);
  });
});

describe('what was removed', () => {
  const files = () =>
    readdirSync(directory).filter((file) =>
      readFileSync(join(directory, file)).includes('PLANTED'),
    );

  test('is in no byte of the files once the log is emptied, which a reader of before and a writer put off', () => {
    const handle = open();
    handle.sqlite.exec("CREATE TABLE t (a); INSERT INTO t VALUES ('PLANTED')");
    handle.checkpoint();
    const reader = open({ readonly: true });
    reader.sqlite.exec('BEGIN');
    expect(reader.sqlite.prepare('SELECT a FROM t').pluck().get()).toBe('PLANTED');
    handle.sqlite.exec('DELETE FROM t');
    expect(handle.emptyLog()).toBe(false);
    expect(files()).not.toEqual([]);
    reader.sqlite.exec('COMMIT');
    const writer = open();
    writer.sqlite.exec('BEGIN IMMEDIATE');
    expect(handle.emptyLog()).toBe(false);
    writer.sqlite.exec('ROLLBACK');
    expect(handle.emptyLog()).toBe(true);
    expect(files()).toEqual([]);
    expect(statSync(join(directory, 'a.db-wal')).size).toBe(0);
  });
});
