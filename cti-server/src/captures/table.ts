import { blob, index, integer, sqliteTable, text } from '@perezvon/crm-core';

/** What the PBX said of each call, for a while. */
export const callCaptures = sqliteTable(
  'call_captures',
  {
    callId: text('call_id').primaryKey(),
    /** When the call ended, ms epoch. */
    at: integer('at').notNull(),
    /** Gzipped JSON, as capture.ts has it. */
    body: blob('body', { mode: 'buffer' }).notNull(),
  },
  (table) => [index('call_captures_at').on(table.at)],
);
