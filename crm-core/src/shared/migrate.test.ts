import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CRM_JOURNAL, crmMigrations } from './crm-migrations.ts';
import { type DatabaseHandle, openDatabase } from './db.ts';
import { migrate } from './migrate.ts';

let directory: string;
let handle: DatabaseHandle;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perezvon-migrate-'));
  handle = openDatabase({ file: join(directory, 'a.db') });
});

afterEach(() => {
  handle.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A folder as drizzle-kit writes it. */
function folderOf(files: Record<string, string>): string {
  const folder = join(directory, 'migrations');
  mkdirSync(join(folder, 'meta'), { recursive: true });
  const entries = Object.keys(files).map((tag) => ({ tag }));
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ entries }));
  for (const [tag, sql] of Object.entries(files)) writeFileSync(join(folder, `${tag}.sql`), sql);
  return folder;
}

const all = (sql: string) => handle.sqlite.prepare(sql).pluck().all();

test('crm-core’s own migrations make an empty file ready, and a repeated start changes nothing', () => {
  migrate(handle, crmMigrations(), CRM_JOURNAL);
  const schema = () => all('SELECT sql FROM sqlite_master ORDER BY name');
  const first = schema();
  migrate(handle, crmMigrations(), CRM_JOURNAL);
  expect(schema()).toEqual(first);
  expect(all("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual(
    expect.arrayContaining(['contacts', 'contact_numbers', 'contact_words', 'interactions']),
  );
  expect(handle.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('the migrations are those of the tables: drizzle-kit finds nothing to add', () => {
  const out = join(directory, 'copy');
  cpSync(crmMigrations(), out, { recursive: true });
  const before = readFileSync(join(out, 'meta', '_journal.json'), 'utf8');
  const root = join(crmMigrations(), '..');
  const kit = join(root, '..', 'node_modules', '.bin', 'drizzle-kit');
  const where = ['--schema', './src/*/table.ts', '--out', relative(root, out)];
  const options = { cwd: root, encoding: 'utf8' } as const;
  const said = execFileSync(
    process.execPath,
    [kit, 'generate', '--dialect', 'sqlite', ...where],
    options,
  );
  expect(said).toContain('8 tables');
  expect(readFileSync(join(out, 'meta', '_journal.json'), 'utf8')).toBe(before);
});

test('two folders live in one database, each with its own journal', () => {
  migrate(handle, crmMigrations(), CRM_JOURNAL);
  migrate(handle, folderOf({ '0000_a': 'CREATE TABLE a (x)' }), 'other_migrations');
  expect(all('SELECT tag FROM other_migrations')).toEqual(['0000_a']);
});

test('only what is new is applied, in the order of the journal', () => {
  const a = 'CREATE TABLE a (x);\n--> statement-breakpoint\nINSERT INTO a VALUES (1)';
  migrate(handle, folderOf({ '0000_a': a }), 'journal');
  migrate(handle, folderOf({ '0000_a': a, '0001_b': 'UPDATE a SET x = x + 1' }), 'journal');
  expect(all('SELECT x FROM a')).toEqual([2]);
});

test('a database of a newer version is refused, and left as it is', () => {
  const newer = join(directory, 'newer');
  cpSync(crmMigrations(), newer, { recursive: true });
  const path = join(newer, 'meta', '_journal.json');
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(path, 'utf8'));
  journal.entries.push({ tag: '9999_next-year' });
  writeFileSync(path, JSON.stringify(journal));
  writeFileSync(join(newer, '9999_next-year.sql'), 'CREATE TABLE next_year (x)');
  migrate(handle, newer, CRM_JOURNAL);
  expect(() => migrate(handle, crmMigrations(), CRM_JOURNAL)).toThrow(
    /newer version of the program \(9999_next-year\)\. Start that version or a later one/,
  );
});

test('a migration that fails leaves nothing behind and says which one it was', () => {
  const broken = 'CREATE TABLE b (x);\n--> statement-breakpoint\nINSERT INTO nowhere VALUES (1)';
  const folder = folderOf({ '0000_a': 'CREATE TABLE a (x)', '0001_b': broken });
  expect(() => migrate(handle, folder, 'journal')).toThrow(/0001_b failed.*nowhere/);
  expect(all("SELECT name FROM sqlite_master WHERE name IN ('a', 'b')")).toEqual(['a']);
  expect(all('SELECT tag FROM journal')).toEqual(['0000_a']);
  expect(handle.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('a migration changed after it was applied is refused', () => {
  migrate(handle, folderOf({ '0000_a': 'CREATE TABLE a (x)' }), 'journal');
  expect(() => migrate(handle, folderOf({ '0000_a': 'CREATE TABLE a (y)' }), 'journal')).toThrow(
    /0000_a was changed after it was applied/,
  );
});

test('a table made anew, drizzle-kit’s way to change one, keeps the rows that point at it', () => {
  const first = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent REFERENCES parent ON DELETE CASCADE);
    INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);`;
  const anew = `CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO new_parent (id) SELECT id FROM parent;
    DROP TABLE parent; ALTER TABLE new_parent RENAME TO parent;`;
  migrate(handle, folderOf({ '0000_first': first, '0001_anew': anew }), 'journal');
  expect(all('SELECT parent FROM child')).toEqual([1]);
});

test('a migration that leaves rows pointing at nothing is taken back', () => {
  const first = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent REFERENCES parent);
    INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);`;
  const folder = folderOf({ '0000_first': first, '0001_lose': 'DELETE FROM parent' });
  expect(() => migrate(handle, folder, 'journal')).toThrow(/0001_lose failed.*point at nothing/);
  expect(all('SELECT id FROM parent')).toEqual([1]);
});
