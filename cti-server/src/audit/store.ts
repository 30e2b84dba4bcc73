import {
  asc,
  decodeCursor,
  type DatabaseHandle,
  desc,
  encodeCursor,
  gt,
  inArray,
  type Page,
  sql,
  transaction,
} from '@perezvon/crm-core';
import type { AuditAction } from '../contract/index.ts';
import { type AuditRow, BEGINNING, hashOfRow } from './chain.ts';
import { auditEntries } from './table.ts';

/** What is to be written; its number and hash are the chain's. */
export type NewAuditRow = Omit<AuditRow, 'n' | 'hash'>;

/** Which rows to list; times ms epoch. */
export interface AuditFilter {
  readonly userId?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly from?: number | undefined;
  /** Not this one: up to it. */
  readonly to?: number | undefined;
}

/** The audit log in the database. There is no way to change or remove a row. */
export interface AuditStore {
  /** Adds a row to the chain at once, within a transaction that goes on. Throws `StorageError`. */
  append(row: NewAuditRow): void;
  /** As `append`. */
  add(row: NewAuditRow): Promise<void>;
  /** Newest first, by keyset within one index. Throws `CursorError`. */
  page(
    filter: AuditFilter,
    options: { limit: number; cursor?: string | undefined },
  ): Page<AuditRow>;
  /** The rows after `n`, in their order, at most `limit`. */
  after(n: number, limit: number): AuditRow[];
  /** The highest number that was ever given. */
  lastN(): number;
}

/** The store in an SQLite database. */
export function createAuditStore(handle: DatabaseHandle): AuditStore {
  const { db } = handle;
  const { n, at } = auditEntries;

  const lastN = () =>
    db.get<{ seq: number } | undefined>(
      sql`SELECT seq FROM sqlite_sequence WHERE name = 'audit_entries'`,
    )?.seq ?? 0;

  function append(row: NewAuditRow): void {
    transaction(handle, () => {
      const before = db
        .select({ hash: auditEntries.hash })
        .from(auditEntries)
        .orderBy(desc(n))
        .limit(1)
        .get();
      const whole = { ...row, n: lastN() + 1 };
      const hash = hashOfRow(before?.hash ?? BEGINNING, whole);
      db.insert(auditEntries)
        .values({ ...whole, hash })
        .run();
    });
  }

  return {
    lastN,
    append,
    add: async (row) => append(row),
    page(filter, { limit, cursor }) {
      const key = cursor === undefined ? null : decodeCursor(cursor, ['number', 'number']);
      const { text, values } = listQuery(filter, key);
      const found = handle.sqlite
        .prepare(text)
        .pluck()
        .all(...values, limit + 1) as number[];
      const shown = found.slice(0, limit);
      const order = [desc(at), desc(n)];
      const items = db
        .select()
        .from(auditEntries)
        .where(inArray(n, shown))
        .orderBy(...order)
        .all();
      const last = items.at(-1);
      const next = found.length > limit && last ? encodeCursor([last.at, last.n]) : null;
      return { items, next };
    },
    after: (from, limit) =>
      db.select().from(auditEntries).where(gt(n, from)).orderBy(asc(n)).limit(limit).all(),
  };
}

/** Each combination of person and action has its index, which leads in the order of the list: it stops after a page. */
function listQuery(filter: AuditFilter, key: readonly [number, number] | null) {
  const { userId, action, from, to } = filter;
  const parts: readonly (readonly [string, readonly unknown[]] | null)[] = [
    userId === undefined ? null : ['user_id = ?', [userId]],
    action === undefined ? null : ['action = ?', [action]],
    from === undefined ? null : ['at >= ?', [from]],
    to === undefined ? null : ['at < ?', [to]],
    key === null ? null : ['(at, n) < (?, ?)', key],
  ];
  const conditions = parts.filter((part) => part !== null);
  const where = conditions.map(([condition]) => condition).join(' AND ');
  const leads = [userId !== undefined && 'user', action !== undefined && 'action'].filter(Boolean);
  const index = `audit_entries_${leads.length === 0 ? 'at' : leads.join('_')}`;
  return {
    text: `SELECT n FROM audit_entries INDEXED BY ${index} ${where && `WHERE ${where}`} ORDER BY at DESC, n DESC LIMIT ?`,
    values: conditions.flatMap(([, values]) => values),
  };
}
