import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { runUnderStrace, writesOf } from './strace.ts';

const WRITER = join(import.meta.dirname, 'log-writer.ts');
const SYNCS = 'fsync,fdatasync';

/** What a writer told and what it left. */
interface Written {
  /** Number of the last entry that it told of; 0: none. */
  readonly told: number;
  readonly code: number | null;
  /** Number of the last entry in the database. */
  readonly kept: number;
  /** The database's own check of itself. */
  readonly whole: boolean;
}

/**
 * A03 A recorded run of 20 calls, killed at every fsync and at every tenth write in turn: nothing that was
 * told is lost, and after the same calls are told again the log is what it is without any crash.
 */
export async function crashPoints(): Promise<boolean> {
  return inFolder(async (dir) => {
    const trace = join(dir, 'calm.trace');
    await write(join(dir, 'calm'), null, trace);
    const calm = writesOf(readFileSync(trace, 'utf8'));
    const expected = contentOf(join(dir, 'calm'));
    let bad = 0;
    let killed = 0;
    const points = [
      ...steps(calm.syncs, 1).map((when) => ({ calls: SYNCS, when })),
      ...steps(calm.writes, 10).map((when) => ({ calls: 'pwrite64', when })),
    ];
    for (const { calls, when } of points) {
      const place = join(dir, `${calls}-${when}`);
      const crashed = await write(place, `${calls}:signal=KILL:when=${when}`);
      if (crashed.code !== 0) killed += 1;
      const again = await write(place, null);
      const same = contentOf(place) === expected;
      if (crashed.kept < crashed.told || !crashed.whole || !again.whole || !same) {
        bad += 1;
        console.log(`  ${calls} ${when}: told ${crashed.told}, kept ${crashed.kept}, same ${same}`);
      }
      rmSync(place, { recursive: true, force: true });
    }
    console.log(
      `A03: ${points.length} runs (${calm.syncs} syncs, ${calm.writes} writes), ${killed} killed, ${bad} not as without a crash`,
    );
    return bad === 0 && killed > points.length / 2;
  });
}

/** C03 The disk fails an fsync: what was told is there, and the process stops using the database. */
export async function failedSyncs(): Promise<boolean> {
  return inFolder(async (dir) => {
    let bad = 0;
    for (const when of ['20', '21', '22', '23', '24', '25', '20..25', '1+']) {
      const place = join(dir, when);
      const { told, kept, whole, code } = await write(place, `${SYNCS}:error=EIO:when=${when}`);
      const stopped = code !== 0 && code !== null;
      const ok = stopped && kept >= told && whole;
      if (!ok) bad += 1;
      console.log(`  EIO at sync ${when}: told ${told}, kept ${kept}, ended with ${code}`);
    }
    return bad === 0;
  });
}

function steps(last: number, by: number): number[] {
  return Array.from({ length: Math.ceil(last / by) }, (_, index) => 1 + index * by);
}

async function inFolder(run: (dir: string) => Promise<boolean>): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-crash-'));
  try {
    return await run(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function write(dir: string, fault: string | null, trace?: string): Promise<Written> {
  const { said, code } = await runUnderStrace([WRITER, dir, 'once'], {
    fault,
    ...(trace ? { trace } : {}),
  });
  // a line that was cut was not told
  const told = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1) ?? 0);
  return { told, code, ...leftIn(dir) };
}

/** How far the entries of a database go, and whether it is whole. */
export function leftIn(dir: string): Pick<Written, 'kept' | 'whole'> {
  const sqlite = new Sqlite(join(dir, 'perezvon.db'));
  try {
    const whole = sqlite.pragma('integrity_check', { simple: true }) === 'ok';
    const isThere = sqlite
      .prepare("SELECT 1 FROM sqlite_master WHERE name = 'call_log_entries'")
      .get();
    const kept = isThere
      ? sqlite.prepare<[], number>('SELECT coalesce(max(n), 0) FROM call_log_entries').pluck().get()
      : 0;
    return { kept: kept ?? 0, whole };
  } finally {
    sqlite.close();
  }
}

/** Calls, interactions and the extensions they touched; without the names that chance gives. */
function contentOf(dir: string): string {
  const sqlite = new Sqlite(join(dir, 'perezvon.db'));
  try {
    return JSON.stringify([
      sqlite.prepare('SELECT id, record, complete FROM calls ORDER BY id').all(),
      sqlite.prepare('SELECT * FROM call_extensions ORDER BY call_id, extension').all(),
      sqlite
        .prepare(
          'SELECT kind, call_id, direction, result, started_at, ended_at, handled_by FROM interactions ORDER BY call_id',
        )
        .all(),
    ]);
  } finally {
    sqlite.close();
  }
}
