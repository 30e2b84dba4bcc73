import { StorageError } from '@perezvon/crm-core';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { AppError, inWords } from './errors.ts';
import { forTerminal, terminalLanguage } from './terminal.ts';

const locked = new StorageError('database-locked', {
  file: '/data/perezvon.db',
  why: 'Database /data/perezvon.db is locked by another program.',
  cure: 'Close the other program.',
});

describe('an error at the terminal says its cause, then its cure, each once', () => {
  test.each([
    [
      'of the catalogue',
      new AppError('port-taken', { values: { host: '127.0.0.1', port: 80 } }),
      'en',
      /^Port 80 at 127\.0\.0\.1 is taken\.\nStop the program[^\n]*PEREZVON_PORT\.$/,
    ],
    [
      'of the catalogue in Russian',
      new AppError('port-taken', { values: { host: '127.0.0.1', port: 80 } }),
      'ru',
      /^Порт 80 на 127\.0\.0\.1 занят\.\nОстановите [^\n]*PEREZVON_PORT\.$/,
    ],
    [
      'of the database',
      locked,
      'en',
      /^Database \/data\/perezvon\.db is locked by another program\.\nClose the other program\.$/,
    ],
    [
      'of the database in Russian',
      locked,
      'ru',
      /^Базу данных \/data\/perezvon\.db держит другая программа\.\nПопробуйте снова[^\n]*$/,
    ],
  ] as const)('%s', (_, error, language, words) => {
    expect(forTerminal(error, language)).toMatch(words);
  });

  test('what nobody foresaw comes with its stack', () => {
    expect(forTerminal(new Error('odd'), 'ru')).toMatch(/^Error: odd\n {4}at /);
    expect(forTerminal('odd', 'ru')).toBe('odd');
  });
});

test('what others said is filled in in the language of the sentence, where they said it in both', () => {
  const reason = { ru: 'файла нет', en: 'there is no file' };
  expect(inWords('cdr-unreadable', 'ru', { reason }).sentence).toMatch(/: файла нет$/);
  expect(new AppError('cdr-unreadable', { values: { reason } }).message).toMatch(
    /: there is no file$/,
  );
});

test.each([
  [{ LANG: 'ru_RU.UTF-8' }, 'ru'],
  [{ LANG: 'ru_RU.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_GB', LC_MESSAGES: 'ru_RU' }, 'ru'],
  [{}, 'en'],
] as const)('the language of the terminal by %j: %s', (env, language) => {
  expect(terminalLanguage(env)).toBe(language);
});

test('every sentence of the catalogue asks for the same values in both languages', () => {
  const names = (words: readonly string[]) => new Set(words.join(' ').match(/\{\w+\}/g));
  for (const [code, { ru, en }] of Object.entries(CATALOGUE)) {
    expect([code, names(ru)]).toEqual([code, names(en)]);
  }
});
