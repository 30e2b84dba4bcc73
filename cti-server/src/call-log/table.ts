import {
  index,
  integer,
  primaryKey,
  sql,
  sqliteTable,
  text,
  uniqueIndex,
} from '@perezvon/crm-core';
import type { Caller, CallRecord } from '../contract/index.ts';

/** Every call once, as it is known now. Each list has an index that ends in the start, so none sorts. Each index costs every new call a page. */
export const calls = sqliteTable(
  'calls',
  {
    id: text('id').primaryKey(),
    pbx: text('pbx').notNull(),
    record: text('record', { mode: 'json' }).$type<CallRecord>().notNull(),
    caller: text('caller', { mode: 'json' }).$type<Caller>().notNull(),
    /** True once an operator said who it was: look-ups no longer change `caller`. */
    callerChosen: integer('caller_chosen', { mode: 'boolean' }).notNull().default(false),
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
    index('calls_result_started').on(table.direction, table.disposition, table.startedAt, table.id),
    index('calls_e164_started').on(table.e164, table.startedAt, table.id),
    index('calls_contact_started').on(table.contactId, table.startedAt, table.id),
    index('calls_open').on(table.startedAt, table.id).where(sql`${table.endedAt} IS NULL`),
    uniqueIndex('calls_recording')
      .on(table.recordingId)
      .where(sql`${table.recordingId} IS NOT NULL`),
  ],
);

/** What a server that is started anew must know of calls that live on the PBX; those alone have a row. */
export const callMemories = sqliteTable('call_memories', {
  callId: text('call_id').primaryKey(),
  pbx: text('pbx').notNull(),
  /** As calls/memory.ts wrote it. */
  memory: text('memory').notNull(),
});

/** Which extensions a call touched, with what its lists are filtered by: an operator's own calls are found by index. */
export const callExtensions = sqliteTable(
  'call_extensions',
  {
    callId: text('call_id').notNull(),
    /** Numbers of two PBXs may be equal. */
    pbx: text('pbx').notNull().default(''),
    extension: text('extension').notNull(),
    startedAt: integer('started_at').notNull(),
    direction: text('direction').notNull(),
    disposition: text('disposition'),
  },
  (table) => [
    primaryKey({ columns: [table.callId, table.extension] }),
    index('call_extensions_started').on(table.pbx, table.extension, table.startedAt, table.callId),
    index('call_extensions_result').on(
      table.pbx,
      table.extension,
      table.direction,
      table.disposition,
      table.startedAt,
      table.callId,
    ),
  ],
);

/** Which queue a call went to: the few that did are found by index. */
export const callQueues = sqliteTable(
  'call_queues',
  {
    callId: text('call_id').primaryKey(),
    queue: text('queue').notNull(),
    startedAt: integer('started_at').notNull(),
  },
  (table) => [index('call_queues_started').on(table.queue, table.startedAt, table.callId)],
);

/**
 * The numbered log: what changed, in the order in which it was told. No number is used again: the newest
 * row is never removed, so `autoIncrement`, a write more each time, is not needed.
 */
export const callLogEntries = sqliteTable('call_log_entries', {
  n: integer('n').primaryKey(),
  at: integer('at').notNull(),
  kind: text('kind', { enum: ['call', 'gap', 'removed'] }).notNull(),
  /** JSON of the entry's own fields. */
  body: text('body').notNull(),
});

/** When the link to a PBX was away. Kept when its entry is long gone. */
export const pbxGaps = sqliteTable(
  'pbx_gaps',
  {
    row: integer('row').primaryKey(),
    pbx: text('pbx').notNull(),
    from: integer('from_at').notNull(),
    to: integer('to_at').notNull(),
  },
  (table) => [index('pbx_gaps_pbx').on(table.pbx, table.to)],
);

/** When the link to a PBX was last known to be there: from then on nothing is seen until it is back. */
export const pbxSeen = sqliteTable('pbx_seen', {
  pbx: text('pbx').primaryKey(),
  at: integer('at').notNull(),
});

/** Whom an operator chose for a number that several contacts have. */
export const numberChoices = sqliteTable('number_choices', {
  e164: text('e164').primaryKey(),
  contactId: text('contact_id').notNull(),
});
