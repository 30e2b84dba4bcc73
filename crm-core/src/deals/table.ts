import { contacts } from '../contacts/table.ts';
import { interactions } from '../interactions/table.ts';
import { index, integer, sqliteTable, text, uniqueIndex } from '../shared/drizzle.ts';

/** Deals. They go with their contact: a title may name it. */
export const deals = sqliteTable(
  'deals',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull(),
    title: text('title').notNull(),
    /** Smallest unit of the currency. */
    amount: integer('amount'),
    currency: text('currency').notNull(),
    stage: text('stage').notNull(),
    ownerId: text('owner_id'),
    contactId: text('contact_id').references(() => contacts.id, { onDelete: 'cascade' }),
    originId: text('origin_id').references(() => interactions.id, { onDelete: 'set null' }),
    createdAt: integer('created_at').notNull(),
    closedAt: integer('closed_at'),
    lostReason: text('lost_reason').notNull().default(''),
  },
  (table) => [
    uniqueIndex('deals_id').on(table.id),
    index('deals_contact_closed').on(table.contactId, table.closedAt, table.createdAt),
    index('deals_owner_closed').on(table.ownerId, table.closedAt, table.createdAt),
    index('deals_origin').on(table.originId),
  ],
);
