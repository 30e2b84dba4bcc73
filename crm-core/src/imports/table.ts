import { index, integer, sqliteTable, text, uniqueIndex } from '../shared/drizzle.ts';

/** Imports of contacts from files: how each is read, and how far it has come. */
export const contactImports = sqliteTable(
  'contact_imports',
  {
    row: integer('row').primaryKey(),
    id: text('id').notNull(),
    fileName: text('file_name').notNull(),
    /** How long the file is. */
    bytes: integer('bytes').notNull(),
    state: text('state', {
      enum: ['waiting', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone'],
    }).notNull(),
    userId: text('user_id').notNull(),
    userName: text('user_name').notNull(),
    createdAt: integer('created_at').notNull(),
    endedAt: integer('ended_at'),
    /** `ImportPlan` as JSON; null until it begins. */
    plan: text('plan'),
    /** Records of the file, without the one that names the columns. */
    total: integer('total').notNull().default(0),
    /** How many of them are dealt with. */
    taken: integer('taken').notNull().default(0),
    added: integer('added').notNull().default(0),
    companies: integer('companies').notNull().default(0),
    joined: integer('joined').notNull().default(0),
    left: integer('left_out').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    remarks: integer('remarks').notNull().default(0),
    /** Code of what ended it before its time. */
    failure: text('failure'),
    /** Contacts from this row on were looked at by the undoing. */
    undoneFrom: integer('undone_from'),
    removed: integer('removed').notNull().default(0),
    kept: integer('kept').notNull().default(0),
  },
  (table) => [uniqueIndex('contact_imports_id').on(table.id)],
);

/** What there is to say of lines of a file. Without what stands in them: nobody's data is kept twice. */
export const importRemarks = sqliteTable(
  'import_remarks',
  {
    row: integer('row').primaryKey(),
    importRow: integer('import_row')
      .notNull()
      .references(() => contactImports.row, { onDelete: 'cascade' }),
    line: integer('line').notNull(),
    field: text('field').notNull(),
    reason: text('reason').notNull(),
    /** The whole line was refused. */
    refused: integer('refused', { mode: 'boolean' }).notNull(),
  },
  (table) => [index('import_remarks_import').on(table.importRow)],
);
