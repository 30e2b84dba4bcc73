import { index, integer, sqliteTable, text } from '@perezvon/crm-core';

/** Who heard which recording; rows are only added. */
export const recordingPlays = sqliteTable(
  'recording_plays',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** ms epoch */
    at: integer('at').notNull(),
    callId: text('call_id').notNull(),
    /** Which one of the call's. */
    recording: integer('recording').notNull().default(1),
    userId: text('user_id').notNull(),
    /** As the user was called then. */
    userName: text('user_name').notNull(),
    /** From where. */
    address: text('address').notNull(),
  },
  (table) => [index('recording_plays_call').on(table.callId, table.at)],
);

/** What somebody said of a moment in a call's recording. */
export const recordingMarks = sqliteTable(
  'recording_marks',
  {
    id: text('id').primaryKey(),
    callId: text('call_id').notNull(),
    /** Which one of the call's. */
    recording: integer('recording').notNull().default(1),
    /** ms from the beginning of the recording. */
    atMs: integer('at_ms').notNull(),
    text: text('text').notNull(),
    userId: text('user_id').notNull(),
    /** As they were called then. */
    userName: text('user_name').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('recording_marks_call').on(table.callId, table.atMs)],
);
