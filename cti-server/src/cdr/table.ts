import { integer, primaryKey, sqliteTable, text } from '@perezvon/crm-core';
import type { Finding } from '../contract/index.ts';

/** Up to where the records of a PBX have been read. */
export const cdrPlaces = sqliteTable('cdr_places', {
  pbx: text('pbx').primaryKey(),
  /** As the source named it. */
  place: text('place').notNull(),
});

/** What came of comparing a day of the log with the records of a PBX; the last look counts. */
export const reconciliations = sqliteTable(
  'reconciliations',
  {
    pbx: text('pbx').notNull(),
    /** `2026-11-23`, of this server's zone. */
    day: text('day').notNull(),
    at: integer('at').notNull(),
    calls: integer('calls').notNull(),
    missing: integer('missing').notNull(),
    extra: integer('extra').notNull(),
    different: integer('different').notNull(),
    /** Calls that were missing and are in the log now. */
    filled: integer('filled').notNull(),
    recordsFrom: integer('records_from'),
    clockAheadMs: integer('clock_ahead_ms').notNull().default(0),
    findings: text('findings', { mode: 'json' }).$type<Finding[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.pbx, table.day] })],
);
