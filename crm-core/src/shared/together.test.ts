import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatabaseHandle, openDatabase, together, transaction } from './db.ts';

let directory: string;
let handle: DatabaseHandle;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perezvon-together-'));
  handle = openDatabase({ file: join(directory, 'x.db') });
  handle.sqlite.exec('CREATE TABLE notes (text)');
});
afterEach(() => {
  handle.close();
  rmSync(directory, { recursive: true });
});

const put = (text: string) => handle.sqlite.prepare('INSERT INTO notes VALUES (?)').run(text);
const notes = () => handle.sqlite.prepare('SELECT text FROM notes ORDER BY rowid').pluck().all();
const write = () => {
  transaction(handle, () => put('work'));
  return 'done';
};

test('one within another: both are done in the one transaction, and once', () => {
  const result = together(
    handle,
    () => together(handle, write, () => put('inner')),
    () => put('outer'),
  );
  write();
  expect([result, notes()]).toEqual(['done', ['work', 'inner', 'outer', 'work']]);
});

test('where either fails, nothing of it is there', () => {
  const failing = () =>
    together(
      handle,
      () => together(handle, write, () => put('inner')),
      () => {
        throw new Error('no room');
      },
    );
  expect(failing).toThrow('no room');
  expect(notes()).toEqual([]);
});

test('an inner one that writes nothing leaves the outer one its transaction', () => {
  together(
    handle,
    () => {
      together(
        handle,
        () => 0,
        () => put('inner'),
      );
      write();
    },
    () => put('outer'),
  );
  expect(notes()).toEqual(['work', 'outer']);
});
