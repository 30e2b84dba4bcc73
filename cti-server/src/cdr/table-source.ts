import { openForeign } from '@perezvon/crm-core';
import { type CdrColumns, cdrRow } from './row.ts';
import { CdrError, type CdrSource, sift } from './source.ts';
import { reasonOf } from '../kernel/system-error.ts';

const BATCH = 5_000;

/** A table that Asterisk's cdr_sqlite3_custom writes, in a file of this machine; read in the order of its rows. */
export function createTableSource(file: string, table: string): CdrSource {
  const read: CdrSource['read'] = async (after) => {
    const rows = rowsAfter(Number(after ?? 0), { file, table });
    const kept = rows.flatMap((columns) => cdrRow(columns, after ?? '0') ?? []);
    return {
      rows: kept,
      unreadable: rows.length - kept.length,
      next: String(rows.at(-1)?.rowid ?? after ?? 0),
      more: rows.length === BATCH,
      again: null,
      later: null,
      lost: false,
    };
  };
  return {
    read,
    knows: (place) => /^\d+$/.test(place),
    async end() {
      let batch = await read(null);
      while (batch.more) batch = await read(batch.next);
      return batch.next;
    },
    between: (from, to) => sift(read, { from, to }),
    async oldest() {
      const { rows } = await read(null);
      return rows.length === 0 ? null : Math.min(...rows.map(({ start }) => start));
    },
  };
}

function rowsAfter(rowid: number, { file, table }: { file: string; table: string }) {
  let database: ReturnType<typeof openForeign> | undefined;
  try {
    database = openForeign(file);
    const name = `"${table.replaceAll('"', '""')}"`;
    const rows = database
      .prepare(
        `SELECT rowid AS rowid, * FROM ${name} WHERE rowid > ? ORDER BY rowid LIMIT ${BATCH}`,
      )
      .all(rowid) as Record<string, CdrColumns[string]>[];
    return rows.map(
      (row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [column.toLowerCase(), value]),
        ) as CdrColumns & { rowid: number },
    );
  } catch (error) {
    const reason = reasonOf(error, file);
    throw new CdrError({
      ru: `Таблица ${table} файла ${file} не читается: ${reason.ru}. Проверьте путь, имя таблицы в cdr_sqlite3_custom.conf и право сервера читать файл и его каталог.`,
      en: `Table ${table} of ${file} cannot be read: ${reason.en}. Check the path, the table's name in cdr_sqlite3_custom.conf, and that this server may read the file and its folder.`,
    });
  } finally {
    database?.close();
  }
}
