import { index, integer, sqliteTable, text } from '@perezvon/crm-core';
import type { Erasure } from '../contract/index.ts';
import type { BegunErasure } from './subject.ts';

/** How long things are kept, as an administrator set it: one row, or none yet. Null: for good. */
export const retentionRules = sqliteTable('retention_rules', {
  row: integer('row').primaryKey(),
  callsDays: integer('calls_days'),
  recordingsDays: integer('recordings_days'),
  capturesDays: integer('captures_days').notNull(),
});

/** Erasures that were begun and are not over: with whom they are about, until they are. */
export const begunErasures = sqliteTable('begun_erasures', {
  id: text('id').primaryKey(),
  begun: text('begun', { mode: 'json' }).$type<BegunErasure>().notNull(),
});

/** What was erased of people on their request, without anything of theirs; rows are only added. */
export const erasures = sqliteTable(
  'erasures',
  {
    id: text('id').primaryKey(),
    at: integer('at').notNull(),
    told: text('told', { mode: 'json' }).$type<Erasure>().notNull(),
  },
  (table) => [index('erasures_at').on(table.at)],
);
