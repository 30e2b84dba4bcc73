import {
  decodeCursor,
  encodeCursor,
  interactionReader,
  type DatabaseHandle,
  type Page,
} from '@perezvon/crm-core';
import { type Branch, branchesOf, leadOf, MOST_BRANCHES } from './branches.ts';
import type { CallFilter } from './call-filter.ts';
import { CALL_COLUMNS, type CallRow, readCall } from './call-store.ts';
import type { LoggedCall } from './entry.ts';
import { HAS_WORDS, hasWords, type Sift, siftsOf } from './sifts.ts';

/** Lists of calls, newest first, by keyset: page 1,000 costs what page 1 does. */
export interface CallList {
  /**
   * One step of a list. Where no index leads by all of the filter, some calls that one does are looked through: the
   * step may have fewer calls than the limit, and still be followed by others. Throws `CursorError`.
   */
  page(
    filter: CallFilter,
    options: { limit: number; cursor?: string | undefined },
  ): Page<LoggedCall>;
}

/** So many calls are looked through in a step: some ms of the loop, where none of them is in memory some 15. */
const LOOKED_THROUGH = 250;

/** Behind which call a list goes on. */
type Place = readonly [startedAt: number, id: string];

type Key = Pick<CallRow, 'id' | 'startedAt'>;

interface BranchQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The lists of an SQLite database. */
export function createCallList(handle: DatabaseHandle): CallList {
  const { sqlite } = handle;
  const interactions = interactionReader(handle);
  sqlite.function(HAS_WORDS, { deterministic: true }, (text, words) =>
    hasWords(String(text), String(words)) ? 1 : 0,
  );

  /** The newest of what these branches find. */
  function newestOf(parts: readonly BranchQuery[], limit: number): CallRow[] {
    const sql = `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.id IN (${parts.map(({ text }) => `SELECT id FROM (${text})`).join(' UNION ALL ')}) ORDER BY c.started_at DESC, c.id DESC LIMIT ?`;
    const values = parts.flatMap((part) => [...part.values, limit]);
    return sqlite.prepare<unknown[], CallRow>(sql).all(...values, limit);
  }

  /** The same, as far as the indexes have it. */
  function keysOf(parts: readonly BranchQuery[], limit: number): Key[] {
    const sql = `SELECT DISTINCT id, startedAt FROM (${parts.map(({ text }) => `SELECT * FROM (${text})`).join(' UNION ALL ')}) ORDER BY startedAt DESC, id DESC LIMIT ?`;
    const values = parts.flatMap((part) => [...part.values, limit]);
    return sqlite.prepare<unknown[], Key>(sql).all(...values, limit);
  }

  /** `find` over all branches, however many. */
  function inAll<Row extends Key>(
    parts: readonly BranchQuery[],
    limit: number,
    find: (some: readonly BranchQuery[], limit: number) => Row[],
  ): Row[] {
    const rows = chunks(parts, MOST_BRANCHES).flatMap((some) => find(some, limit));
    return parts.length > MOST_BRANCHES ? inOrder(rows).slice(0, limit) : rows;
  }

  function sifted(keys: readonly Key[], sifts: readonly Sift[], limit: number): CallRow[] {
    const sql = `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.id IN (SELECT value FROM json_each(?)) AND ${sifts.map(({ where }) => where).join(' AND ')} ORDER BY c.started_at DESC, c.id DESC LIMIT ?`;
    const ids = JSON.stringify(keys.map(({ id }) => id));
    const values = sifts.flatMap((one) => one.values);
    return sqlite.prepare<unknown[], CallRow>(sql).all(ids, ...values, limit);
  }

  return {
    page(filter, { limit, cursor }) {
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'string']);
      const parts = branchesOf(filter).map((branch) => branchQuery(branch, { filter, after }));
      const sifts = siftsOf(filter, leadOf(filter));
      const most = atOnce(parts.length);
      const keys = sifts.length > 0 ? inAll(parts, most, keysOf) : null;
      const rows = keys ? sifted(keys, sifts, limit + 1) : inAll(parts, limit + 1, newestOf);
      const shown = rows.slice(0, limit);
      // where all were looked through that were to be, it goes on behind the last of those
      const last = rows.length > limit ? shown.at(-1) : keys?.length === most ? keys.at(-1) : null;
      return {
        items: shown.map((row) => readCall(row, interactions)),
        next: last ? encodeCursor([last.startedAt, last.id]) : null,
      };
    },
  };
}

/** Each branch reads up to as many of its index. */
function atOnce(branches: number): number {
  return Math.max(50, Math.min(LOOKED_THROUGH, Math.floor((20 * LOOKED_THROUGH) / branches)));
}

function branchQuery(
  { from, where, values, key }: Branch,
  { filter, after }: { filter: CallFilter; after: Place | null },
): BranchQuery {
  const id = key === 'c' ? 'c.id' : `${key}.call_id`;
  const started = `${key}.started_at`;
  const conditions = [...where];
  const given = [...values];
  if (filter.from !== undefined) {
    conditions.push(`${started} >= ?`);
    given.push(filter.from);
  }
  if (filter.to !== undefined) {
    conditions.push(`${started} < ?`);
    given.push(filter.to);
  }
  if (after) {
    conditions.push(`(${started}, ${id}) < (?, ?)`);
    given.push(...after);
  }
  const condition = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return {
    text: `SELECT ${id} AS id, ${started} AS startedAt FROM ${from} ${condition} ORDER BY ${started} DESC, ${id} DESC LIMIT ?`,
    values: given,
  };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** Newest first, each call once. */
function inOrder<Row extends Key>(rows: readonly Row[]): Row[] {
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  return once.sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
}
