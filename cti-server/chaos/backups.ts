import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { until } from '../../fixtures/until.ts';
import { makeBackup } from '../src/backup/backup.ts';
import { restoreBackup } from '../src/backup/restore.ts';
import { CTI_JOURNAL } from '../src/open-data.ts';
import { leftIn } from './crash-points.ts';

const WRITER = join(import.meta.dirname, 'log-writer.ts');
const MIGRATIONS = join(import.meta.dirname, '../migrations');
const BACKUPS = 60;
const APART_MS = 500;

/**
 * C06 Sixty backups while calls are written as fast as the disk takes them; each is restored to a new place,
 * is whole, and has all that was told before it began. The negative control, a plain copy of the database
 * file, must lack something.
 */
export async function backupsUnderLoad(): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-backups-'));
  const data = join(dir, 'data');
  const writer = spawn(process.execPath, [WRITER, data, 'forever'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const told = lastTold(writer);
    await until(() => told() > 0, { what: 'the first entry', timeoutMs: 20_000 });
    let bad = 0;
    for (let n = 0; n < BACKUPS; n += 1) {
      const before = told();
      const into = join(dir, 'backups');
      mkdirSync(into, { recursive: true });
      const backup = await makeBackup({ dataDir: data, into, withKey: false, now: Date.now() });
      const place = join(dir, 'restored');
      restoreBackup({
        folder: backup.folder,
        dataDir: place,
        migrations: MIGRATIONS,
        ctiJournal: CTI_JOURNAL,
        now: Date.now(),
      });
      const { kept, whole } = leftIn(place);
      if (kept < before || !whole || !pointsAtSomething(place)) bad += 1;
      rmSync(place, { recursive: true, force: true });
      rmSync(into, { recursive: true, force: true });
      await pass(APART_MS);
    }
    const before = told();
    const copy = join(dir, 'copy');
    mkdirSync(copy);
    copyFileSync(join(data, 'perezvon.db'), join(copy, 'perezvon.db'));
    const control = plainCopy(copy);
    console.log(
      `C06: ${BACKUPS} backups and restores while ${told()} entries were written: ${bad} not whole or not complete; ` +
        `a plain copy has ${control ?? 'no'} of ${before} entries`,
    );
    return bad === 0 && (control ?? 0) < before;
  } finally {
    writer.kill('SIGKILL');
    await new Promise((resolve) => writer.once('close', resolve));
    rmSync(dir, { recursive: true, force: true });
  }
}

function lastTold(writer: ChildProcess): () => number {
  let last = 0;
  let tail = '';
  writer.stdout?.on('data', (data) => {
    const lines = (tail + String(data)).split('\n');
    tail = lines.pop() ?? '';
    last = Number(lines.at(-1) ?? last);
  });
  return () => last;
}

function pointsAtSomething(dir: string): boolean {
  const sqlite = new Sqlite(join(dir, 'perezvon.db'), { readonly: true });
  const broken = sqlite.pragma('foreign_key_check');
  sqlite.close();
  return Array.isArray(broken) && broken.length === 0;
}

/** How far a plain copy goes; null when it can't be read. */
function plainCopy(dir: string): number | null {
  try {
    return leftIn(dir).kept;
  } catch {
    return null;
  }
}
