import { StorageError } from '@perezvon/crm-core';
import { AppError, inWords, type Language } from './errors.ts';

/** The language of who started the program, by the system's locale. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.startsWith('ru') ? 'ru' : 'en';
}

/** An error as a paragraph for a terminal: cause, then cure, each once. What nobody foresaw comes with its stack. */
export function forTerminal(error: unknown, language: Language): string {
  if (error instanceof AppError) {
    const { sentence, cure } = inWords(error.code, language, error.values);
    return `${sentence}\n${cure}`;
  }
  if (error instanceof StorageError) {
    if (language === 'en') return `${error.why}\n${error.cure}`;
    const { sentence, cure } = inWords(error.code, language, { file: error.file });
    return `${sentence}\n${cure}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
