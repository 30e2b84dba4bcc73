import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { reasonOf } from './system-error.ts';

/** What an act throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}

describe('what the system says is told in the language of the reader, with its code', () => {
  const nowhere = join(import.meta.dirname, 'nowhere');

  test('a file that is not there', () => {
    const error = thrownBy(() => readFileSync(nowhere));
    expect(reasonOf(error, nowhere)).toEqual({
      ru: 'нет такого файла или каталога (ENOENT)',
      en: 'no such file or directory (ENOENT)',
    });
  });

  test('another path than the one that the sentence names is told', () => {
    const error = thrownBy(() => readFileSync(nowhere));
    expect(reasonOf(error, '/data').ru).toBe(`нет такого файла или каталога (ENOENT): ${nowhere}`);
  });

  test('SQLite', () => {
    const error = thrownBy(() => new Sqlite(join(nowhere, 'x.db'), { fileMustExist: true }));
    expect(reasonOf(error).ru).toMatch(/[а-яё]/);
    const cannotOpen = thrownBy(() => new Sqlite(import.meta.dirname));
    expect(reasonOf(cannotOpen)).toEqual({
      ru: 'файл не открывается (SQLITE_CANTOPEN)',
      en: 'the file cannot be opened (SQLITE_CANTOPEN)',
    });
  });

  test('the network', async () => {
    const error = await new Promise((resolve) => connect(1, '127.0.0.1').on('error', resolve));
    expect(reasonOf(error).ru).toBe('там никто не слушает (ECONNREFUSED)');
  });

  test('what is not known is said as it is', () => {
    const said = new Error('relation "cdr" does not exist');
    expect(reasonOf(said)).toEqual({ ru: said.message, en: said.message });
    expect(reasonOf('no')).toEqual({ ru: 'no', en: 'no' });
  });
});
