import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { openData } from '../src/open-data.ts';
import { runUnderStrace, writesOf } from './strace.ts';

const MIGRATIONS = join(import.meta.dirname, '../migrations');
const MIGRATOR = join(import.meta.dirname, 'migrator.ts');
const CALLS = 20_000;

/**
 * C08 Killed at every sync and every write of the migrations of a database with calls in it: each time the
 * next start finishes them, nothing of before is lost, and the database is whole.
 */
export async function migrationCrashes(): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-migrations-'));
  try {
    const old = join(dir, 'old');
    makeOld(old, join(dir, 'first'));
    const calm = copyOf(old, join(dir, 'calm'));
    const trace = `${calm}.trace`;
    await runUnderStrace([MIGRATOR, calm], { trace });
    const { syncs, writes } = writesOf(readFileSync(trace, 'utf8'));
    let bad = 0;
    let killed = 0;
    const points = [
      ...numbers(syncs).map((when) => `fsync,fdatasync:signal=KILL:when=${when}`),
      ...numbers(writes).map((when) => `pwrite64:signal=KILL:when=${when}`),
    ];
    for (const fault of points) {
      const place = copyOf(old, join(dir, 'crashed'));
      const { code } = await runUnderStrace([MIGRATOR, place], { fault });
      if (code !== 0) killed += 1;
      if (!finishes(place)) {
        bad += 1;
        console.log(`  ${fault}: not finished`);
      }
      rmSync(place, { recursive: true, force: true });
    }
    console.log(
      `C08: ${points.length} runs (${syncs} syncs, ${writes} writes), ${killed} killed, ${bad} not finished by the next start`,
    );
    return bad === 0 && killed > points.length / 2;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A database as the first version left it, with calls. */
function makeOld(dir: string, folder: string): void {
  mkdirSync(join(folder, 'meta'), { recursive: true });
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  const [first] = journal.entries;
  if (!first) throw new Error('There is no migration');
  cpSync(join(MIGRATIONS, `${first.tag}.sql`), join(folder, `${first.tag}.sql`));
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ ...journal, entries: [first] }),
  );
  const data = openData(dir, folder);
  const insert = data.database.sqlite.prepare(
    "INSERT INTO calls (id, pbx, record, caller, complete, direction, started_at) VALUES (?, 'office', '{}', '{}', 1, 'inbound', ?)",
  );
  data.database.sqlite.transaction(() => {
    for (let n = 0; n < CALLS; n += 1) insert.run(`office-${n}`, n);
  })();
  data.close();
}

function copyOf(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

function finishes(dir: string): boolean {
  try {
    openData(dir, MIGRATIONS).close();
    const database = openDatabase({ file: join(dir, 'perezvon.db'), readonly: true });
    const whole = database.sqlite.pragma('integrity_check', { simple: true }) === 'ok';
    const calls = database.sqlite.prepare<[], number>('SELECT count(*) FROM calls').pluck().get();
    database.close();
    return whole && calls === CALLS;
  } catch (error) {
    console.log(`  ${String(error)}`);
    return false;
  }
}

const numbers = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
