import { createHash } from 'node:crypto';
import type { auditEntries } from './table.ts';

/** A row as it lies in the database. */
export type AuditRow = typeof auditEntries.$inferSelect;

/** What stands before the first row. */
export const BEGINNING = '0'.repeat(64);

/**
 * SHA-256 over the hash of the row before and this row in its one written form: a JSON array of its columns in the
 * order of the table, without the hash itself.
 */
export function hashOfRow(before: string, row: Omit<AuditRow, 'hash'>): string {
  const { n, at, action, userId, userLogin, userName, address, userAgent } = row;
  const { targetKind, targetId, targetName, changes } = row;
  const who = [userId, userLogin, userName, address, userAgent];
  const written = JSON.stringify([
    n,
    at,
    action,
    ...who,
    targetKind,
    targetId,
    targetName,
    changes,
  ]);
  return createHash('sha256').update(before).update('\n').update(written).digest('hex');
}

/** The first row that is not as it was written. */
export interface BrokenRow {
  readonly n: number;
  readonly why: 'changed' | 'missing';
}

/** How far the chain was followed. */
export interface ChainEnd {
  readonly n: number;
  readonly hash: string;
}

/** Follows the chain over the rows that come next; gives where it ends, or where it is broken. */
export function follow(from: ChainEnd, rows: readonly AuditRow[]): ChainEnd | BrokenRow {
  let end = from;
  for (const row of rows) {
    const n = end.n + 1;
    if (row.n !== n) return { n, why: 'missing' };
    if (row.hash !== hashOfRow(end.hash, row)) return { n, why: 'changed' };
    end = { n, hash: row.hash };
  }
  return end;
}
