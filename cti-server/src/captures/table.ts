import { blob, index, integer, sqliteTable, text } from '@perezvon/crm-core';

/** What the PBX said of each call, for a while; written piece by piece while the call goes on. */
export const callCaptureParts = sqliteTable(
  'call_capture_parts',
  {
    row: integer('row').primaryKey(),
    callId: text('call_id').notNull(),
    /** When it was written, ms epoch. */
    at: integer('at').notNull(),
    /** Gzipped JSON, a `Capture` of this piece. */
    body: blob('body', { mode: 'buffer' }).notNull(),
  },
  (table) => [
    index('call_capture_parts_call').on(table.callId, table.row),
    index('call_capture_parts_at').on(table.at),
  ],
);
