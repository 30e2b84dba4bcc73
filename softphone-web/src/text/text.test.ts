import { IgnoredReason, inIgnoredWords } from '@perezvon/cti-server/contract';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../cti-server/src/api/problem.ts';
import { CATALOGUE } from '../../../cti-server/src/kernel/catalogue.ts';
import { AppError } from '../../../cti-server/src/kernel/errors.ts';
import { en } from './en.ts';
import { shownNumber, telLink } from './phone-number.ts';
import { plural } from './plural.ts';
import { partSentences, problemSentence } from './problems.ts';
import { ru } from './ru.ts';
import { lasted, moment, span, timer } from './time.ts';

const noon = new Date(2026, 10, 23, 12, 0).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

describe('words', () => {
  it('are the same keys in ru and en, none empty', () => {
    const keys = (value: object, path = ''): string[] =>
      Object.entries(value).flatMap(([key, inner]) =>
        typeof inner === 'object' ? keys(inner, `${path}${key}.`) : [`${path}${key}`],
      );
    expect(keys(ru).sort()).toEqual(keys(en).sort());
    const words = (value: object): string[] =>
      Object.values(value).flatMap((inner) =>
        typeof inner === 'object' ? words(inner) : typeof inner === 'string' ? [inner] : [],
      );
    expect([...words(en), ...words(ru)].filter((word) => !word.trim())).toEqual([]);
  });

  it('count in Russian by one, few and many', () => {
    const forms = { one: 'звонок', few: 'звонка', many: 'звонков', other: 'звонка' };
    const counted = [1, 2, 5, 11, 21, 22, 112].map((n) => plural('ru', n, forms));
    expect(counted.join(', ')).toBe(
      '1 звонок, 2 звонка, 5 звонков, 11 звонков, 21 звонок, 22 звонка, 112 звонков',
    );
    expect(en.recent.end(1)).toBe('That is all: 1 call');
    expect(ru.signIn.wait(31)).toContain('31 секунду');
  });

  it('keep the server’s own sentence and cure for a code that the page does not know', () => {
    const problem = { code: 'new-code', detail: 'It broke.', cure: 'Mend it.' };
    expect(problemSentence(ru, problem)).toBe('It broke. Mend it.');
    expect(problemSentence(ru, { ...problem, code: 'offline' })).toBe(ru.problems['offline']);
  });

  it('say the cure once, also where the server puts it into the detail', () => {
    const words = { code: 'new-code', cure: 'Mend it.' };
    expect(problemSentence(en, { ...words, detail: 'It broke. Mend it.' })).toBe(
      'It broke. Mend it.',
    );
    expect(problemSentence(en, { code: 'new-code', detail: 'It broke.' })).toBe('It broke.');
  });

  it('give the server’s own sentence for every error of its catalogue: a code has one meaning', () => {
    // a refusal at another server comes back in the address, as its code alone
    const own = Object.keys(en.problems).filter((code) => !code.startsWith('open-id-'));
    expect(own.filter((code) => Object.hasOwn(CATALOGUE, code))).toEqual([]);
    const said = problemOf(new AppError('pbx-refused', { values: { reason: '?' } }), 'ru');
    const words = problemSentence(ru, said);
    expect(words).toContain(said.title);
    expect(words.split(said.cure ?? '')).toHaveLength(2);
  });
});

