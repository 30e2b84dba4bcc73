import { stringify } from 'csv-stringify/sync';
import { AUDIT_WORDS, type AuditChange, type AuditEntry } from '../contract/index.ts';

type Language = 'ru' | 'en';

const HEAD: Readonly<Record<Language, readonly string[]>> = {
  ru: [
    '№',
    'Время (UTC)',
    'Код',
    'Действие',
    'Логин',
    'Имя',
    'Адрес',
    'Браузер',
    'Над чем',
    'Id',
    'Название',
    'Что изменилось',
    'SHA-256',
  ],
  en: [
    'No.',
    'Time (UTC)',
    'Code',
    'Action',
    'Login',
    'Name',
    'Address',
    'Browser',
    'Target',
    'Id',
    'Its name',
    'What changed',
    'SHA-256',
  ],
};

/** The first line, with the mark by which spreadsheets know UTF-8. */
export function csvHead(language: Language): string {
  return `\uFEFF${lines([HEAD[language]])}`;
}

/**
 * Rows as CSV (RFC 4180, every field in quotes). What a spreadsheet would take for a formula begins with an
 * apostrophe: names, logins and browsers are written by strangers. Line breaks and other controls become blanks.
 */
export function csvRows(entries: readonly AuditEntry[], language: Language): string {
  return lines(
    entries.map(({ n, at, action, who, address, userAgent, target, changes, hash }) => [
      ...[String(n), at, action, AUDIT_WORDS[language][action] ?? action],
      ...[who?.login ?? '', who?.name ?? '', address, userAgent],
      ...[target?.kind ?? '', target?.id ?? '', target?.name ?? ''],
      ...[changes.map(inText).join('; '), hash],
    ]),
  );
}

function inText({ field, before, after, secret }: AuditChange): string {
  return secret ? `${field}: •••` : `${field}: ${before ?? '—'} → ${after ?? '—'}`;
}

function lines(rows: readonly (readonly string[])[]): string {
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}+/gu, ' ').trim()));
  return stringify(plain, { quoted: true, escape_formulas: true, record_delimiter: 'windows' });
}
