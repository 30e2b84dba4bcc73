import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { openData } from '../src/open-data.ts';
import type { RowOptions } from './row.ts';
import { runUnderStrace, writesOf } from './strace.ts';

const MIGRATIONS = join(import.meta.dirname, '../migrations');
const MIGRATOR = join(import.meta.dirname, 'migrator.ts');
/** At each of whose migrations' syncs and writes. */
const CALLS = 20_000;
/** At each of whose migrations' statements. */
const MANY_CALLS = 1_000_000;
const MANY_WITHIN_MS = 60_000;

/**
 * C08 Killed at every sync and every write of the migrations of a database with calls in it, and at every
 * statement where there are a million: each time the next start finishes them, nothing of before is lost, and
 * the database is whole. A million take at most a minute. `--calls N`: N in place of a million.
 */
export async function migrationCrashes({ calls }: RowOptions): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-migrations-'));
  try {
    const few = await atEachWrite(dir);
    const many = await atEachStatement(dir, calls ?? MANY_CALLS);
    return few && many;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function atEachWrite(dir: string): Promise<boolean> {
  const old = makeOld(dir, CALLS);
  const calm = copyOf(old, join(dir, 'calm'));
  const trace = `${calm}.trace`;
  await runUnderStrace([MIGRATOR, calm], { trace });
  const { syncs, writes } = writesOf(readFileSync(trace, 'utf8'));
  const points = [
    ...numbers(syncs).map((when) => `fsync,fdatasync:signal=KILL:when=${when}`),
    ...numbers(writes).map((when) => `pwrite64:signal=KILL:when=${when}`),
  ];
  const { killed, bad } = await crashAt(points, {
    old,
    calls: CALLS,
    crash: async (place, fault) => (await runUnderStrace([MIGRATOR, place], { fault })) !== 0,
  });
  console.log(
    `C08: ${points.length} runs (${syncs} syncs, ${writes} writes) on ${CALLS} calls, ${killed} killed, ${bad} not finished by the next start`,
  );
  return bad === 0 && killed > points.length / 2;
}

async function atEachStatement(dir: string, calls: number): Promise<boolean> {
  const old = makeOld(dir, calls);
  const calm = copyOf(old, join(dir, 'calm'));
  const { stdout } = spawnSync(process.execPath, [MIGRATOR, calm]);
  const { statements, ms } = JSON.parse(String(stdout)) as { statements: number; ms: number };
  rmSync(calm, { recursive: true });
  const { killed, bad } = await crashAt(numbers(statements), {
    old,
    calls,
    crash: async (place, statement) =>
      spawnSync(process.execPath, [MIGRATOR, place, String(statement)]).status !== 0,
  });
  console.log(
    `C08: ${calls} calls brought up to date in ${ms} ms; ${statements} statements, ${killed} killed, ${bad} not finished by the next start`,
  );
  return bad === 0 && killed === statements && ms <= MANY_WITHIN_MS;
}

/** Each on a copy of its own. */
async function crashAt<Point>(
  points: readonly Point[],
  {
    old,
    calls,
    crash,
  }: { old: string; calls: number; crash(place: string, point: Point): Promise<boolean> },
): Promise<{ killed: number; bad: number }> {
  let bad = 0;
  let killed = 0;
  for (const point of points) {
    const place = copyOf(old, `${old}-crashed`);
    if (await crash(place, point)) killed += 1;
    if (!finishes(place, calls)) {
      bad += 1;
      console.log(`  ${String(point)}: not finished`);
    }
    rmSync(place, { recursive: true, force: true });
  }
  return { killed, bad };
}

/** A database as the first version left it, with calls; gives its directory. */
function makeOld(within: string, calls: number): string {
  const dir = join(within, `old-${calls}`);
  const folder = join(within, `first-${calls}`);
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
    for (let n = 0; n < calls; n += 1) insert.run(`office-${n}`, n);
  })();
  data.close();
  return dir;
}

function copyOf(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

function finishes(dir: string, expected: number): boolean {
  try {
    openData(dir, MIGRATIONS).close();
    const database = openDatabase({ file: join(dir, 'perezvon.db'), readonly: true });
    const whole = database.sqlite.pragma('integrity_check', { simple: true }) === 'ok';
    const calls = database.sqlite.prepare<[], number>('SELECT count(*) FROM calls').pluck().get();
    database.close();
    return whole && calls === expected;
  } catch (error) {
    console.log(`  ${String(error)}`);
    return false;
  }
}

const numbers = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
