import {
  type DatabaseHandle,
  decodeCursor,
  encodeCursor,
  interactionReader,
  interactionWriter,
  transaction,
} from '@perezvon/crm-core';
import type { Caller, CallRecord } from '../contract/index.ts';
import type { Entry, LoggedCall } from './entry.ts';

/** Which calls to list. Times ms epoch; `contactIds` and `e164` widen each other (a search by name or number). */
export interface CallFilter {
  readonly direction?: string | undefined;
  /** Any of these. */
  readonly dispositions?: readonly string[] | undefined;
  readonly contactIds?: readonly string[] | undefined;
  readonly e164?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only calls that touched one of these extensions; null: all. */
  readonly extensions: readonly string[] | null;
}

/** Reads of the log, each by an index. */
export interface CallStore {
  /** Newest first. @throws CursorError */
  list(
    filter: CallFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: LoggedCall[]; next: string | null }>;
  get(id: string): Promise<LoggedCall | null>;
  byRecording(recordingId: string): Promise<LoggedCall | null>;
  /** Calls that go on, newest first; at most 500. */
  open(pbx?: string): LoggedCall[];
  /** The newest ended calls. */
  newest(limit: number): LoggedCall[];
  /** Entries after `n`, oldest first. */
  since(n: number, limit: number): Entry[];
  firstN(): number;
  lastN(): number;
  epoch(newEpoch: () => string): string;
  setNote(callId: string, note: string): boolean;
  chooseContact(call: LoggedCall, contactId: string): boolean;
  choiceFor(e164: string): string | null;
  prune(keep: { entries: number; since: number; most: number }): number;
  lastGap(pbx: string): { from: number; to: number } | null;
}

interface Row {
  id: string;
  pbx: string;
  record: string;
  caller: string;
  complete: number;
  recordingId: string | null;
  startedAt: number;
}

const COLUMNS =
  'c.id, c.pbx, c.record, c.caller, c.complete, c.recording_id AS recordingId, c.started_at AS startedAt';

