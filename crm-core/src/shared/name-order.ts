/** In whose alphabet a list begins. */
export type ListLanguage = 'ru' | 'en';

/**
 * What contacts are put in order by: people by their surname, companies by their name without its legal form, each as
 * text that compares right byte by byte, so that an index holds the order. The first character is the script: the
 * reader's own comes first (`scriptsFor`).
 */
export function nameOrder(kind: string, name: string): string {
  const plain = comparable(name);
  const words = plain === '' ? [] : plain.split(' ');
  const ordered =
    kind === 'company' ? withoutLegalForm(words) : surnameFirst(words, name.includes(','));
  const text = ordered.join(' ').slice(0, LONGEST);
  return scriptOf(text) + text;
}

/** The scripts in the order of a language: what comes before a letter, one's own, the other, all others. */
export function scriptsFor(language: ListLanguage): readonly string[] {
  return language === 'ru' ? ['0', '1', '2', '3'] : ['0', '2', '1', '3'];
}

const LONGEST = 100;

function scriptOf(text: string): string {
  if (!/^\p{L}/u.test(text)) return '0';
  if (/^\p{Script=Cyrillic}/u.test(text)) return '1';
  return /^\p{Script=Latin}/u.test(text) ? '2' : '3';
}

/** After every word that begins with the letter before, and before the next letter. */
const AFTER = '\uFFFD';
const after = (letter: string, times = 1) => letter + AFTER.repeat(times);
const LETTERS: Readonly<Record<string, string>> = {
  ё: 'е',
  є: after('е'),
  ґ: after('г'),
  ғ: after('г', 2),
  ә: after('а'),
  қ: after('к'),
  і: after('и'),
  ї: after('и', 2),
  ң: after('н'),
  ө: after('о'),
  ў: after('у'),
  ү: after('у', 2),
  ұ: after('у', 3),
  һ: after('х'),
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const TO_REPLACE = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** Small letters without accents, but й is a letter; words with one blank between. */
function comparable(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[’'`]/g, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .replaceAll(TO_REPLACE, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/\p{Script=Latin}\p{M}*/gu, (letter) =>
      letter.normalize('NFD').replaceAll(/\p{M}/gu, ''),
    );
}

const LEGAL_FORM =
  /^(?:ооо|оао|зао|пао|нао|ао|одо|тоо|тдв|ип|чп|гуп|муп|фгуп|фгбу|гбу|мбу|ано|нко|чоу|снт|тсж)$/;

function withoutLegalForm(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  return rest.length > 0 && LEGAL_FORM.test(first) ? rest : words;
}

const PATRONYMIC = /(?:ович|евич|ьич|овна|евна|инична|ична)$/;
const AFTER_PATRONYMIC = /^(?:оглы|кызы|улы)$/;
const BEHIND = /^(?:jr|sr|ii|iii|iv|phd|md|мл|ст)$/;
/** Endings that given names do not have. */
const SURNAME = /^.{3,}(?:ов|ев|ова|ева|ский|ская|цкий|цкая|енко|швили|чук)$/;

/** A name has one field; which word is the surname shows in the others. */
function surnameFirst(words: readonly string[], isTurned: boolean): readonly string[] {
  const all = words.length > 2 && BEHIND.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
  const [first = '', ...rest] = all;
  const last = rest.at(-1);
  if (last === undefined || isTurned || beginsWithSurname(first, rest, last)) return words;
  return [last, first, ...rest.slice(0, -1), ...words.slice(all.length)];
}

function beginsWithSurname(first: string, rest: readonly string[], last: string): boolean {
  // "Ковалёва А. С.", "Мамедов Али Гусейн оглы"
  if (AFTER_PATRONYMIC.test(last) || (last.length === 1 && first.length > 1)) return true;
  // "Ковалёва Анна Сергеевна", not "Анна Сергеевна Ковалёва"
  if (rest.length > 1) return PATRONYMIC.test(last) && !PATRONYMIC.test(rest.at(-2) ?? '');
  // "Петров Иван"
  return SURNAME.test(first) && !SURNAME.test(last);
}
