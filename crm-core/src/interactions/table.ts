import { contacts } from '../contacts/table.ts';
import { index, integer, sql, sqliteTable, text, uniqueIndex } from '../shared/drizzle.ts';

/** The customer's one timeline. Unique by call id, so that no call is logged twice. */
export const interactions = sqliteTable(
  'interactions',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull(),
    kind: text('kind', { enum: ['call', 'email', 'sms', 'meeting', 'note'] }).notNull(),
    callId: text('call_id'),
    contactId: text('contact_id').references(() => contacts.id, { onDelete: 'set null' }),
    /** True once an operator said who it was: look-ups no longer change the contact. */
    contactChosen: integer('contact_chosen', { mode: 'boolean' }).notNull().default(false),
    direction: text('direction'),
    result: text('result'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    handledBy: text('handled_by', { mode: 'json' }).$type<string[]>().notNull(),
    note: text('note').notNull().default(''),
    /** What the operator says came of it: a code of the firm's list. */
    outcome: text('outcome'),
    /** The interaction that this one came of; `removeCall` keeps it right. */
    originId: text('origin_id'),
    /** Who wrote it; null for calls, which write themselves. */
    authorId: text('author_id'),
  },
  (table) => [
    uniqueIndex('interactions_id').on(table.id),
    uniqueIndex('interactions_call_id').on(table.callId),
    index('interactions_contact_started').on(table.contactId, table.startedAt),
    index('interactions_origin').on(table.originId).where(sql`origin_id IS NOT NULL`),
    index('interactions_written_started').on(table.startedAt).where(sql`kind <> 'call'`),
  ],
);
