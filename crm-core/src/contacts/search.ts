import { AsYouType, isSupportedCountry } from 'libphonenumber-js/max';
import type { DatabaseHandle } from '../shared/db.ts';
import { plainDigits } from '../shared/dial.ts';
import { toE164 } from '../shared/phone.ts';
import { reverse } from './numbers.ts';

/** Finds contacts by what a person types into a search field. */
export interface ContactSearch {
  /** Rows of `contacts` after row `after`, in order, at most `limit`. */
  rows(query: { text: string; country: string; after: number; limit: number }): number[];
  /** The same of companies alone, by words of the name. */
  companies(query: { text: string; after: number; limit: number }): number[];
}

/** Fewer digits than this fit half of all numbers. */
const FEWEST_DIGITS = 3;
/** Numbers looked at per query: more only matches digits too few to mean anyone. */
const MOST_NUMBERS = 500;

/** Statements for searching by words of the name and by digits of a number, each by its index. */
export function createContactSearch({ sqlite }: DatabaseHandle): ContactSearch {
  const prepare = (sql: string) => sqlite.prepare<(string | number)[], number>(sql).pluck();
  const all = prepare('SELECT row FROM contacts WHERE row > ? ORDER BY row LIMIT ?');
  const byWords = prepare(wordsQuery('contact_words'));
  const allCompanies = prepare(
    'SELECT rowid FROM company_words WHERE rowid > ? ORDER BY rowid LIMIT ?',
  );
  const companiesByWords = prepare(wordsQuery('company_words'));
  const byStart = prepare(numberQuery('e164'));
  const byEnd = prepare(numberQuery('reversed'));

  function byNumber(text: string, country: string): number[] {
    const digits = plainDigits(text);
    if (!/^\+?\d+$/.test(digits) || digits.length < FEWEST_DIGITS) return [];
    const ends = digits.startsWith('+') ? [] : [reverse(digits)];
    return [
      ...starts(digits, country).flatMap((start) => byStart.all(start, `${start}:`, MOST_NUMBERS)),
      ...ends.flatMap((end) => byEnd.all(end, `${end}:`, MOST_NUMBERS)),
    ];
  }

  return {
    rows({ text, country, after, limit }) {
      const words = wordQuery(text);
      if (words === null) return all.all(after, limit);
      const numbers = byNumber(text, country).filter((row) => row > after);
      const rows = new Set([...byWords.all(words, after, limit), ...numbers]);
      return [...rows].sort((a, b) => a - b).slice(0, limit);
    },
    companies({ text, after, limit }) {
      const words = wordQuery(text);
      return words === null
        ? allCompanies.all(after, limit)
        : companiesByWords.all(words, after, limit);
    },
  };
}

function wordsQuery(table: 'contact_words' | 'company_words'): string {
  return `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?`;
}

/** `:` is the character after 9, so that `digits` to `digits:` is all that begins with them. */
function numberQuery(column: 'e164' | 'reversed'): string {
  return `SELECT contacts.row FROM contact_numbers JOIN contacts ON contacts.id = contact_numbers.contact_id
    WHERE ${column} >= ? AND ${column} < ? ORDER BY ${column} LIMIT ?`;
}

/** An FTS5 query for names that have, for every word typed, a word that begins with it; null when none is typed. */
function wordQuery(text: string): string | null {
  const plain = text.slice(0, 200).normalize('NFC').replaceAll('ё', 'е').replaceAll('Ё', 'Е');
  const words = plain.match(/[\p{L}\p{N}]+/gu);
  return words && words.map((word) => `"${word}"*`).join(' ');
}

/** The beginnings in E.164 that typed digits may mean: a whole number, a part in national form, a part in E.164. */
function starts(digits: string, country: string): string[] {
  const whole = toE164(digits, { country, internal: () => false });
  if (whole.kind === 'e164') return [whole.e164];
  const found = new Set([`+${digits.replace('+', '')}`]);
  if (isSupportedCountry(country)) {
    const typing = new AsYouType(country);
    typing.input(digits);
    found.add(typing.getNumberValue() ?? '');
  }
  found.delete('');
  return [...found];
}
