import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import { until } from '../../fixtures/until.ts';
import { callStream } from '../bench/ami-stream-of-calls.ts';
import { quantile } from '../bench/figure.ts';
import { planned } from '../bench/pop-latency.ts';
import { startProduct } from '../bench/pop-subjects.ts';
import type { LiveMessage } from '../src/contract/index.ts';
import { leftIn } from './fed-server.ts';
import type { RowOptions } from './row.ts';

const COMMAND = join(import.meta.dirname, '../src/backup-command.ts');
const run = promisify(execFile);
const BACKUPS = 60;
const APART_MS = 2_000;
/** Some five calls. */
const EVENTS_PER_SECOND = 100;
const RECORDINGS = ['in-direct-answered-22', 'in-queue-answered-22', 'in-direct-abandoned-22'];
/** How much later pops may come while a backup is made. */
const MOST_TIMES = 2;

type Product = Awaited<ReturnType<typeof startProduct>>;

/**
 * C06 Sixty backups of the data of a server with 100,000 contacts and five calls a second; each is restored
 * to a new place, is whole, and has all that was told before it began; pops are hardly late meanwhile. Of
 * as many plain copies of the database file, the control, some must lack something. `--calls N`: N backups.
 */
export async function backupsUnderLoad({ calls }: RowOptions): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-backups-'));
  const product = await startProduct();
  const load = startLoad(product);
  const count = calls ?? BACKUPS;
  try {
    await until(() => load.told() > 0, { what: 'the first entry', timeoutMs: 20_000 });
    let bad = 0;
    let lacking = 0;
    for (let n = 0; n < count; n += 1) {
      await pass(APART_MS);
      const before = load.told();
      await until(() => load.told() > before, { what: 'a new entry' });
      if (await load.during('check', async () => lacks(load.told(), product, dir))) lacking += 1;
      if (!(await isGood(dir, { product, load }))) bad += 1;
    }
    await load.stop();
    const normal = quantile(load.pops('between'), 0.99);
    const meanwhile = quantile(load.pops('backup'), 0.99);
    console.log(
      `C06: ${count} backups and restores while ${load.told()} entries were written: ${bad} not whole or not complete; ` +
        `${lacking} plain copies of the file lack some; pops p99 ${normal.toFixed(1)} ms, during a backup ${meanwhile.toFixed(1)} ms (${load.pops('backup').length} of ${load.pops('between').length + load.pops('backup').length})`,
    );
    return bad === 0 && lacking > 0 && meanwhile <= MOST_TIMES * normal;
  } finally {
    await load.stop();
    await product.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function isGood(
  dir: string,
  { product, load }: { product: Product; load: Load },
): Promise<boolean> {
  const before = load.told();
  const [into, place] = [join(dir, 'backups'), join(dir, 'restored')];
  mkdirSync(into, { recursive: true });
  const [folder = ''] = (
    await load.during('backup', () => command(product.dataDir, 'backup', '--to', into))
  ).split('\n');
  return load.during('check', async () => {
    await command(place, 'restore', folder);
    const { kept, whole } = leftIn(place);
    const isWhole = whole && pointsAtSomething(place);
    rmSync(place, { recursive: true, force: true });
    rmSync(into, { recursive: true, force: true });
    return kept >= before && isWhole;
  });
}

/** As an administrator runs it; gives what it prints. */
async function command(dataDir: string, ...words: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, PEREZVON_DATA_DIR: dataDir };
  return (await run(process.execPath, [COMMAND, ...words], { env })).stdout;
}

interface Load {
  /** Number of the last entry that the page was told of. */
  told(): number;
  /** Pops that are told meanwhile are counted apart; the check holds up this very process. */
  during<T>(what: 'backup' | 'check', act: () => Promise<T>): Promise<T>;
  /** How long each took from its event to the page, ms. */
  pops(when: 'backup' | 'between'): number[];
  stop(): Promise<void>;
}

/** Calls, and a page that hears of them, until it is stopped. */
function startLoad(product: Product): Load {
  const due: number[] = [];
  const pops = { backup: [] as number[], check: [] as number[], between: [] as number[] };
  let when: keyof typeof pops = 'between';
  let told = 0;
  let over = false;
  product.hear((text) => {
    const message = JSON.parse(text) as LiveMessage;
    if (message.type !== 'call') return;
    told = message.n;
    const at = due.shift();
    if (at !== undefined) pops[when].push(performance.now() - at);
  });
  const calls = planned(
    callStream({ recordings: RECORDINGS, lanes: 10, callers: product.callers }),
  );
  const playing = (async () => {
    const began = performance.now();
    for (let n = 0; !over; n += 1) {
      const at = began + (n * 1_000) / EVENTS_PER_SECOND;
      if (at > performance.now()) await pass(at - performance.now());
      const { event, calls: changed } = calls.next().value as { event: string; calls: string[] };
      for (const _ of changed) due.push(performance.now());
      product.send(event, true);
    }
  })();
  return {
    told: () => told,
    async during(what, act) {
      when = what;
      try {
        return await act();
      } finally {
        when = 'between';
      }
    },
    pops: (which) => pops[which],
    async stop() {
      over = true;
      await playing;
    },
  };
}

function pointsAtSomething(dir: string): boolean {
  const sqlite = new Sqlite(join(dir, 'perezvon.db'), { readonly: true });
  const broken = sqlite.pragma('foreign_key_check');
  sqlite.close();
  return Array.isArray(broken) && broken.length === 0;
}

/** Whether a plain copy of the file lacks an entry that was told, or can't be read. */
function lacks(told: number, { dataDir }: Product, dir: string): boolean {
  const copy = join(dir, 'copy');
  mkdirSync(copy);
  copyFileSync(join(dataDir, 'perezvon.db'), join(copy, 'perezvon.db'));
  try {
    return leftIn(copy).kept < told;
  } catch {
    return true;
  } finally {
    rmSync(copy, { recursive: true });
  }
}
