import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { en, type Text } from './en.ts';
import { shownNumber } from './phone-number.ts';
import type { Language } from './plural.ts';
import { ru } from './ru.ts';
import { clockTime, exactMoment, lasted, moment, span } from './time.ts';

const KEY = 'perezvon.language';
const texts: Record<Language, Text> = { ru, en };

/** What a component needs to speak: the words, and numbers and times in the reader's form. */
export interface Speech {
  readonly t: Text;
  readonly language: Language;
  /** Remembers the choice in this browser; the account keeps its own copy. */
  readonly setLanguage: (language: Language) => void;
  readonly setCountry: (country: string) => void;
  /** A telephone number for the screen. */
  readonly number: (raw: string) => string;
  /** A moment relative to now: `14:05`, `вчера, 14:05`. */
  readonly when: (iso: string) => string;
  /** Date and time to the second. */
  readonly exact: (iso: string) => string;
  /** From one moment to another, to the second. */
  readonly span: (fromIso: string, toIso: string) => string;
  /** The time of day to the millisecond. */
  readonly clock: (iso: string) => string;
  /** A length of time in words; `ms` milliseconds. */
  readonly long: (ms: number) => string;
}

const SpeechContext = createContext<Speech | null>(null);

/** The language kept in this browser, else the browser's own, else English. */
function firstLanguage(): Language {
  const kept = readKept();
  if (kept) return kept;
  return navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

function readKept(): Language | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'ru' || kept === 'en' ? kept : null;
  } catch {
    return null;
  }
}

/** Gives the language to everything below it and to `<html lang>`. */
export function SpeechProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [country, setCountry] = useState('RU');
  useEffect(() => {
    document.documentElement.lang = language;
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Storage may be forbidden; then the choice lasts as long as the page.
    }
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      t: texts[language],
      language,
      setLanguage,
      setCountry,
      number: (raw) => shownNumber(raw, country),
      when: (iso) => moment(iso, language, Date.now()),
      exact: (iso) => exactMoment(iso, language),
      span: (fromIso, toIso) => span(fromIso, toIso, language),
      clock: clockTime,
      long: (ms) => lasted(ms, language),
    }),
    [language, country],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The words and forms of the reader's language. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('useSpeech needs a SpeechProvider above it.');
  return speech;
}
