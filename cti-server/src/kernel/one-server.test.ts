import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { holdAlone } from './one-server.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const file = () => join(dir, 'perezvon.lock');

function refusal(): AppError {
  try {
    holdAlone(dir)();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was held');
}

test('C09 one holds the folder; the next is told who; after the release another may', () => {
  const release = holdAlone(dir);
  expect(refusal()).toMatchObject({ code: 'already-running', values: { file: file() } });
  release();
  holdAlone(dir)();
});

test('the lock is for its owner only', () => {
  holdAlone(dir)();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('C09 another folder with a link to the same database is the same data; one with a database of its own is not', () => {
  const [ours, theirs] = [join(dir, 'ours'), join(dir, 'theirs')];
  for (const folder of [ours, theirs]) mkdirSync(folder);
  writeFileSync(join(ours, 'perezvon.db'), '');
  const release = holdAlone(ours);
  holdAlone(theirs)();
  symlinkSync(join(ours, 'perezvon.db'), join(theirs, 'perezvon.db'));
  expect(() => holdAlone(theirs)).toThrow(expect.objectContaining({ code: 'already-running' }));
  release();
  holdAlone(theirs)();
});

test('C09 so is a link to a database that is not there yet, by way of whatever folders', () => {
  const [ours, theirs, way] = [join(dir, 'ours'), join(dir, 'theirs'), join(dir, 'way')];
  for (const folder of [ours, theirs]) mkdirSync(folder);
  symlinkSync('ours', way);
  symlinkSync(join('..', 'way', 'perezvon.db'), join(theirs, 'perezvon.db'));
  const release = holdAlone(theirs);
  expect(() => holdAlone(ours)).toThrow(expect.objectContaining({ code: 'already-running' }));
  release();
  holdAlone(ours)();
});

test('a ring of links is nobody’s database, and no endless way', () => {
  symlinkSync('b.db', join(dir, 'a.db'));
  symlinkSync('a.db', join(dir, 'b.db'));
  symlinkSync('a.db', join(dir, 'perezvon.db'));
  holdAlone(dir)();
});

test('a folder in the place of the file is named for what it is, not for another server', () => {
  mkdirSync(file());
  expect(refusal()).toMatchObject({
    code: 'lock-unusable',
    values: {
      file: file(),
      reason: {
        ru: 'файл не открывается (SQLITE_CANTOPEN)',
        en: expect.stringContaining('cannot be opened'),
      },
    },
  });
});

test('so is a file that is no lock', () => {
  writeFileSync(file(), 'dear diary, '.repeat(1_000));
  expect(refusal()).toMatchObject({
    code: 'lock-unusable',
    values: { reason: { ru: 'это не база данных SQLite (SQLITE_NOTADB)' } },
  });
});

test.runIf(process.platform === 'linux')('so is a file system that takes no locks', () => {
  expect(() => holdAlone('/proc/self')).toThrowError(
    expect.objectContaining({ code: 'lock-unusable' }),
  );
});
