import { sqliteTable, text } from '@perezvon/crm-core';

/** What administrators set in the page for the firm as a whole, by name. */
export const firmSettings = sqliteTable('firm_settings', {
  name: text('name').primaryKey(),
  /** JSON, as its owner wrote it. */
  value: text('value').notNull(),
});
