import { type Static, Type } from 'typebox';
import { oneOf } from '../shared/one-of.ts';

/** What a column of a file may hold; several columns may hold the same. */
export const IMPORT_FIELDS = [
  'name',
  'company',
  'work',
  'mobile',
  'home',
  'other',
  'email',
  'role',
  'tags',
  'owner',
  'note',
  'kind',
] as const;

/** What a column of a file may hold. */
export const ImportField = oneOf(IMPORT_FIELDS);
export type ImportField = Static<typeof ImportField>;

/** How the characters of a file may be written. */
export const IMPORT_ENCODINGS = ['utf-8', 'windows-1251', 'utf-16le', 'utf-16be'] as const;

/** What may stand between the fields of a file. */
export const IMPORT_DELIMITERS = [';', ',', '\t', '|'] as const;

/** How a file is read. */
export const ImportReading = Type.Object(
  {
    encoding: oneOf(IMPORT_ENCODINGS),
    delimiter: oneOf(IMPORT_DELIMITERS),
    /** The first record names the columns. */
    header: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type ImportReading = Static<typeof ImportReading>;

/**
 * What becomes of a line one of whose numbers a contact has already. `fill`: what is empty of the contact is filled
 * in, and its other numbers and tags are added; `numbers`: the other numbers alone; `skip`: nothing; `make`: it is
 * made all the same.
 */
export const IMPORT_KNOWN = ['fill', 'numbers', 'skip', 'make'] as const;

/** What is to be done with a file. */
export const ImportPlan = Type.Object(
  {
    reading: ImportReading,
    /** What each column holds; null: it is left out. */
    columns: Type.Array(Type.Union([ImportField, Type.Null()]), { minItems: 1, maxItems: 500 }),
    /** ISO 3166 country whose national forms of numbers are meant. */
    country: Type.String({ pattern: '^[A-Z]{2}$' }),
    known: oneOf(IMPORT_KNOWN),
  },
  { additionalProperties: false },
);
export type ImportPlan = Static<typeof ImportPlan>;

/** Where an import may stand. */
export const IMPORT_STATES = [
  'waiting',
  'running',
  'done',
  'cancelled',
  'failed',
  'undoing',
  'undone',
] as const;

/** An import of contacts from a file. */
export const ContactImport = Type.Object({
  id: Type.String(),
  /** As the file was called where it came from. */
  fileName: Type.String(),
  bytes: Type.Integer(),
  /** How much of the file is here. */
  received: Type.Integer(),
  state: oneOf(IMPORT_STATES),
  by: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  endedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  /** Records of the file. */
  total: Type.Integer(),
  /** How many of them are dealt with: they were added, joined, left out or refused. */
  taken: Type.Integer(),
  added: Type.Integer(),
  /** Companies that were made because lines name them. */
  companies: Type.Integer(),
  /** Known contacts to which something was added. */
  joined: Type.Integer(),
  /** Known contacts to which there was nothing to add. */
  left: Type.Integer(),
  refused: Type.Integer(),
  /** What there is to say of single lines, refused ones and others. */
  remarks: Type.Integer(),
  /** Why it failed: a code of the error catalogue. */
  failure: Type.Union([Type.String(), Type.Null()]),
  /** Of its undoing: contacts that are gone, and those that stayed because they were used since. */
  removed: Type.Integer(),
  kept: Type.Integer(),
});
export type ContactImport = Static<typeof ContactImport>;

/** Answer of `GET /api/contact-imports`, newest first. */
export const ContactImportList = Type.Object({
  items: Type.Array(ContactImport),
  /** The longest file that is taken. */
  mostBytes: Type.Integer(),
});
export type ContactImportList = Static<typeof ContactImportList>;

/** Body of `POST /api/contact-imports`: a file that is to come. */
export const NewImport = Type.Object(
  {
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    bytes: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type NewImport = Static<typeof NewImport>;

/** How a file is understood, with its first records. */
export const ImportPreview = Type.Object({
  reading: ImportReading,
  columns: Type.Array(
    Type.Object({
      /** As the first record names it; empty where it does not. */
      name: Type.String(),
      guess: Type.Union([ImportField, Type.Null()]),
    }),
  ),
  rows: Type.Array(Type.Object({ line: Type.Integer(), cells: Type.Array(Type.String()) })),
  total: Type.Integer(),
  /** Country in whose national form numbers are read unless told. */
  country: Type.String(),
});
export type ImportPreview = Static<typeof ImportPreview>;

/** What may be said of a field of a line. */
export const REMARK_REASONS = [
  'empty',
  'too-long',
  'too-many',
  'not-a-kind',
  'unknown-owner',
  'not-a-number',
  'not-in-use',
  'short-code',
  'other-kept',
  'extra-cells',
] as const;

/** What there is to say of a line. */
export const ImportRemark = Type.Object({
  line: Type.Integer(),
  field: oneOf([...IMPORT_FIELDS, 'line'] as const),
  reason: oneOf(REMARK_REASONS),
  /** The whole line was refused; else only this of it. */
  refused: Type.Boolean(),
});
export type ImportRemark = Static<typeof ImportRemark>;

/** Answer of `GET /api/contact-imports/:id/remarks`; `next`: what to ask for `after`, null at the end. */
export const ImportRemarks = Type.Object({
  items: Type.Array(ImportRemark),
  next: Type.Union([Type.Integer(), Type.Null()]),
});
export type ImportRemarks = Static<typeof ImportRemarks>;
