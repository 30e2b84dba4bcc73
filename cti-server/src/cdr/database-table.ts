import type { CdrDatabase, OpenDatabase } from './database.ts';
import { type CdrColumns, CUT_S, writtenTime } from './row.ts';
import { CdrError } from './source.ts';

/** A row with the times by which it is found, ms epoch, as the PBX wrote them. */
export interface FoundRow {
  readonly columns: CdrColumns;
  readonly start: number;
  readonly end: number;
}

/** The questions that are asked of a table of records. Each gives at most so many rows. */
export interface CdrTable {
  /** Rows that ended after a time, or in it, too, of calls that began later than another; by their ends. */
  endedAfter(
    ended: number,
    options: { including: boolean; began: number; limit: number },
  ): Promise<FoundRow[]>;
  /** Rows that began from one time on and before another; by their beginnings. */
  beganBetween(from: number, to: number, limit: number): Promise<FoundRow[]>;
  /** The latest beginning up to a time; null when there is none. */
  latestStart(until: number): Promise<number | null>;
  /** The earliest beginning; null when there is none. */
  earliestStart(): Promise<number | null>;
  /** The latest end of those that began from a time on, up to another time. */
  latestEnd(began: number, until: number): Promise<number | null>;
}

/** One of these is the beginning: Asterisk's own name, and that of FreePBX and of cdr_pgsql's sample. */
const START = ['start', 'calldate'];
const NEEDED = [
  'src',
  'dst',
  'channel',
  'dstchannel',
  'lastapp',
  'lastdata',
  'billsec',
  'duration',
  'disposition',
  'uniqueid',
];
/** `answer` and `end` follow from the durations where they lack; the others tell more where they are. */
const USED = ['answer', 'end', 'linkedid', 'did', 'recordingfile'];

/** Looks at the table's columns. Throws `CdrError` when the records can't be made of them. */
export async function openTable(database: CdrDatabase, open: OpenDatabase): Promise<CdrTable> {
  const { dialect, table } = database;
  const types = new Map(
    (await open.columns()).map(([name, type]) => [name.toLowerCase(), { name, type }]),
  );
  const startColumn = START.find((name) => types.has(name));
  check(database, types, startColumn);
  const sql = (column: string) => dialect.name(types.get(column)?.name ?? column);
  const start = sql(startColumn ?? '');
  const computed = dialect.later(start, `(COALESCE(${sql('duration')}, 0) + ${CUT_S})`);
  const end = types.has('end') ? `COALESCE(${sql('end')}, ${computed})` : computed;
  const columns = [...NEEDED, ...USED].filter((name) => types.has(name));
  // rows of the same second as they were written: who was dialled first, then what the PBX did of itself
  const turn = types.has('sequence')
    ? sql('sequence')
    : `CASE WHEN COALESCE(${sql('dstchannel')}, '') = '' THEN 1 ELSE 0 END`;
  const isTime = (name: string) => name === 'answer' || name === 'end';
  const wanted = [
    dialect.text(start),
    dialect.text(end),
    ...columns.map((name) => (isTime(name) ? dialect.text(sql(name)) : sql(name))),
  ].join(', ');

  async function rows(where: string, values: readonly number[]): Promise<FoundRow[]> {
    const found = await open.select(`SELECT ${wanted} FROM ${table} ${where}`, values.map(written));
    return found.map(([startText, endText, ...rest]) => ({
      columns: {
        ...Object.fromEntries(columns.map((name, at) => [name, rest[at]])),
        start: startText,
        end: endText,
      },
      start: writtenTime(startText) ?? 0,
      end: writtenTime(endText) ?? writtenTime(startText) ?? 0,
    }));
  }

  async function latest(time: string, where: string, values: readonly number[]) {
    return timeOf(`max(${time})`, `WHERE ${where}`, values);
  }

  async function timeOf(time: string, where: string, values: readonly number[]) {
    const statement = `SELECT ${dialect.text(time)} FROM ${table} ${where}`;
    const [[found] = []] = await open.select(statement, values.map(written));
    return writtenTime(found);
  }

  const [one, other] = [dialect.value(1), dialect.value(2)];
  return {
    endedAfter: (ended, { including, began, limit }) =>
      rows(
        `WHERE ${start} >= ${one} AND ${end} ${including ? '>=' : '>'} ${other} ORDER BY ${end}, ${start}, ${turn} LIMIT ${limit}`,
        [began, ended],
      ),
    beganBetween: (from, to, limit) =>
      rows(
        `WHERE ${start} >= ${one} AND ${start} < ${other} ORDER BY ${start}, ${end}, ${turn} LIMIT ${limit}`,
        [from, to],
      ),
    latestStart: (until) => latest(start, `${start} <= ${one}`, [until]),
    earliestStart: () => timeOf(`min(${start})`, '', []),
    latestEnd: (began, until) =>
      latest(end, `${start} >= ${one} AND ${start} <= ${other}`, [began, until]),
  };
}

/** `2026-11-23 17:45:03.120`, as both kinds of server read it. */
function written(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

type Types = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

function check({ place, table }: CdrDatabase, types: Types, start: string | undefined): void {
  const missing = NEEDED.filter((name) => !types.has(name));
  if (start === undefined) missing.unshift('calldate');
  const where = {
    ru: `${place}: в таблице ${table}`,
    en: `${place}: table ${table}`,
  };
  if (missing.length > 0) {
    const add = `ALTER TABLE ${table} ADD ${missing[0]} …`;
    const names = missing.join(', ');
    throw new CdrError({
      ru: `${where.ru} нет столбцов ${names}. Добавьте их под этими именами (${add}), затем "module reload cdr_pgsql.so" или "module reload cdr_adaptive_odbc.so": Asterisk заполнит те, что знает. Годится и представление с такими именами.`,
      en: `${where.en} has no column ${names}. Add them by these names (${add}), then "module reload cdr_pgsql.so" or "module reload cdr_adaptive_odbc.so": Asterisk fills each column that it knows. A view with these names does as well.`,
    });
  }
  const wrong = [start ?? '', 'answer', 'end'].filter(
    (name) => types.has(name) && !/^(?:timestamp|datetime)/i.test(types.get(name)?.type ?? ''),
  );
  if (wrong.length > 0) {
    const [name = ''] = wrong;
    const type = types.get(name)?.type;
    throw new CdrError({
      ru: `${where.ru} столбец ${name} имеет тип ${type}, а должен timestamp (PostgreSQL) или datetime (MySQL, MariaDB). Измените его или сделайте представление, где он такой.`,
      en: `${where.en}: column ${name} is of type ${type}; it must be a timestamp (PostgreSQL) or datetime (MySQL, MariaDB). Change it, or make a view in which it is one.`,
    });
  }
  const disposition = types.get('disposition')?.type ?? '';
  if (!/char|text|enum/i.test(disposition)) {
    throw new CdrError({
      ru: `${where.ru} столбец disposition имеет тип ${disposition}, а Asterisk пишет в него текст: ANSWERED, BUSY и так далее. Смените тип на varchar(45) и перезагрузите модуль, который его пишет.`,
      en: `${where.en}: column disposition is of type ${disposition}; as text Asterisk writes ANSWERED, BUSY and so on. Change it to varchar(45), then reload the module that writes it.`,
    });
  }
}
