import { integer, sqliteTable, text } from '@perezvon/crm-core';

/** How many outside calls a user placed on the last day on which they placed any: one row each, however long it runs. */
export const tollDays = sqliteTable('toll_days', {
  userId: text('user_id').primaryKey(),
  /** `2026-11-26`, in the firm's time zone. */
  day: text('day').notNull(),
  calls: integer('calls').notNull(),
});
