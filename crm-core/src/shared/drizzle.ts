// The one door to drizzle-orm for every table and store of the product.
//
// drizzle-orm's package.json has 447 `exports`, and Node reads it again for each of its ES modules:
// a plain `import` costs 440 ms and 190 MB at start, `require` 60 ms (nodejs/node#59888). Types are
// those of the ES modules, so nothing is lost but the cost.
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const orm = load('drizzle-orm') as typeof import('drizzle-orm');
const sqlite = load('drizzle-orm/sqlite-core') as typeof import('drizzle-orm/sqlite-core');
const driver = load('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3');

/** Wraps a better-sqlite3 connection; `openDatabase` is its only caller. */
export const { drizzle } = driver;

/** Tables, column kinds and indexes of SQLite. Times are stored as integers: ms since the epoch, UTC. */
export const { sqliteTable, text, integer, real, blob, index, uniqueIndex, primaryKey, alias } =
  sqlite;

/** Conditions, order and literal SQL. */
export const { sql, eq, and, or, gt, gte, lt, lte, asc, desc, isNull, isNotNull, inArray } = orm;

export type { InferInsertModel, InferSelectModel, SQL } from 'drizzle-orm';
export type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core';
export type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
