import { contacts } from '../contacts/table.ts';
import { interactions } from '../interactions/table.ts';
import { index, integer, sqliteTable, text, uniqueIndex } from '../shared/drizzle.ts';

/** What is to be done, promised calls too. They go with their contact: their text may name it. */
export const tasks = sqliteTable(
  'tasks',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull(),
    kind: text('kind', { enum: ['task', 'call-back'] }).notNull(),
    what: text('what').notNull(),
    /** Of one without a time: the end of all times, so that the index gives the order. */
    dueAt: integer('due_at').notNull(),
    ownerId: text('owner_id').notNull(),
    createdBy: text('created_by').notNull(),
    contactId: text('contact_id').references(() => contacts.id, { onDelete: 'cascade' }),
    number: text('number'),
    originId: text('origin_id').references(() => interactions.id, { onDelete: 'set null' }),
    createdAt: integer('created_at').notNull(),
    doneAt: integer('done_at'),
  },
  (table) => [
    uniqueIndex('tasks_id').on(table.id),
    index('tasks_owner_done_due').on(table.ownerId, table.doneAt, table.dueAt),
    index('tasks_contact_done_due').on(table.contactId, table.doneAt, table.dueAt),
    index('tasks_done').on(table.doneAt),
    index('tasks_origin').on(table.originId),
    index('tasks_number').on(table.number),
  ],
);
