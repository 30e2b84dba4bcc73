import type { DatabaseHandle } from '@perezvon/crm-core';

/** What a step of a walk found; `last`: where to go on, null at the end. */
export interface Step<T> {
  readonly found: readonly T[];
  readonly last: number | null;
}

/**
 * Walks over all rows in steps, each of which holds the loop for some ms: no index knows everything that a text may
 * name.
 */
export interface TextWalk {
  /** The ids of calls whose record or caller has any of these texts. */
  callsNaming(texts: readonly string[], after: number): Step<string>;
  /** Entries that have any of these texts. */
  entriesNaming(texts: readonly string[], after: number): Step<{ n: number; body: string }>;
  /** The numbers of entries of calls that are in the log no more. */
  entriesOfNone(after: number): Step<number>;
}

/** Rows of one step: some 3 kB each, and a page of the disk that may have to be read. */
const STEP = 100;

/** The walks over one connection. */
export function createTextWalk({ sqlite }: DatabaseHandle): TextWalk {
  const has = (columns: readonly string[], texts: readonly string[]) =>
    columns.flatMap((column) => texts.map((_, n) => `instr(${column}, @t${n})`)).join(' OR ') ||
    'FALSE';
  const values = (texts: readonly string[]) =>
    Object.fromEntries(texts.map((text, n) => [`t${n}`, text]));
  const none = sqlite
    .prepare<[object], number>(
      `SELECT n FROM call_log_entries e WHERE n > @after AND n <= @last AND kind = 'call'
        AND NOT EXISTS (SELECT 1 FROM calls WHERE id = json_extract(e.body, '$.record.id'))`,
    )
    .pluck();
  const lastOf = (table: string, key: string) =>
    sqlite
      .prepare<[number, number], number | null>(
        `SELECT max(${key}) FROM (SELECT ${key} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?)`,
      )
      .pluck();
  const lastCall = lastOf('calls', 'rowid');
  const lastEntry = lastOf('call_log_entries', 'n');

  function step<T>(
    ends: typeof lastCall,
    after: number,
    find: (range: { after: number; last: number }) => T[],
  ): Step<T> {
    const last = ends.get(after, STEP) ?? null;
    return { found: last === null ? [] : find({ after, last }), last };
  }

  return {
    callsNaming(texts, after) {
      const named = has(['record', 'caller'], texts);
      const find = sqlite
        .prepare<[object], string>(
          `SELECT id FROM calls WHERE rowid > @after AND rowid <= @last AND (${named})`,
        )
        .pluck();
      return step(lastCall, after, (range) => find.all({ ...range, ...values(texts) }));
    },
    entriesNaming(texts, after) {
      const find = sqlite.prepare<[object], { n: number; body: string }>(
        `SELECT n, body FROM call_log_entries WHERE n > @after AND n <= @last AND (${has(['body'], texts)})`,
      );
      return step(lastEntry, after, (range) => find.all({ ...range, ...values(texts) }));
    },
    entriesOfNone: (after) => step(lastEntry, after, (range) => none.all(range)),
  };
}
