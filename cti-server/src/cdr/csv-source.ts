import { parse } from 'csv-parse/sync';
import {
  bytesOf,
  type CsvFile,
  csvFiles,
  type Fingerprint,
  fingerprintOf,
  isSame,
} from './csv-files.ts';
import { FARTHEST_ZONE_MS } from './group.ts';
import { type CdrRow, cdrRow } from './row.ts';
import { type CdrBatch, CdrError, type CdrSource } from './source.ts';
import { reasonOf } from '../kernel/system-error.ts';

/** The columns of Asterisk's Master.csv; the last three with `newcdrcolumns = yes`. */
const COLUMNS = [
  'accountcode',
  'src',
  'dst',
  'dcontext',
  'clid',
  'channel',
  'dstchannel',
  'lastapp',
  'lastdata',
  'start',
  'answer',
  'end',
  'duration',
  'billsec',
  'disposition',
  'amaflags',
  'uniqueid',
  'userfield',
  'peeraccount',
  'linkedid',
  'sequence',
];
const FEWEST_COLUMNS = 17;
const CHUNK_BYTES = 512 * 1024;

/** Where to read on. */
interface Place {
  readonly offset: number;
  /** Of the file that was read; of none where it was empty. */
  readonly head: Fingerprint;
  /** All that was written up to then has been read, ms epoch; not in places of before. */
  readonly writtenAt?: number | undefined;
}

const NOTHING: Fingerprint = { length: 0, hash: '' };
const BEGINNING: Place = { offset: 0, head: NOTHING, writtenAt: Number.NEGATIVE_INFINITY };

/**
 * Asterisk's Master.csv (cdr_csv) on a path of this machine, with the files that log rotation put aside beside
 * it: one that was put aside is read to its end before the next. The last line counts when its end is written.
 */
export function createCsvSource(file: string): CdrSource {
  return {
    read: (after) => readable(file, () => readFrom(placeOf(after), file)),
    knows: (place) => place.startsWith('{"offset":'),
    end: () => readable(file, () => endOf(file)),
    between: (from, to) => readable(file, () => rowsBetween(file, { from, to })),
    oldest: () =>
      readable(file, async () => {
        const { rows } = await readFrom(BEGINNING, file);
        return rows.length === 0 ? null : Math.min(...rows.map(({ start }) => start));
      }),
  };
}

function placeOf(after: string | null): Place {
  return after === null ? BEGINNING : (JSON.parse(after) as Place);
}

async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CdrError) throw error;
    const reason = reasonOf(error, file);
    throw new CdrError({
      ru: `${file} не читается: ${reason.ru}. Дайте серверу читать этот файл и его каталог: cdr_csv пишет его в astlogdir, как cdr-csv/Master.csv.`,
      en: `${file} cannot be read: ${reason.en}. Let this server read the file and its folder: cdr_csv writes it below astlogdir, as cdr-csv/Master.csv.`,
    });
  }
}

async function readFrom(place: Place, path: string): Promise<CdrBatch> {
  const files = await csvFiles(path);
  const found = await fileAt(place, files);
  const nothing = { rows: [], unreadable: 0, more: false, again: null, later: null, lost: false };
  // Asterisk makes the file at its first call
  if (!found) return { ...nothing, next: written(place) };
  const { file, offset, lost } = found;
  const start = { offset, head: await fingerprintOf(file), writtenAt: place.writtenAt };
  const chunk = await bytesOf(file, { offset, length: CHUNK_BYTES });
  const whole = chunk.subarray(0, chunk.lastIndexOf(10) + 1);
  const { rows, unreadable } = rowsOf(whole.toString('utf8'), {
    path: file.path,
    place: written(start),
  });
  const isEnd = whole.length === 0 || chunk.length < CHUNK_BYTES;
  const later = isEnd ? files[files.indexOf(file) + 1] : undefined;
  const next = later
    ? { offset: 0, head: await fingerprintOf(later), writtenAt: file.writtenAt }
    : { ...start, offset: offset + whole.length, ...(isEnd ? { writtenAt: file.writtenAt } : {}) };
  const more = !isEnd || later !== undefined;
  return { ...nothing, rows, unreadable, next: written(next), more, lost };
}

const written = ({ offset, head, writtenAt }: Place) =>
  JSON.stringify({ offset, head, ...(Number.isFinite(writtenAt) ? { writtenAt } : {}) });

/**
 * The file in which a place is, under whatever name, and from where it is to be read on. When it is gone: the
 * first that was written since, from its beginning.
 */
async function fileAt(
  { offset, head, writtenAt }: Place,
  files: readonly CsvFile[],
): Promise<{ file: CsvFile; offset: number; lost: boolean } | null> {
  if (head.length > 0)
    for (const file of files.toReversed())
      if (await isSame(file, head)) return { file, offset, lost: false };
  const file =
    files.find((one) => writtenAt !== undefined && one.writtenAt > writtenAt) ?? files.at(-1);
  return file ? { file, offset: 0, lost: head.length > 0 } : null;
}

/** Behind the last whole line of the file that is being written. */
async function endOf(path: string): Promise<string> {
  const files = await csvFiles(path);
  const file = files.at(-1);
  if (!file || file.path !== path)
    return written({ offset: 0, head: NOTHING, writtenAt: file?.writtenAt ?? 0 });
  let offset = 0;
  for (;;) {
    const chunk = await bytesOf(file, { offset, length: CHUNK_BYTES });
    const whole = chunk.lastIndexOf(10) + 1;
    offset += whole;
    if (whole === 0 || chunk.length < CHUNK_BYTES) break;
  }
  return written({ offset, head: await fingerprintOf(file), writtenAt: file.writtenAt });
}

async function rowsBetween(
  path: string,
  { from, to }: { from: number; to: number },
): Promise<CdrRow[]> {
  const rows: CdrRow[] = [];
  const files = await csvFiles(path);
  // rows are of the PBX's zone, files of none
  const isYoung = (file: CsvFile) => file.path === path || file.writtenAt > from - FARTHEST_ZONE_MS;
  for (const file of files.filter(isYoung)) {
    for (let offset = 0; ; ) {
      const chunk = await bytesOf(file, { offset, length: CHUNK_BYTES });
      const whole = chunk.subarray(0, chunk.lastIndexOf(10) + 1);
      const found = rowsOf(whole.toString('utf8'), { path: file.path, place: '' }).rows;
      rows.push(...found.filter(({ start }) => start >= from && start < to));
      offset += whole.length;
      if (whole.length === 0 || chunk.length < CHUNK_BYTES) break;
    }
  }
  return rows;
}

function rowsOf(
  text: string,
  { path, place }: { path: string; place: string },
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
    throw new CdrError({
      ru: `В строках ${path} нет uniqueid. Впишите "loguniqueid = yes" и "newcdrcolumns = yes" в [csv] файла cdr.conf; затем "module reload cdr_csv.so".`,
      en: `${path} has no uniqueid in its rows. Put "loguniqueid = yes" and "newcdrcolumns = yes" into [csv] of cdr.conf; then "module reload cdr_csv.so".`,
    });
  }
  return { rows, unreadable: lines.length - rows.length };
}
