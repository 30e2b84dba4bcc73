import { index, integer, sqliteTable, text } from '@perezvon/crm-core';
import type { AuditAction, AuditTarget } from '../contract/index.ts';

/**
 * The audit log. Rows are added and never changed or removed: triggers refuse both. `n` is counted by SQLite
 * (AUTOINCREMENT), so that a row cut off at the end leaves a trace, too. Lists are in the order of `at`, then `n`, which
 * each index has at its end.
 */
export const auditEntries = sqliteTable(
  'audit_entries',
  {
    n: integer('n').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    action: text('action').$type<AuditAction>().notNull(),
    /** No reference: a row outlives what it tells of. */
    userId: text('user_id'),
    userLogin: text('user_login'),
    userName: text('user_name'),
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
    targetKind: text('target_kind').$type<AuditTarget['kind']>(),
    targetId: text('target_id'),
    targetName: text('target_name'),
    /** JSON, as it is hashed. */
    changes: text('changes').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    index('audit_entries_at').on(table.at),
    index('audit_entries_user').on(table.userId, table.at),
    index('audit_entries_action').on(table.action, table.at),
    index('audit_entries_user_action').on(table.userId, table.action, table.at),
  ],
);
