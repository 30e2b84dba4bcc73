import { type DatabaseHandle, interactionReader, type Page } from '@perezvon/crm-core';
import { CALL_COLUMNS, type CallRow, readCall } from './call-store.ts';
import type { Endpoint } from '../users/scopes.ts';
import type { Entry, LoggedCall } from './entry.ts';
import { createMemoryReader } from './memories.ts';
import type { CallFilter } from './call-filter.ts';
import { type CallList, createCallList } from './list-store.ts';

export type { CallFilter } from './call-filter.ts';

/** Reads of the log, each by an index. */
export interface CallStore {
  /**
   * Newest first; what goes on is among it. A page may have fewer calls than the limit and still be followed by
   * others: as many as may be looked through for one were. Throws `CursorError`.
   */
  list(
    filter: CallFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: readonly LoggedCall[]; next: string | null }>;
  get(id: string): Promise<LoggedCall | null>;
  /** By the call's own part of the id of a recording. */
  byRecording(recordingId: string): Promise<LoggedCall | null>;
  /** Calls that go on, newest first; at most 500. */
  open(): LoggedCall[];
  /** The newest calls, of these extensions where given. */
  newest(limit: number, endpoints?: readonly Endpoint[] | null): readonly LoggedCall[];
  /** Calls of a PBX that began between these times (ms epoch), oldest first. */
  startedBetween(pbx: string, from: number, to: number): LoggedCall[];
  /** As `get`, at once. */
  find(id: string): LoggedCall | null;
  /** When a call ended, ms epoch; null when there is none of this id, or it goes on. */
  endOf(id: string): number | null;
  /** What is remembered of a PBX's calls that live, for a tracker that is started anew. */
  memories(pbx: string): string[];
  /** Entries after number `n`, oldest first. */
  since(n: number, limit: number): Entry[];
  /** Number of the oldest entry kept, and of the newest ever written. */
  firstN(): number;
  lastN(): number;
  /** Whether any call by this number is in the log. */
  hasCallsBy: (e164: string) => boolean;
  /** The contact that an operator chose for a number before; null when none was. */
  choiceFor: (e164: string) => string | null;
  /** When the link to a PBX was last known to be there, ms epoch; null: never. */
  seenAt(pbx: string): number | null;
  /** The last time that the link to a PBX was away; ms epoch. */
  lastGap(pbx: string): { from: number; to: number } | null;
  /** All such times, the latest first. */
  gaps(pbx: string, limit: number): { from: number; to: number }[];
}

/** The log's reads over SQLite. */
export function createCallStore(handle: DatabaseHandle): CallStore {
  const { sqlite } = handle;
  const interactions = interactionReader(handle);
  const calls = createCallList(handle);
  const entries = createEntryReader(handle);
  const prepare = <P extends unknown[], R>(sql: string) => sqlite.prepare<P, R>(sql);
  const byId = prepare<[string], CallRow>(`SELECT ${CALL_COLUMNS} FROM calls c WHERE c.id = ?`);
  const byRecording = prepare<[string], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.recording_id = ?`,
  );
  const open = prepare<[], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.ended_at IS NULL ORDER BY c.started_at DESC, c.id DESC LIMIT 500`,
  );
  const between = prepare<[number, number, string], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.started_at >= ? AND c.started_at < ? AND c.pbx = ? ORDER BY c.started_at`,
  );
  const end = sqlite
    .prepare<[string], number | null>('SELECT ended_at FROM calls WHERE id = ?')
    .pluck();
  const choice = prepare<[string], { contactId: string }>(
    'SELECT contact_id AS contactId FROM number_choices WHERE e164 = ?',
  );
  const anyBy = prepare<[string], unknown>('SELECT 1 FROM calls WHERE e164 = ? LIMIT 1');
  const gaps = prepare<[string, number], { from: number; to: number }>(
    'SELECT from_at AS "from", to_at AS "to" FROM pbx_gaps WHERE pbx = ? ORDER BY to_at DESC LIMIT ?',
  );
  const seen = sqlite.prepare<[string], number>('SELECT at FROM pbx_seen WHERE pbx = ?').pluck();
  const read = (row: CallRow) => readCall(row, interactions);
  const readOne = (row: CallRow | undefined) => (row ? read(row) : null);

  return {
    ...entries,
    list: (filter, page) => listed(calls, filter, page),
    get: async (id) => readOne(byId.get(id)),
    byRecording: async (recordingId) => readOne(byRecording.get(recordingId)),
    find: (id) => readOne(byId.get(id)),
    endOf: (id) => end.get(id) ?? null,
    memories: createMemoryReader(handle),
    open: () => open.all().map(read),
    newest: (limit, endpoints = null) => calls.page({ endpoints }, { limit }).items,
    startedBetween: (pbx, from, to) => between.all(from, to, pbx).map(read),
    hasCallsBy: (e164) => anyBy.get(e164) !== undefined,
    choiceFor: (e164) => choice.get(e164)?.contactId ?? null,
    seenAt: (pbx) => seen.get(pbx) ?? null,
    lastGap: (pbx) => gaps.get(pbx, 1) ?? null,
    gaps: (pbx, limit) => gaps.all(pbx, limit),
  };
}

/** Steps that are taken for a page that is not full yet: 4,000 calls are looked through. */
const MOST_STEPS = 16;

/** Step by step, so that calls are told in between. */
async function listed(
  calls: CallList,
  filter: CallFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<LoggedCall>> {
  const items: LoggedCall[] = [];
  let next = cursor ?? null;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (step > 0) await new Promise((resolve) => setImmediate(resolve));
    const page = calls.page(filter, { limit: limit - items.length, cursor: next ?? undefined });
    items.push(...page.items);
    ({ next } = page);
    if (next === null || items.length === limit) break;
  }
  return { items, next };
}

function createEntryReader({
  sqlite,
}: DatabaseHandle): Pick<CallStore, 'since' | 'firstN' | 'lastN'> {
  const since = sqlite.prepare<
    [number, number],
    { n: number; at: number; kind: string; body: string }
  >('SELECT n, at, kind, body FROM call_log_entries WHERE n > ? ORDER BY n LIMIT ?');
  const first = sqlite.prepare<[], number | null>('SELECT min(n) FROM call_log_entries').pluck();
  const last = sqlite.prepare<[], number | null>('SELECT max(n) FROM call_log_entries').pluck();
  const lastN = () => last.get() ?? 0;
  return {
    since: (n, limit) =>
      since.all(n, limit).map(({ body, ...entry }) => ({ ...entry, ...JSON.parse(body) }) as Entry),
    firstN: () => first.get() ?? lastN() + 1,
    lastN,
  };
}
