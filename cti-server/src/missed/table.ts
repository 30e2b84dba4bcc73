import { index, integer, sqliteTable, text } from '@perezvon/crm-core';

/** What people said of a caller who was missed: of the number in E.164, or of the call where it has none. */
export const missedMarks = sqliteTable(
  'missed_marks',
  {
    key: text('key').primaryKey(),
    /** Who means to call back. */
    claimedBy: text('claimed_by'),
    claimedAt: integer('claimed_at'),
    /** Calls up to then are done with. */
    doneAt: integer('done_at'),
    doneBy: text('done_by'),
    changedAt: integer('changed_at').notNull(),
  },
  (table) => [index('missed_marks_changed').on(table.changedAt)],
);