/** The log's reads over SQLite. */
export function createCallStore(handle: DatabaseHandle): CallStore {
  const { sqlite } = handle;
  const interactions = interactionReader(handle);
  const writer = interactionWriter(handle);
  const prepare = <P extends unknown[], R>(sql: string) => sqlite.prepare<P, R>(sql);
  const byId = prepare<[string], Row>(`SELECT ${COLUMNS} FROM calls c WHERE c.id = ?`);
  const byRecording = prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM calls c WHERE c.recording_id = ?`,
  );
  const openOnes = prepare<[], Row>(
    `SELECT ${COLUMNS} FROM calls c WHERE c.ended_at IS NULL ORDER BY c.started_at DESC LIMIT 500`,
  );
  const newest = prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM calls c ORDER BY c.started_at DESC, c.id DESC LIMIT ?`,
  );
  const since = prepare<[number, number], { n: number; at: number; kind: string; body: string }>(
    'SELECT n, at, kind, body FROM call_log_entries WHERE n > ? ORDER BY n LIMIT ?',
  );
  const edges = {
    first: prepare<[], { n: number | null }>('SELECT min(n) AS n FROM call_log_entries'),
    last: prepare<[], { n: number | null }>(
      "SELECT seq AS n FROM sqlite_sequence WHERE name = 'call_log_entries'",
    ),
  };
  const meta = prepare<[], { value: string }>(
    "SELECT value FROM call_log_meta WHERE key = 'epoch'",
  );
  const choice = prepare<[string], { contactId: string }>(
    'SELECT contact_id AS contactId FROM number_choices WHERE e164 = ?',
  );
  const keepChoice = prepare<[string, string], never>(
    'INSERT INTO number_choices (e164, contact_id) VALUES (?, ?) ON CONFLICT (e164) DO UPDATE SET contact_id = excluded.contact_id',
  );
  const lastGap = prepare<[string], { body: string }>(
    "SELECT body FROM call_log_entries WHERE kind = 'gap' AND json_extract(body, '$.pbx') = ? AND n > (SELECT coalesce(max(n), 0) - 20000 FROM call_log_entries) ORDER BY n DESC LIMIT 1",
  );

  const read = (row: Row): LoggedCall => ({
    pbx: row.pbx,
    record: JSON.parse(row.record) as CallRecord,
    caller: JSON.parse(row.caller) as Caller,
    complete: row.complete === 1,
    recordingId: row.recordingId,
    note: interactions.noteOf(row.id),
    merged: [],
  });

  return {
    async list(filter, { limit, cursor }) {
      const { sql, values } = listQuery(filter, cursor);
      const rows = sqlite.prepare<unknown[], Row>(sql).all(...values, limit + 1);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const more = rows.length > limit && last !== undefined;
      return {
        items: shown.map(read),
        next: more ? encodeCursor([last.startedAt, last.id]) : null,
      };
    },
    async get(id) {
      const row = byId.get(id);
      return row ? read(row) : null;
    },
    async byRecording(recordingId) {
      const row = byRecording.get(recordingId);
      return row ? read(row) : null;
    },
    open: (pbx) =>
      openOnes
        .all()
        .filter((row) => pbx === undefined || row.pbx === pbx)
        .map(read),
    newest: (limit) => newest.all(limit).map(read),
    since: (n, limit) =>
      since.all(n, limit).map(({ body, ...entry }) => ({ ...entry, ...JSON.parse(body) }) as Entry),
    firstN: () => edges.first.get()?.n ?? 0,
    lastN: () => edges.last.get()?.n ?? 0,
    epoch(newEpoch) {
      const known = meta.get()?.value;
      if (known) return known;
      const made = newEpoch();
      sqlite.prepare("INSERT INTO call_log_meta (key, value) VALUES ('epoch', ?)").run(made);
      return made;
    },
    setNote: (callId, note) => transaction(handle, () => writer.setNote(callId, note)),
    chooseContact: (call, contactId) =>
      transaction(handle, () => {
        if (!writer.setContact(call.record.id, contactId)) return false;
        if (call.record.e164 !== null) keepChoice.run(call.record.e164, contactId);
        return true;
      }),
    choiceFor: (e164) => choice.get(e164)?.contactId ?? null,
    prune({ entries, since: from, most }) {
      const { changes } = sqlite
        .prepare(
          `DELETE FROM call_log_entries WHERE n IN (SELECT n FROM call_log_entries
           WHERE n <= (SELECT coalesce(max(n), 0) - ? FROM call_log_entries) AND at < ? ORDER BY n LIMIT ?)`,
        )
        .run(entries, from, most);
      return changes;
    },
    lastGap(pbx) {
      const row = lastGap.get(pbx);
      return row ? (JSON.parse(row.body) as { from: number; to: number }) : null;
    },
  };
}

/** One query over the index that fits best; keyset paging, so that page 1,000 costs what page 1 does. */
function listQuery(
  filter: CallFilter,
  cursor: string | undefined,
): { sql: string; values: unknown[] } {
  const where: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, ...given: unknown[]) => {
    where.push(condition);
    values.push(...given);
  };
  const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ');
  const own = filter.extensions;
  const single = own?.length === 1;
  const from = single ? 'call_extensions x CROSS JOIN calls c ON c.id = x.call_id' : 'calls c';
  const key = single ? 'x.started_at' : 'c.started_at';
  const id = single ? 'x.call_id' : 'c.id';
  if (own !== null && single) add('x.extension = ?', own[0]);
  else if (own !== null) {
    add(
      `EXISTS (SELECT 1 FROM call_extensions x WHERE x.call_id = c.id AND x.extension IN (${marks(own)}))`,
      ...own,
    );
  }
  if (filter.direction) add('c.direction = ?', filter.direction);
  const results = filter.dispositions;
  if (results) add(`c.disposition IN (${marks(results)})`, ...results);
  const people = filter.contactIds ?? [];
  if (filter.contactIds && filter.e164) {
    add(`(c.e164 = ? OR c.contact_id IN (${marks(people)}))`, filter.e164, ...people);
  } else if (filter.contactIds) add(`c.contact_id IN (${marks(people)})`, ...people);
  else if (filter.e164) add('c.e164 = ?', filter.e164);
  if (filter.from !== undefined) add(`${key} >= ?`, filter.from);
  if (filter.to !== undefined) add(`${key} < ?`, filter.to);
  if (cursor !== undefined)
    add(`(${key}, ${id}) < (?, ?)`, ...decodeCursor(cursor, ['number', 'string']));
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  return {
    sql: `SELECT ${COLUMNS} FROM ${from} ${condition} ORDER BY ${key} DESC, ${id} DESC LIMIT ?`,
    values,
  };
}
