import {
  decodeCursor,
  encodeCursor,
  interactionReader,
  type DatabaseHandle,
  type Page,
} from '@perezvon/crm-core';
import { Direction, Disposition } from '../contract/index.ts';
import { CALL_COLUMNS, type CallRow, readCall } from './call-store.ts';
import type { Endpoint } from '../users/scopes.ts';
import type { LoggedCall } from './entry.ts';
import { endpointLists, FAR, finite, touching } from './touching.ts';

/** Which calls to list. Times ms epoch; `contactIds` and `e164` widen each other (a search by name or number). */
export interface CallFilter {
  readonly direction?: string | undefined;
  /** Any of these. */
  readonly dispositions?: readonly string[] | undefined;
  readonly contactIds?: readonly string[] | undefined;
  readonly e164?: string | undefined;
  readonly from?: number | undefined;
  /** Not this one: up to it. */
  readonly to?: number | undefined;
  /** Only calls that touched one of these extensions; null: all. */
  readonly endpoints: readonly Endpoint[] | null;
}

/** Lists of calls, newest first, by keyset: page 1,000 costs what page 1 does. */
export interface CallList {
  /** Throws `CursorError`. */
  page(
    filter: CallFilter,
    options: { limit: number; cursor?: string | undefined },
  ): Page<LoggedCall>;
}

const DIRECTIONS = Direction.anyOf.map((one) => one.const);
/** How a call may have ended; null while it goes on. */
const RESULTS = [...Disposition.anyOf.map((one) => one.const), null];

/** SQLite takes 500 parts in a query; the list of a large team is put together from several. A search for more people than this is no search. */
const MOST_BRANCHES = 400;

interface Branch {
  readonly from: string;
  readonly where: readonly string[];
  readonly values: readonly unknown[];
  /** Column prefix of the key: `x` where the extension's index leads. */
  readonly key: 'c' | 'x';
}

interface BranchQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The lists of an SQLite database. */
export function createCallList(handle: DatabaseHandle): CallList {
  const interactions = interactionReader(handle);

  /** The newest of what these branches find. */
  function newestOf(parts: readonly BranchQuery[], limit: number): CallRow[] {
    const sql = `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.id IN (${parts.map(({ text }) => `SELECT id FROM (${text})`).join(' UNION ALL ')}) ORDER BY c.started_at DESC, c.id DESC LIMIT ?`;
    const values = parts.flatMap((part) => [...part.values, limit]);
    return handle.sqlite.prepare<unknown[], CallRow>(sql).all(...values, limit);
  }

  return {
    page(filter, { limit, cursor }) {
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'string']);
      const parts = branches(filter).map((branch) => branchQuery(branch, { filter, after }));
      const rows = chunks(parts, MOST_BRANCHES).flatMap((some) => newestOf(some, limit + 1));
      const sorted = parts.length > MOST_BRANCHES ? inOrder(rows) : rows;
      const shown = sorted.slice(0, limit);
      const last = shown.at(-1);
      const more = sorted.length > limit && last !== undefined;
      return {
        items: shown.map((row) => readCall(row, interactions)),
        next: more ? encodeCursor([last.startedAt, last.id]) : null,
      };
    },
  };
}

/**
 * Each branch is one range of one index in the order of the list, so it stops after a page: a filter
 * that allows several values is several branches, put together afterwards.
 */
function branches(filter: CallFilter): Branch[] {
  const { e164, contactIds } = filter;
  return e164 !== undefined || contactIds !== undefined
    ? peopleBranches(filter).slice(0, MOST_BRANCHES)
    : resultBranches(filter);
}

/** A person has few calls: their index leads, the other conditions sift. */
function peopleBranches(filter: CallFilter): Branch[] {
  const { e164, contactIds = [], dispositions, direction, endpoints } = filter;
  const where: string[] = [];
  const values: unknown[] = [];
  if (direction !== undefined) {
    where.push('c.direction = ?');
    values.push(direction);
  }
  if (dispositions) {
    where.push(`c.disposition IN (${marks(dispositions)})`);
    values.push(...dispositions);
  }
  if (endpoints) {
    const { fixed, shared } = endpointLists(endpoints);
    where.push(touching('?', '?'));
    values.push(fixed, shared);
  }
  const leads = [
    ...(e164 === undefined ? [] : [{ lead: 'c.e164 = ?', value: e164 }]),
    ...contactIds.map((id) => ({ lead: 'c.contact_id = ?', value: id })),
  ];
  return leads.map(({ lead, value }) => ({
    from: 'calls c',
    where: [lead, ...where],
    values: [value, ...values],
    key: 'c',
  }));
}

/** An index leads by PBX and extension (for its own lists), direction and result: each of those is a branch. */
function resultBranches({ direction, dispositions, endpoints }: CallFilter): Branch[] {
  const key = endpoints ? 'x' : 'c';
  const from = endpoints ? 'call_extensions x' : 'calls c';
  const owners = endpoints ? endpoints.map(ownerOf) : [{ where: [], values: [] }];
  const all = direction === undefined && dispositions === undefined;
  const directions = direction === undefined ? DIRECTIONS : [direction];
  const results = directions.flatMap((way) =>
    (dispositions ?? RESULTS).map((result) => ({
      where: [`${key}.direction = ?`, `${key}.disposition IS ?`],
      values: [way, result],
    })),
  );
  return owners.flatMap((owner) =>
    (all ? [{ where: [], values: [] }] : results).map((result) => ({
      from,
      where: [...owner.where, ...result.where],
      values: [...owner.values, ...result.values],
      key,
    })),
  );
}

/** Who has an extension for a time sees the calls that went on in it: one that began before is found by its end. */
function ownerOf({ pbx, extension, during }: Endpoint): { where: string[]; values: unknown[] } {
  const where = ['x.pbx = ?', 'x.extension = ?'];
  if (!during) return { where, values: [pbx, extension] };
  const { from, to } = during;
  const wentOn = `(x.started_at >= ? OR coalesce((SELECT ended_at FROM calls WHERE id = x.call_id), ${FAR}) >= ?)`;
  return {
    where: [...where, 'x.started_at >= ?', 'x.started_at < ?', wentOn],
    values: [pbx, extension, from - LONGEST_CALL_MS, finite(to), from, from],
  };
}

/** No call that began longer before somebody came is looked for. */
const LONGEST_CALL_MS = 24 * 60 * 60_000;

function branchQuery(
  { from, where, values, key }: Branch,
  { filter, after }: { filter: CallFilter; after: readonly [number, string] | null },
): BranchQuery {
  const id = key === 'x' ? 'x.call_id' : 'c.id';
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
    text: `SELECT ${id} AS id FROM ${from} ${condition} ORDER BY ${started} DESC, ${id} DESC LIMIT ?`,
    values: given,
  };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** Newest first, each call once. */
function inOrder(rows: readonly CallRow[]): CallRow[] {
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  return once.sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
}

function marks(list: readonly unknown[]): string {
  return list.map(() => '?').join(', ');
}
