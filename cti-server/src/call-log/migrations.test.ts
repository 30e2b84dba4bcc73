import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { migrate } from '@perezvon/crm-core';
import { expect, test } from 'vitest';
import { databaseBefore, MIGRATIONS } from '../../../fixtures/older-database.ts';
import { createTempLog } from '../../../fixtures/temp-log.ts';
import { createCallList } from './list-store.ts';

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

test('calls of before extensions had a PBX are in the lists of the PBX that they are of', () => {
  const directory = mkdtempSync(join(tmpdir(), 'perezvon-extensions-'));
  const handle = databaseBefore('call-extensions-pbx', directory);
  for (const pbx of ['office', 'branch']) {
    const record = JSON.stringify({ id: pbx });
    handle.sqlite.exec(`
      INSERT INTO calls (id, pbx, record, caller, complete, direction, started_at)
      VALUES ('${pbx}', '${pbx}', '${record}', '{"kind":"unknown"}', 1, 'inbound', 1);
      INSERT INTO call_extensions (call_id, extension, started_at, direction)
      VALUES ('${pbx}', '101', 1, 'inbound')`);
  }
  migrate(handle, MIGRATIONS, 'cti_migrations');
  const list = createCallList(handle);
  for (const pbx of ['office', 'branch']) {
    const { items } = list.page({ endpoints: [{ pbx, extension: '101' }] }, { limit: 5 });
    expect(items.map(({ record }) => record.id)).toEqual([pbx]);
  }
  handle.close();
  rmSync(directory, { recursive: true });
});
