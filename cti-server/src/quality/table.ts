import { integer, primaryKey, real, sqliteTable, text } from '@perezvon/crm-core';

/** How a call sounded at a browser phone that was in it, as that phone measured it; one row for each. */
export const callQuality = sqliteTable(
  'call_quality',
  {
    callId: text('call_id').notNull(),
    extension: text('extension').notNull(),
    /** ms epoch */
    at: integer('at').notNull(),
    mos: real('mos').notNull(),
    worstMos: real('worst_mos').notNull(),
    jitterMs: real('jitter_ms').notNull(),
    lossPercent: real('loss_percent').notNull(),
    /** Null where the other side told none. */
    rttMs: real('rtt_ms'),
  },
  (table) => [primaryKey({ columns: [table.callId, table.extension] })],
);
