import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { createTempLog } from '../../../fixtures/temp-log.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the migrations are those of the tables: drizzle-kit finds nothing to add', {
  timeout: 60_000,
}, () => {
  const directory = mkdtempSync(join(tmpdir(), 'perezvon-migrations-'));
  const out = join(directory, 'copy');
  cpSync(join(ROOT, 'migrations'), out, { recursive: true });
  const before = readdirSync(out);
  const kit = join(ROOT, '../node_modules/.bin/drizzle-kit');
  const where = ['--schema', './src/*/table.ts', '--out', relative(ROOT, out)];
  execFileSync(process.execPath, [kit, 'generate', '--dialect', 'sqlite', ...where], { cwd: ROOT });
  expect(readdirSync(out)).toEqual(before);
  rmSync(directory, { recursive: true });
});

test('C01 the log writes through a connection that loses nothing', async () => {
  const temp = createTempLog();
  const read = (pragma: string) => temp.handle.sqlite.pragma(pragma, { simple: true });
  expect(read('journal_mode')).toBe('wal');
  expect(read('synchronous')).toBe(2);
  expect(read('foreign_keys')).toBe(1);
  expect(read('busy_timeout')).toBeLessThanOrEqual(50);
  await temp.remove();
});
