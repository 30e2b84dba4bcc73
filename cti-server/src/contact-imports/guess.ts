import { toE164 } from '@perezvon/crm-core';
import { IMPORT_DELIMITERS, type ImportField, type ImportReading } from '@perezvon/crm-core/model';

/** Words of column names as our own export, spreadsheets and other CRMs have them; the first that fits counts. */
const NAMES: readonly (readonly [field: ImportField, words: RegExp])[] = [
  ['mobile', /^(?:моб|сотов|mobile|cell)/],
  ['home', /^(?:дом|home)/],
  ['other', /^(?:друг|доп\S* (?:тел|ном)|other)/],
  ['work', /тел|phone|номер|number|^раб|^work|msisdn|whatsapp/],
  ['email', /mail|почт/],
  ['company', /компан|организац|фирм|юр\S* ?лицо|company|organi[sz]ation|account/],
  ['role', /должн|роль|position|title|role|job/],
  ['tags', /^(?:тег|метк)|групп|^tag|label|group|categor|категор/],
  ['owner', /ответств|менедж|владел|owner|manager|assigned|responsible/],
  ['note', /замет|коммент|примеч|описан|about|note|comment|descr|remark|адрес|address|город|city/],
  ['kind', /^(?:вид|тип|kind|type)$/],
  [
    'name',
    /^(?:имя|фио|ф\.? ?и\.? ?о|фамил|отчеств|клиент|контакт|назван|наимен|name|full|first|last|middle|sur|given|family|contact|client|customer|person)/,
  ],
];

/** Names of columns that say nothing of a contact, though a word of them would. */
const NOT = /\bid\b|дата|date|время|time|инн|кпп|огрн|^пол$|birth|рожд|fax|факс/;

/** The field that a column of this name holds; null: nobody knows. */
export function fieldNamed(name: string): ImportField | null {
  const plain = name.toLowerCase().replaceAll('ё', 'е').replaceAll(/[_-]+/g, ' ').trim();
  if (plain === '' || NOT.test(plain)) return null;
  return NAMES.find(([, words]) => words.test(plain))?.[0] ?? null;
}

/** What the columns hold, by their names, else by what stands in them. */
export function guessColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  country: string,
): (ImportField | null)[] {
  const width = Math.max(names.length, ...rows.map((row) => row.length));
  const guesses = Array.from({ length: width }, (_, at) => fieldNamed(names[at] ?? ''));
  for (const [at, guess] of guesses.entries()) {
    if (guess !== null || (names[at] ?? '') !== '') continue;
    const cells = rows.map((row) => row[at]?.trim() ?? '').filter(Boolean);
    if (mostly(cells, (cell) => toE164(cell, { country, internal: () => false }).kind === 'e164')) {
      guesses[at] = 'work';
    } else if (mostly(cells, (cell) => /^\S+@\S+\.\S+$/.test(cell))) guesses[at] = 'email';
  }
  if (!guesses.includes('name') && !guesses.includes('company')) {
    const words = guesses.findIndex(
      (guess, at) =>
        guess === null &&
        mostly(
          rows.map((row) => row[at] ?? ''),
          (cell) => /\p{L}{2}/u.test(cell),
        ),
    );
    if (words >= 0) guesses[words] = 'name';
  }
  return guesses;
}

/** Whether the first record names the columns: a known name in it, and no number. */
export function isHeader(cells: readonly string[], country: string): boolean {
  const isNumber = (cell: string) =>
    toE164(cell, { country, internal: () => false }).kind === 'e164';
  return cells.some((cell) => fieldNamed(cell) !== null) && !cells.some(isNumber);
}

/** What stands between fields: the sign that the most lines of the beginning have, and the same number of times. */
export function delimiterOf(text: string): ImportReading['delimiter'] {
  const plain = text.replaceAll(/"(?:[^"]|"")*"/g, '');
  const told = /^sep=([;,\t|])/.exec(plain)?.[1];
  const counts = IMPORT_DELIMITERS.map((sign) => {
    const lines = plain
      .split(/\r\n?|\n/)
      .slice(0, 20)
      .filter((line) => line.trim() !== '');
    const times = lines.map((line) => line.split(sign).length - 1);
    const usual = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
    const same = times.filter((one) => one === usual).length;
    return { sign, score: usual === 0 ? 0 : same * 1_000 + usual };
  });
  const best = counts.reduce((a, b) => (b.score > a.score ? b : a));
  return (told as ImportReading['delimiter'] | undefined) ?? (best.score > 0 ? best.sign : ';');
}

function mostly(cells: readonly string[], fits: (cell: string) => boolean): boolean {
  return cells.length > 0 && cells.filter(fits).length >= cells.length * 0.7;
}
