import { quantile } from '../bench/figure.ts';
import { compareWithLedger, type Verdict } from './ledger.ts';
import { makeCalls } from './mixed-calls.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { FILLED_IN_MS, startSupervised, type SupervisedServer } from './supervised-server.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';

const PER_SECOND = 5;
/** In the mean; each between half of it and half more, so that all phases of a call are hit. */
const KILL_EVERY_MS = 8_000;
/** RELIABILITY of a server that is killed again and again: how often, and how soon it works again. */
const KILLS = 50;
const WORKS_P95_MS = 5_000;
const WORKS_MOST_MS = 15_000;
/** How much the memory of a server may grow while its line is cut again and again. */
const GROWTH_MB = 10;

/** What happens to the server meanwhile. */
type Trouble = 'none' | 'kills' | 'cuts';

/**
 * A01, A02, B05: calls of all kinds at 5/s on a real Asterisk, with a ledger of their own; meanwhile the
 * server is killed (-9) every 10 s or so, or its line to the PBX cut every 1–10 s. Ledger, log and the PBX's
 * records are joined.
 */
export async function mixedRun(
  name: string,
  trouble: Trouble,
  { version, calls: asked, keep }: RowOptions,
): Promise<boolean> {
  const count = asked ?? (trouble === 'none' ? 4_500 : 3_000);
  return onStage({ version, calls: asked, keep }, async ({ dir, pbx, office }) => {
    const line = await breakableWay(pbx.ports.ami);
    const server = await startSupervised(dir, pbx, { amiPort: line.port });
    try {
      // Debian's Asterisk 16 at times ends by itself (heap corruption) under such a load
      const calls = Promise.race([
        makeCalls(office, { count, perSecond: PER_SECOND }),
        office.gone.then(died),
      ]);
      const restarts = trouble === 'kills' ? await killUntil(calls, server) : [];
      const cuts = trouble === 'cuts' ? await cutUntil(calls, { line, server, count }) : null;
      const { ledger, broken } = await calls;
      await new Promise((resolve) => setTimeout(resolve, FILLED_IN_MS));
      const log = await server.calls();
      const verdict = compareWithLedger(ledger, log);
      const records = await server.reconcile();
      const filled = log.filter(({ reason }) => reason?.includes('cdr')).length;
      console.log(
        `${name} on Asterisk ${version}: ${ledger.length} calls at ${PER_SECOND}/s, ${restarts.length} kills: ${verdictLine(verdict)}`,
      );
      console.log(
        `  ${filled} known by the PBX's records; of ${records.calls} there ${records.missing} missing in the log, ${records.extra} extra, ${records.different} different`,
      );
      if (cuts) {
        console.log(
          `  ${cuts.times} cuts, at most ${line.most()} connections at once, memory ${mb(cuts.first)} → ${mb(server.memory())} MB`,
        );
      }
      if (restarts.length > 0) console.log(`  every part works again: ${p95Line(restarts)}`);
      for (const lines of [broken, ...Object.values(verdict)])
        for (const line of lines.slice(0, 30)) console.log(`    ${line}`);
      for (const { kind, number, differences } of records.findings.slice(0, 20))
        console.log(`    records: ${number} ${kind} ${JSON.stringify(differences)}`);
      // what nobody saw is known to the second only, and without who spoke with whom
      const { lost, doubled, wrong, late, extra } = verdict;
      const bad = [
        ...broken,
        ...lost,
        ...doubled,
        ...extra,
        ...(trouble === 'none' ? [...wrong, ...late] : []),
      ];
      // a server that was there the whole time needs no records
      const unexplained = trouble === 'none' ? records.findings.length + filled : 0;
      const grown = cuts === null ? 0 : mb(server.memory()) - mb(cuts.first);
      const isSteady = cuts === null || (line.most() <= 1 && grown <= GROWTH_MB);
      const isQuick = trouble !== 'kills' || worksInTime(restarts, count);
      return bad.length + unexplained === 0 && isSteady && isQuick;
    } finally {
      await server.stop();
      await line.close();
    }
  });
}

function died(): never {
  throw new Error('The PBX itself died: this run says nothing. Make it again.');
}

function verdictLine(verdict: Verdict): string {
  return Object.entries(verdict)
    .map(([word, lines]) => `${lines.length} ${word}`)
    .join(', ');
}

function p95Line(times: readonly number[]): string {
  const [p95, most] = [quantile(times, 0.95), Math.max(...times)];
  return `p95 ${Math.round(p95)} ms, most ${Math.round(most)} ms`;
}

/** A shorter run than the row's is killed less often. */
function worksInTime(times: readonly number[], calls: number): boolean {
  const often = times.length >= Math.floor((KILLS * calls) / 3_000);
  return often && quantile(times, 0.95) <= WORKS_P95_MS && Math.max(...times) <= WORKS_MOST_MS;
}

async function killUntil(calls: Promise<unknown>, server: SupervisedServer): Promise<number[]> {
  const restarts: number[] = [];
  let over = false;
  void calls.finally(() => (over = true));
  while (!over) {
    const next = KILL_EVERY_MS * (0.5 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, next));
    if (!over) restarts.push(await server.kill());
  }
  return restarts;
}

async function cutUntil(
  calls: Promise<unknown>,
  { line, server, count }: { line: BreakableWay; server: SupervisedServer; count: number },
): Promise<{ times: number; first: number }> {
  const half = performance.now() + (count / PER_SECOND / 2) * 1_000;
  let times = 0;
  let first = 0;
  let over = false;
  void calls.finally(() => (over = true));
  while (!over) {
    await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 9_000));
    line.cut();
    times += 1;
    // what V8 and SQLite keep at hand grows for minutes, then no more; what leaks goes on
    if (first === 0 && performance.now() > half) first = server.memory();
  }
  return { times, first };
}

const mb = (bytes: number) => Math.round(bytes / 1_048_576);