describe('what is wrong with a part of the server', () => {
  const codes = [
    'database-locked',
    'database-unwritable',
    'database-full',
    'database-damaged',
    'database-failed',
    'disk-short',
    'disk-slow',
    'webhooks-failing',
    'webhooks-stopped',
    'webhooks-troubled',
    'page-missing',
    'no-pbx',
    'pbx-secret',
    'pbx-settings',
    'pbx-set-aside',
    'cdr-unreadable',
  ];
  it.each(codes)('%s has words, with and without what only administrators are told', (code) => {
    const told = { waiting: 7, mb: 300, count: 3, stopped: 1 };
    for (const values of [told, { ...told, dir: '/data', file: 'a.db', reason: '/records' }]) {
      const russian = ru.health.problems[code]?.(values).join(' ') ?? '';
      expect(russian).toMatch(/[а-я]{3}/);
      const english = en.health.problems[code]?.(values).join(' ') ?? '';
      expect(english).toMatch(/[a-z]{3}/);
      expect(english).not.toMatch(/[а-я]/i);
      expect(russian + english).not.toMatch(/undefined|NaN/);
    }
  });

  it('is said in its own words where it knows more, those in the reader’s language', () => {
    const reason = { ru: 'Файл не читается.', en: 'The file cannot be read.' };
    const problem = { code: 'cdr-unreadable', values: {}, reason };
    const part = { part: 'cdr:main', ok: false, since: '', problem, detail: reason.en, cure: null };
    expect(partSentences({ t: ru, language: 'ru' }, part)).toEqual([reason.ru]);
    const untold = { ...part, problem: { code: 'cdr-unreadable', values: {} }, detail: null };
    expect(partSentences({ t: ru, language: 'ru' }, untold)).toEqual([
      'Записи АТС о звонках не читаются.',
      'Причину здесь видит администратор.',
    ]);
    const link = { ...untold, problem: { code: 'pbx-lost', values: {} }, detail: 'x', cure: 'y' };
    expect(partSentences({ t: ru, language: 'ru' }, link)).toEqual([ru.problems['pbx-lost']]);
  });

  it('is said with the number of changes that wait, in its form', () => {
    const words = (waiting: number) => ru.health.problems['database-full']?.({ waiting })[0];
    expect(words(1)).toBe('Диск полон: 1 изменение звонков ждёт.');
    expect(words(5)).toBe('Диск полон: 5 изменений звонков ждут.');
  });

  it('and why events changed nothing: each reason of the server in both languages', () => {
    for (const { const: reason } of IgnoredReason.anyOf) {
      expect(inIgnoredWords(reason, 'ru')).toMatch(/^[а-яё «»,-]+$/);
      expect(inIgnoredWords(reason, 'en')).toMatch(/^[a-z ,-]+$/);
    }
  });
});

describe('times', () => {
  it('run as a timer that never shows less than nothing', () => {
    expect([0, 5_400, 754_000, 3_723_000, -4000].map(timer)).toEqual([
      '0:00',
      '0:05',
      '12:34',
      '1:02:03',
      '0:00',
    ]);
  });

  it('say a length by its two largest units', () => {
    expect(lasted(42_000, 'en')).toBe('42 sec');
    expect(lasted(185_000, 'en')).toBe('3 min 5 sec');
    expect(lasted(3_840_000, 'en')).toBe('1 hr 4 min');
    expect(lasted(0, 'ru')).toMatch(/^0\s?с/);
  });

  it('say a span with what its ends share said once', () => {
    const from = at(2026, 10, 23, 9, 5);
    const day = span(from, new Date(Date.parse(from) + 18_000).toISOString(), 'ru');
    expect(day.match(/2026/g)).toHaveLength(1);
    expect(day).toMatch(/09:05:00.*09:05:18/);
    expect(span(from, at(2026, 10, 24, 8, 0), 'en')).toMatch(/Nov 23.*09:05:00.*Nov 24.*08:00:00/);
    expect(span('never', from, 'en')).toBe('');
  });

  it('say a moment as a person would', () => {
    expect(moment(at(2026, 10, 23, 9, 5), 'ru', noon)).toBe('09:05');
    expect(moment(at(2026, 10, 22, 23, 59), 'ru', noon)).toBe('вчера, 23:59');
    expect(moment(at(2026, 10, 24, 8, 0), 'ru', noon)).toBe('завтра, 08:00');
    expect(moment(at(2026, 1, 3, 8, 0), 'en', noon)).toMatch(/Feb 3, .*8:00/);
    expect(moment(at(2024, 1, 3, 8, 0), 'en', noon)).toContain('2024');
    expect(moment('never', 'en', noon)).toBe('');
  });
});

describe('numbers', () => {
  it('are national at home and international abroad', () => {
    expect(shownNumber('+79161234567', 'RU')).toBe('8 (916) 123-45-67');
    expect(shownNumber('+442079460123', 'RU')).toBe('+44 20 7946 0123');
    expect(shownNumber('+442079460123', 'GB')).toBe('020 7946 0123');
    expect(shownNumber('+79161234567', '??')).toBe('+7 916 123 45 67');
  });

  it('that are none stay as they came: extensions, short codes, hostile text', () => {
    for (const text of [
      '101',
      '*60',
      '+=cmd',
      '500&PJSIP/101',
      '<b>7916</b>',
      '9'.repeat(80),
      '',
    ]) {
      expect(shownNumber(text, 'RU')).toBe(text);
    }
  });

  it('make links of digits only', () => {
    expect(telLink('+7 (916) 123-45-67')).toBe('tel:+79161234567');
    expect(telLink('500&PJSIP/101"><b>')).toBe('tel:500101');
  });
});
