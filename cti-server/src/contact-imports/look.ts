import { type CsvRecord, plain } from '@perezvon/crm-core';
import type { ImportPreview, ImportReading } from '@perezvon/crm-core/model';
import { AppError } from '../kernel/errors.ts';
import { csvRecords, textOf } from './csv-records.ts';
import { encodingOf } from './encoding.ts';
import { delimiterOf, guessColumns, isHeader } from './guess.ts';

/** Shown to who chooses what the columns hold. */
const SHOWN = 20;
const LONGEST_SHOWN = 200;
/** So much text tells what stands between the fields. */
const SAMPLE = 16_384;

/**
 * Reads a file to its end: how it is written, what its columns may hold, its first records, how many there are. What
 * `asked` says of the reading counts; the rest is found out. Throws what is wrong with the file as `AppError`: a file
 * that cannot be read to its end changes nothing.
 */
export async function lookAt(
  file: string,
  options: { asked: Partial<ImportReading>; country: string },
): Promise<ImportPreview> {
  const { asked, country } = options;
  const { encoding, delimiter, first, shown, count } = await readThrough(file, asked);
  const header = asked.header ?? isHeader(first.cells, country);
  const rows = shown.slice(header ? 1 : 0).slice(0, SHOWN);
  const names = header ? first.cells.map(plain) : [];
  const guesses = guessColumns(
    names,
    rows.map(({ cells }) => cells),
    country,
  );
  return {
    reading: { encoding, delimiter, header },
    columns: guesses.map((guess, at) => ({ name: short(names[at] ?? ''), guess })),
    rows: rows.map(({ line, cells }) => ({ line, cells: cells.map((cell) => short(plain(cell))) })),
    total: count - (header ? 1 : 0),
    country,
  };
}

/** Throws what is wrong with the file, as `lookAt` does. */
export async function readThrough(file: string, asked: Partial<ImportReading> = {}) {
  const found = await encodingOf(file);
  const encoding = asked.encoding ?? found;
  const delimiter = asked.delimiter ?? delimiterOf(await beginningOf(file, encoding));
  const shown: CsvRecord[] = [];
  let count = 0;
  for await (const record of csvRecords(file, { encoding, delimiter })) {
    count += 1;
    if (shown.length <= SHOWN) shown.push(record);
  }
  const [first] = shown;
  if (!first) throw new AppError('import-empty');
  return { encoding, delimiter, first, shown, count };
}

async function beginningOf(file: string, encoding: ImportReading['encoding']): Promise<string> {
  let text = '';
  for await (const chunk of textOf(file, encoding)) {
    text += chunk;
    if (text.length >= SAMPLE) break;
  }
  return text.slice(0, SAMPLE);
}

function short(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
