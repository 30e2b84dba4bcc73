import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { CsvRecord } from '@perezvon/crm-core';
import type { ImportReading } from '@perezvon/crm-core/model';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../kernel/errors.ts';

/** The longest line, and the longest record of several lines, characters: more is no table, or a quote that never closes. */
export const LONGEST = 262_144;
/** The most columns of a file. */
export const MOST_COLUMNS = 500;

/** Small, so that the loop is free again after some ms. */
const CHUNK_BYTES = 32 * 1_024;

/**
 * The records of a file one by one; never more of it in memory than a chunk and a record. Those without any character
 * are left out. Throws `import-long-line`, `import-columns`, `import-quote`.
 */
export async function* csvRecords(
  file: string,
  { encoding, delimiter }: Omit<ImportReading, 'header'>,
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    ...{ delimiter, info: true, relax_quotes: true, relax_column_count: true },
    ...{ record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true },
    max_record_size: LONGEST,
  });
  const source = Readable.from(shortLines(textOf(file, encoding)), { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let next = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      next = info.lines + 1;
      if (record.length > MOST_COLUMNS) {
        throw new AppError('import-columns', { values: { found: record.length, most: MOST_COLUMNS } });
      }
      const isSeparator = info.lines === 1 && record[0] === 'sep=' && record.length === 2;
      if (!isSeparator) yield { line: info.lines - breaksIn(record), cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenAt(error, next) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** The text of a file in chunks, without the mark at its beginning. */
export async function* textOf(
  file: string,
  encoding: ImportReading['encoding'],
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** What is read on before it comes to the parser, which would keep a line of a million columns. */
async function* shortLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0;
  let line = 1;
  for await (const chunk of text) {
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      length += 1;
      if (code === 10 || code === 13) {
        length = 0;
        if (code === 10) line += 1;
      } else if (length > LONGEST) {
        throw new AppError('import-long-line', { values: { line, most: LONGEST } });
      }
    }
    yield chunk;
  }
}

/** A quote in a field of several lines counts each; the record is told by the line in which it begins. */
function breaksIn(record: readonly string[]): number {
  let breaks = 0;
  for (const cell of record) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n?|\n/g)?.length ?? 0;
  }
  return breaks;
}

/** Beyond the longest record there is mostly a quote that nobody closed, too. */
function brokenAt(error: CsvError, line: number): AppError {
  return new AppError('import-quote', { values: { line }, cause: error });
}
