import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openForeign, openLock } from './other-databases.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perezvon-other-'));
  file = join(directory, 'other.db');
});
afterEach(() => rmSync(directory, { recursive: true }));

const pragma = (database: Sqlite.Database, name: string) => database.pragma(name, { simple: true });

// our own are in db.test.ts; that there are no others is a rule of fixtures/house/import-rules.ts
describe('C01 connections to what is not our database', () => {
  test.each(['delete', 'wal'])(
    'another program’s, in journal mode %s: waits 50 ms at most, changes nothing, leaves the mode',
    (mode) => {
      const theirs = new Sqlite(file);
      theirs.pragma(`journal_mode = ${mode}`);
      theirs.exec('CREATE TABLE cdr (id); INSERT INTO cdr VALUES (1)');
      const ours = openForeign(file);
      expect(pragma(ours, 'busy_timeout')).toBeGreaterThan(0);
      expect(pragma(ours, 'busy_timeout')).toBeLessThanOrEqual(50);
      expect(pragma(ours, 'query_only')).toBe(1);
      expect(ours.prepare('SELECT id FROM cdr').pluck().all()).toEqual([1]);
      for (const change of [
        'INSERT INTO cdr VALUES (2)',
        'DROP TABLE cdr',
        'PRAGMA user_version = 7',
      ]) {
        expect(() => ours.exec(change)).toThrow(/readonly/);
      }
      ours.close();
      expect(pragma(theirs, 'journal_mode')).toBe(mode);
      theirs.close();
    },
  );

  test('another program’s that is not there is not made', () => {
    expect(() => openForeign(file)).toThrow(/unable to open/);
    expect(existsSync(file)).toBe(false);
  });

  test('a lock: nobody waits for it, the next is refused at once, and it is free once closed', () => {
    const held = openLock(file);
    expect(pragma(held, 'busy_timeout')).toBe(0);
    const began = performance.now();
    expect(() => openLock(file)).toThrowError(expect.objectContaining({ code: 'SQLITE_BUSY' }));
    expect(performance.now() - began).toBeLessThan(500);
    held.close();
    openLock(file).close();
  });
});
