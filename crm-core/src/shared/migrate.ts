import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseHandle, transaction } from './db.ts';
import { StorageError } from './storage-error.ts';

interface Migration {
  readonly tag: string;
  readonly hash: string;
  readonly statements: readonly string[];
}

/**
 * Applies the drizzle-kit files of `folder` that `handle` has not seen, in order, each in a
 * transaction of its own, and notes them in `journalTable` (one table per folder). Safe to repeat.
 * Throws `StorageError` when the database is newer than this program, or an applied file was changed.
 */
export function migrate(handle: DatabaseHandle, folder: string, journalTable: string): void {
  const { sqlite, file } = handle;
  if (!/^[a-z_]+$/.test(journalTable)) throw new TypeError(`Journal table ${journalTable}`);
  const known = readMigrations(folder);
  transaction(handle, () =>
    sqlite.exec(
      `CREATE TABLE IF NOT EXISTS ${journalTable} (tag TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
    ),
  );
  const applied = new Map(
    sqlite.prepare<[], [string, string]>(`SELECT tag, hash FROM ${journalTable}`).raw().all(),
  );
  refuseNewer({ file, known, applied });
  const pending = known.filter((migration) => isPending(migration, { file, applied }));
  if (pending.length === 0) return;
  const note = sqlite.prepare(`INSERT INTO ${journalTable} (tag, hash) VALUES (?, ?)`);
  withoutForeignKeys(handle, () => {
    for (const migration of pending)
      apply(handle, migration, () => note.run(migration.tag, migration.hash));
  });
}

/** The files that `meta/_journal.json` names, in its order. */
function readMigrations(folder: string): Migration[] {
  const journal: { entries: { tag: string }[] } = JSON.parse(
    readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'),
  );
  return journal.entries.map(({ tag }) => {
    const text = readFileSync(join(folder, `${tag}.sql`), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    return { tag, hash, statements: text.split('--> statement-breakpoint') };
  });
}

function refuseNewer(found: {
  file: string;
  known: readonly Migration[];
  applied: ReadonlyMap<string, string>;
}): void {
  const names = new Set(found.known.map((migration) => migration.tag));
  const strangers = [...found.applied.keys()].filter((tag) => !names.has(tag));
  if (strangers.length === 0) return;
  throw new StorageError('database-newer', {
    file: found.file,
    why: `Database ${found.file} was written by a newer version of the program (${strangers.join(', ')}).`,
    cure: 'Start that version or a later one, or restore the backup made before the update.',
  });
}

function isPending(
  { tag, hash }: Migration,
  { file, applied }: { file: string; applied: ReadonlyMap<string, string> },
): boolean {
  const before = applied.get(tag);
  if (before === undefined) return true;
  if (before === hash) return false;
  throw new StorageError('database-migration', {
    file,
    why: `Migration ${tag} was changed after it was applied to ${file}.`,
    cure: 'Put the file back as it was released, and make the change in a new migration.',
  });
}

function apply(handle: DatabaseHandle, migration: Migration, note: () => void): void {
  try {
    transaction(handle, () => {
      for (const statement of migration.statements) handle.sqlite.exec(statement);
      const broken = handle.sqlite.pragma('foreign_key_check');
      if (Array.isArray(broken) && broken.length > 0) {
        throw new Error(`${broken.length} rows point at nothing after it`);
      }
      note();
    });
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError('database-migration', {
      file: handle.file,
      why: `Migration ${migration.tag} failed on ${handle.file}: ${error instanceof Error ? error.message : String(error)}. Nothing of it was kept.`,
      cure: 'Report this with the program versions before and after; the former version still works.',
      cause: error,
    });
  }
}

/**
 * drizzle-kit changes a table by making it anew and dropping the old one, which with foreign keys on
 * would delete the rows that point at it; the pragma is ignored within a transaction (sqlite.org/lang_altertable.html).
 */
function withoutForeignKeys(handle: DatabaseHandle, work: () => void): void {
  handle.sqlite.pragma('foreign_keys = OFF');
  try {
    work();
  } finally {
    handle.sqlite.pragma('foreign_keys = ON');
  }
}
