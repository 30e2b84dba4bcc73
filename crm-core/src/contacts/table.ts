import {
  type AnySQLiteColumn,
  blob,
  index,
  integer,
  sql,
  sqliteTable,
  text,
  uniqueIndex,
} from '../shared/drizzle.ts';

/**
 * People and companies. `row` is the order of creation and the key of the name index
 * (`contact_words`, and `company_words` of companies alone: FTS5 tables that triggers in the migrations
 * keep in step with `name` and `kind`).
 */
export const contacts = sqliteTable(
  'contacts',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull(),
    kind: text('kind', { enum: ['person', 'company'] }).notNull(),
    name: text('name').notNull(),
    companyId: text('company_id').references((): AnySQLiteColumn => contacts.id, {
      onDelete: 'set null',
    }),
    role: text('role').notNull().default(''),
    email: text('email').notNull().default(''),
    note: text('note').notNull().default(''),
    tags: text('tags', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** The user who looks after them. */
    ownerId: text('owner_id'),
    createdAt: integer('created_at').notNull(),
    /** When somebody changed them last; null: they are as they were made. */
    changedAt: integer('changed_at'),
    /** The import that made them. */
    importId: text('import_id'),
    /** name-order.ts */
    sortKey: text('sort_key').notNull().default(''),
  },
  (table) => [
    index('contacts_sort_key').on(table.sortKey),
    index('contacts_company_sort_key').on(table.sortKey).where(sql`kind = 'company'`),
    uniqueIndex('contacts_id').on(table.id),
    index('contacts_company_id').on(table.companyId),
    index('contacts_import_id').on(table.importId).where(sql`import_id IS NOT NULL`),
  ],
);

/**
 * The numbers of a contact. `e164` is null where the written text is no public number.
 * `reversed` holds the number's digits backwards, so that its last digits are found by an index.
 */
export const contactNumbers = sqliteTable(
  'contact_numbers',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull(),
    contactId: text('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['work', 'mobile', 'home', 'other'] }).notNull(),
    written: text('written').notNull(),
    e164: text('e164'),
    reversed: text('reversed').notNull(),
  },
  (table) => [
    index('contact_numbers_e164').on(table.e164),
    index('contact_numbers_reversed').on(table.reversed),
    uniqueIndex('contact_numbers_contact_e164').on(table.contactId, table.e164),
  ],
);

/** What somebody looks like, as bytes that only paint (photo-bytes.ts). */
export const contactPhotos = sqliteTable('contact_photos', {
  contactId: text('contact_id')
    .primaryKey()
    .references(() => contacts.id, { onDelete: 'cascade' }),
  type: text('type', { enum: ['image/jpeg', 'image/png', 'image/webp'] }).notNull(),
  /** The beginning of their SHA-256. */
  version: text('version').notNull(),
  bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  addedAt: integer('added_at').notNull(),
});
