import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type CdrRow, cdrRow } from './row.ts';
import { type CdrBatch, CdrError, type CdrSource, sift } from './source.ts';

/** The columns of Asterisk's Master.csv; the last three with `newcdrcolumns = yes`. */
const COLUMNS = [
  ...['accountcode', 'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp'],
  ...['lastdata', 'start', 'answer', 'end', 'duration', 'billsec', 'disposition', 'amaflags'],
  ...['uniqueid', 'userfield', 'peeraccount', 'linkedid', 'sequence'],
];
const FEWEST_COLUMNS = 17;
const CHUNK_BYTES = 512 * 1024;
const FINGERPRINT_BYTES = 256;

/**
 * Asterisk's Master.csv (cdr_csv) on a path of this machine. A file that was replaced (log rotation) is
 * read from its beginning. The last line counts when its end is written.
 */
export function createCsvSource(file: string): CdrSource {
  const read: CdrSource['read'] = (after) => readFrom(readPlace(after), file);
  return {
    read,
    knows: (place) => place.startsWith('{"offset":'),
    async end() {
      let batch = await read(null);
      while (batch.more) batch = await read(batch.next);
      return batch.next;
    },
    between: (from, to) => sift(read, { from, to }),
  };
}

async function readFrom(place: Place, file: string): Promise<CdrBatch> {
  const start = JSON.stringify(place);
  // Asterisk makes the file at its first call
  if (!existsSync(file) && existsSync(dirname(file))) {
    return { rows: [], unreadable: 0, next: start, more: false, again: null, later: null };
  }
  const handle = await open(file, 'r').catch((error: Error) => {
    throw new CdrError(
      `${file} cannot be read (${error.message}). Let this server read the file: cdr_csv writes it below astlogdir, as cdr-csv/Master.csv.`,
    );
  });
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(Math.min(FINGERPRINT_BYTES, size));
    await handle.read(head, 0, head.length, 0);
    const same =
      place.head.length <= head.length && fingerprint(head, place.head.length) === place.head.hash;
    const offset = same && place.offset <= size ? place.offset : 0;
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - offset));
    await handle.read(chunk, 0, chunk.length, offset);
    const whole = chunk.subarray(0, chunk.lastIndexOf(10) + 1);
    const { rows, unreadable } = rowsOf(whole.toString('utf8'), { file, place: start });
    const read = offset + whole.length;
    const next = JSON.stringify({
      offset: read,
      head: { length: head.length, hash: fingerprint(head, head.length) },
    });
    return {
      rows,
      unreadable,
      next,
      more: whole.length > 0 && read < size,
      again: null,
      later: null,
    };
  } finally {
    await handle.close();
  }
}

interface Place {
  readonly offset: number;
  /** By which the same file is known again. */
  readonly head: { readonly length: number; readonly hash: string };
}

function readPlace(after: string | null): Place {
  const beginning = { offset: 0, head: { length: 0, hash: fingerprint(Buffer.alloc(0), 0) } };
  return after === null ? beginning : (JSON.parse(after) as Place);
}

function fingerprint(head: Buffer, length: number): string {
  return createHash('sha256').update(head.subarray(0, length)).digest('hex');
}

function rowsOf(
  text: string,
  { file, place }: { file: string; place: string },
): Pick<CdrBatch, 'unreadable'> & { rows: CdrRow[] } {
  const lines = parse(text, {
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const rows: CdrRow[] = [];
  let short = 0;
  for (const line of lines as string[][]) {
    const row = cdrRow(Object.fromEntries(COLUMNS.map((name, at) => [name, line[at]])), place);
    if (row) rows.push(row);
    else if (line.length < FEWEST_COLUMNS) short += 1;
  }
  if (rows.length === 0 && short > 0) {
    throw new CdrError(
      `${file} has no uniqueid in its rows. Put "loguniqueid = yes" and "newcdrcolumns = yes" into [csv] of cdr.conf; then "module reload cdr_csv.so".`,
    );
  }
  return { rows, unreadable: lines.length - rows.length };
}
