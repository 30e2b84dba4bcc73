import {
  index,
  integer,
  primaryKey,
  sql,
  sqliteTable,
  text,
  uniqueIndex,
} from '@perezvon/crm-core';
import type { TokenScope } from '../contract/index.ts';

/** Who may sign in. `loginKey` is the login as compared: composed and in lower case, Cyrillic too. */
export const users = sqliteTable(
  'users',
  {
    id: text('id').primaryKey(),
    login: text('login').notNull(),
    loginKey: text('login_key').notNull(),
    /** Argon2id in PHC form; null until an invite link is taken. */
    passwordHash: text('password_hash'),
    name: text('name').notNull(),
    role: text('role', { enum: ['operator', 'telemarketer', 'supervisor', 'admin'] }).notNull(),
    pbx: text('pbx'),
    extension: text('extension'),
    device: text('device', { enum: ['browser', 'desk'] }).notNull(),
    language: text('language', { enum: ['ru', 'en'] }).notNull(),
    /** Sealed by kernel/secrets.ts with the record id `users/ID/sip`. */
    sipPassword: text('sip_password'),
    disabled: integer('disabled', { mode: 'boolean' }).notNull().default(false),
    mayHear: integer('may_hear', { mode: 'boolean' }).notNull().default(true),
    mayExport: integer('may_export', { mode: 'boolean' }).notNull().default(true),
    mayPause: integer('may_pause', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('users_login_key').on(table.loginKey)],
);

/** Phones of users beside the one in `users`. */
export const userPhones = sqliteTable(
  'user_phones',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    pbx: text('pbx').notNull(),
    extension: text('extension').notNull(),
    device: text('device', { enum: ['browser', 'desk'] }).notNull(),
    /** Sealed by kernel/secrets.ts with the record id `users/ID/sip/PBX/EXTENSION`. */
    sipPassword: text('sip_password'),
    /** In which order they are shown. */
    position: integer('position').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.pbx, table.extension] })],
);

/** Who is signed in where. Only the hash of a token is kept: a stolen file opens no session. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    seenAt: integer('seen_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    userAgent: text('user_agent').notNull(),
    /** From where one signed in; blank of those from before this was kept. */
    address: text('address').notNull().default(''),
    /** Another server let them in, which stands for the second factor. */
    vouched: integer('vouched', { mode: 'boolean' }).notNull().default(false),
    /** When they last showed who they are: by a password, or at another server. */
    provenAt: integer('proven_at').notNull().default(0),
  },
  (table) => [
    uniqueIndex('sessions_token_hash').on(table.tokenHash),
    index('sessions_user_id').on(table.userId),
    index('sessions_expires_at').on(table.expiresAt),
  ],
);

/** Links that work once: the first administrator's (no user yet) and invites. */
export const oneUseLinks = sqliteTable(
  'one_use_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    purpose: text('purpose', { enum: ['first-admin', 'invite'] }).notNull(),
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  (table) => [index('one_use_links_user_id').on(table.userId)],
);

/** People who work together. Names are unique without regard to case. */
export const teams = sqliteTable(
  'teams',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    /** Its supervisors see all calls, not its members' alone. */
    seesAll: integer('sees_all', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('teams_name_key').on(table.nameKey)],
);

/** Who is in a team, and who supervises it; one may do both. */
export const teamPeople = sqliteTable(
  'team_people',
  {
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    part: text('part', { enum: ['member', 'supervisor'] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.userId, table.part] }),
    index('team_people_user').on(table.userId, table.part),
  ],
);

/** A second factor beside the password. */
export const secondFactors = sqliteTable('second_factors', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Sealed by kernel/secrets.ts with the record id `users/ID/totp`. */
  secret: text('secret').notNull(),
  confirmedAt: integer('confirmed_at'),
  lastStep: integer('last_step').notNull(),
});

/** Who a user is at an OpenID provider. */
export const openIdSubjects = sqliteTable(
  'open_id_subjects',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    boundAt: integer('bound_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    uniqueIndex('open_id_subjects_user').on(table.userId, table.issuer),
  ],
);

/** Codes on paper that each work once in place of a second factor's. Only hashes are kept. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    codeHash: text('code_hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    usedAt: integer('used_at'),
  },
  (table) => [index('recovery_codes_user').on(table.userId)],
);

/** Phones of nobody: whoever works there for a shift takes one. */
export const places = sqliteTable(
  'places',
  {
    id: text('id').primaryKey(),
    pbx: text('pbx').notNull(),
    extension: text('extension').notNull(),
    device: text('device', { enum: ['browser', 'desk'] }).notNull(),
    /** Sealed by kernel/secrets.ts with the record id `places/ID/sip`. */
    sipPassword: text('sip_password'),
  },
  (table) => [uniqueIndex('places_phone').on(table.pbx, table.extension)],
);

/**
 * Who was at which of them, and when: calls of that time are theirs for good, also where another sits there now.
 * That one person sits at a place, and at one place, is the two unique indexes'.
 */
export const seatings = sqliteTable(
  'seatings',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    pbx: text('pbx').notNull(),
    extension: text('extension').notNull(),
    since: integer('since').notNull(),
    /** Null: they sit there now. */
    until: integer('until'),
  },
  (table) => [
    index('seatings_user').on(table.userId, table.since),
    uniqueIndex('seatings_taken').on(table.pbx, table.extension).where(sql`${table.until} IS NULL`),
    uniqueIndex('seatings_seated').on(table.userId).where(sql`${table.until} IS NULL`),
  ],
);

/** Tokens by which programs use the API in a person's name. Only hashes are kept. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    scopes: text('scopes', { mode: 'json' }).$type<TokenScope[]>().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  (table) => [
    uniqueIndex('api_tokens_hash').on(table.tokenHash),
    index('api_tokens_user').on(table.userId),
  ],
);

/** Filters of the list of calls that somebody keeps under a name. */
export const savedFilters = sqliteTable(
  'saved_filters',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** As the address of the page has it. */
    query: text('query').notNull(),
  },
  (table) => [index('saved_filters_user').on(table.userId, table.name)],
);
