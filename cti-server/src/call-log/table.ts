import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from '@perezvon/crm-core';
import type { Caller, CallRecord } from '../contract/index.ts';

/** Every call once, as it is known now. The lists' filters each have an index that ends in the start. */
export const calls = sqliteTable(
  'calls',
  {
    id: text('id').primaryKey(),
    pbx: text('pbx').notNull(),
    record: text('record', { mode: 'json' }).$type<CallRecord>().notNull(),
    caller: text('caller', { mode: 'json' }).$type<Caller>().notNull(),
    /** False where some of it was not seen. */
    complete: integer('complete', { mode: 'boolean' }).notNull(),
    direction: text('direction').notNull(),
    disposition: text('disposition'),
    e164: text('e164'),
    contactId: text('contact_id'),
    /** Opaque name of its audio; guessing it is hopeless. */
    recordingId: text('recording_id'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (table) => [
    index('calls_started').on(table.startedAt, table.id),
    index('calls_direction_started').on(table.direction, table.startedAt, table.id),
    index('calls_disposition_started').on(table.disposition, table.startedAt, table.id),
    index('calls_e164_started').on(table.e164, table.startedAt, table.id),
    index('calls_contact_started').on(table.contactId, table.startedAt, table.id),
    index('calls_open').on(table.endedAt, table.pbx),
    uniqueIndex('calls_recording').on(table.recordingId),
  ],
);

/** Which extensions a call touched: an operator's own calls are found by index. */
export const callExtensions = sqliteTable(
  'call_extensions',
  {
    callId: text('call_id').notNull(),
    extension: text('extension').notNull(),
    startedAt: integer('started_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.callId, table.extension] }),
    index('call_extensions_started').on(table.extension, table.startedAt, table.callId),
  ],
);

/** The numbered log: what changed, in the order in which it was told. */
export const callLogEntries = sqliteTable('call_log_entries', {
  n: integer('n').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  kind: text('kind', { enum: ['call', 'gap'] }).notNull(),
  body: text('body').notNull(),
});

/** One row: the name of this log. Numbers of another log mean nothing here. */
export const callLogMeta = sqliteTable('call_log_meta', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});

/** Whom an operator chose for a number that several contacts have. */
export const numberChoices = sqliteTable('number_choices', {
  e164: text('e164').primaryKey(),
  contactId: text('contact_id').notNull(),
});
