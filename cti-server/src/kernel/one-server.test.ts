import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
