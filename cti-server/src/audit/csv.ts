import { AUDIT_WORDS, type AuditChange, type AuditEntry } from '../contract/index.ts';
import { csvLines, UTF8_MARK } from '../kernel/csv.ts';

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
  return UTF8_MARK + csvLines([HEAD[language]]);
}

/** Rows as CSV: names, logins and browsers in it are written by strangers. */
export function csvRows(entries: readonly AuditEntry[], language: Language): string {
  return csvLines(
    entries.map(({ n, at, action, who, address, userAgent, target, changes, hash }) => [
      String(n),
      at,
      action,
      AUDIT_WORDS[language][action] ?? action,
      who?.login ?? '',
      who?.name ?? '',
      address,
      userAgent,
      target?.kind ?? '',
      target?.id ?? '',
      target?.name ?? '',
      changes.map(inText).join('; '),
      hash,
    ]),
  );
}

function inText({ field, before, after, secret }: AuditChange): string {
  return secret ? `${field}: •••` : `${field}: ${before ?? '—'} → ${after ?? '—'}`;
}
