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

/** Small: the loop is free again after a ms, and few records wait for their turn. */
const CHUNK_BYTES = 4 * 1_024;

/** A sign that one can see. */
const SOMETHING = /[^\s\p{Cc}]/u;

/**
 * The records of a file one by one; never more of it in memory than a chunk and a record. Those in which nothing stands
 * are none. Throws `import-long-line`, `import-columns`, `import-quote`.
 */
export async function* csvRecords(
  file: string,
  { encoding, delimiter }: Omit<ImportReading, 'header'>,
): AsyncGenerator<CsvRecord> {
  let next = 1;
  const parser = parse({
    delimiter,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    record_delimiter: '\n',
    skip_empty_lines: true,
    max_record_size: LONGEST,
    // not as they are taken: what waits to be taken is dropped when the parser fails
    on_record(record: string[], { lines }) {
      next = lines + 1;
      return record;
    },
  });
  const source = Readable.from(shortLines(evenLines(textOf(file, encoding))), {
    objectMode: false,
  });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (record.length > MOST_COLUMNS) {
        throw new AppError('import-columns', {
          values: { found: record.length, most: MOST_COLUMNS },
        });
      }
      const isSeparator = info.lines === 1 && record[0] === 'sep=' && record.length === 2;
      const isRecord = !isSeparator && record.some((cell) => SOMETHING.test(cell));
      if (isRecord) yield { line: info.lines - breaksIn(record), cells: record };
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

/** Lines that end by LF, whatever ended them before: only so does the parser count them right within quotes. */
async function* evenLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const whole = rest + chunk;
    rest = whole.endsWith('\r') ? '\r' : '';
    yield whole.slice(0, whole.length - rest.length).replaceAll(/\r\n?/g, '\n');
  }
  if (rest !== '') yield '\n';
}

/** What is read on before it comes to the parser, which would keep a line of a million columns. */
async function* shortLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0;
  let line = 1;
  for await (const chunk of text) {
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf('\n', at);
      const next = end < 0 ? chunk.length : end;
      length += next - at;
      if (length > LONGEST)
        throw new AppError('import-long-line', { values: { line, most: LONGEST } });
      if (end >= 0) {
        length = 0;
        line += 1;
      }
      at = next + 1;
    }
    yield chunk;
  }
}

/** A record is told by the line in which it begins. */
function breaksIn(record: readonly string[]): number {
  let breaks = 0;
  for (const cell of record) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks += 1;
  }
  return breaks;
}

/** Beyond the longest record there is mostly a quote that nobody closed, too. */
function brokenAt(error: CsvError, line: number): AppError {
  return new AppError('import-quote', { values: { line }, cause: error });
}
