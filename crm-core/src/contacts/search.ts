import { AsYouType, isSupportedCountry } from 'libphonenumber-js/max';
import type { DatabaseHandle } from '../shared/db.ts';
import { plainDigits } from '../shared/dial.ts';
import { toE164 } from '../shared/phone.ts';
import { type ListLanguage, scriptsFor } from '../shared/name-order.ts';
import { reverse } from './numbers.ts';

/** What one page of a search wants. */
export interface PageWanted {
  /** Beginnings of words of a name, or digits of a number. */
  readonly text: string;
  /** ISO 3166 country whose national forms the digits are read in. */
  readonly country: string;
  readonly language: ListLanguage;
  readonly limit: number;
  /** The place behind which the page begins; null: at the beginning. */
  readonly after: Place | null;
  /** Companies alone, by words of the name. */
  readonly kind?: 'company' | undefined;
}

/** Where a row is in the list; without `key`, in the order of creation. */
export interface Place {
  readonly row: number;
  readonly key: string | null;
}

/** Finds contacts by what a person types into a search field. */
export interface ContactSearch {
  /**
   * The next rows of `contacts`, at most `limit`, in the order of names. Text that fits more than anybody reads
   * through gives them in the order of creation: to sort them all, all would be read.
   */
  page(wanted: PageWanted): Place[];
}

/** So many matches are put in order; who gets more types on. */
export const MOST_SORTED = 1_000;

/** Fewer digits than this fit half of all numbers. */
const FEWEST_DIGITS = 3;
/** Numbers looked at per query: more only matches digits too few to mean anyone. */
const MOST_NUMBERS = 500;

/** Statements for searching by words of the name and by digits of a number, each by its index. */
export function createContactSearch({ sqlite }: DatabaseHandle): ContactSearch {
  const prepare = (sql: string) => sqlite.prepare<(string | number)[], number>(sql).pluck();
  const inOrder = (condition: string) =>
    sqlite.prepare<(string | number)[], Place>(
      `SELECT row, sort_key AS key FROM contacts WHERE ${condition}
        AND (sort_key, row) > (?, ?) AND sort_key < ? ORDER BY sort_key, row LIMIT ?`,
    );
  const all = inOrder('TRUE');
  const allCompanies = inOrder("kind = 'company'");
  const keyOf = sqlite
    .prepare<[number], string>('SELECT sort_key FROM contacts WHERE row = ?')
    .pluck();
  const byWords = prepare(wordsQuery('contact_words'));
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

  /** Everybody, script by script. */
  function everybody({ kind, language, after, limit }: PageWanted): Place[] {
    const statement = kind ? allCompanies : all;
    const found: Place[] = [];
    const scripts = scriptsFor(language);
    const { key: begin = null, row = 0 } = after ?? {};
    for (const script of scripts.slice(Math.max(0, scripts.indexOf(begin?.[0] ?? '')))) {
      const from = begin?.[0] === script ? [begin, row] : [script, 0];
      const next = String(Number(script) + 1);
      found.push(...statement.all(...from, next, limit - found.length));
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Rows that fit, in the order of creation, after one of them. */
  function matches(
    words: string,
    { text, country, kind }: PageWanted,
    { after, limit }: { after: number; limit: number },
  ): number[] {
    if (kind) return companiesByWords.all(words, after, limit);
    const numbers = byNumber(text, country).filter((row) => row > after);
    const rows = new Set([...byWords.all(words, after, limit), ...numbers]);
    return [...rows].sort((a, b) => a - b).slice(0, limit);
  }

  return {
    page(wanted) {
      const { text, after, limit, language } = wanted;
      const words = wordQuery(text);
      if (words === null) return everybody(wanted);
      const unsorted = (from: number) =>
        matches(words, wanted, { after: from, limit }).map((row) => ({ row, key: null }));
      if (after && after.key === null) return unsorted(after.row);
      const found = matches(words, wanted, { after: 0, limit: MOST_SORTED + 1 });
      if (found.length > MOST_SORTED) return unsorted(0);
      const rank = rankIn(language);
      const behind = after && rank(after);
      return found
        .map((row) => rank({ row, key: keyOf.get(row) ?? '' }))
        .filter((one) => !behind || inOrderOf(one, behind) > 0)
        .sort(inOrderOf)
        .slice(0, limit)
        .map(({ place }) => place);
    },
  };
}

/** What a place is compared by: the script, then byte by byte, as the index does. */
interface Rank {
  readonly place: Place;
  readonly script: number;
  readonly bytes: Buffer;
}

function rankIn(language: ListLanguage): (place: Place) => Rank {
  const scripts = scriptsFor(language);
  return (place) => {
    const { key } = place;
    return { place, script: scripts.indexOf(key?.[0] ?? ''), bytes: Buffer.from(key ?? '') };
  };
}

function inOrderOf(a: Rank, b: Rank): number {
  return a.script - b.script || a.bytes.compare(b.bytes) || a.place.row - b.place.row;
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
