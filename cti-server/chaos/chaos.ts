// `npm run chaos -- A01|A02 [22|16] [--calls N]`: rows of the test catalogue that take minutes. Real Asterisk,
// real calls with a ledger of their own, the server as a process. Ends with 1 when the row is not met; the
// last results stand in docs/reliability.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { compareWithLedger, makeCalls, openPhones } from './mixed-calls.ts';
import { startSupervised, type SupervisedServer } from './supervised-server.ts';

const PER_SECOND = 5;
const KILL_EVERY_MS = 12_000;
/** Records count when they are 15 s old and are looked at every 20 s. */
const FILLED_IN_MS = 45_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { calls: { type: 'string' } },
});
const version = positionals.includes('16') ? 16 : 22;
const row = positionals.find((word) => /^A0[12]$/.test(word));
if (row === undefined) {
  console.error('npm run chaos -- A01|A02 [22|16] [--calls N]');
  process.exit(2);
}
process.exit((await run(row === 'A02')) ? 0 : 1);

async function run(kills: boolean): Promise<boolean> {
  const count = Number(values.calls ?? (kills ? 3_000 : 4_500));
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-chaos-'));
  const pbx = await startAsterisk({ version, portOffset: 3_000 });
  const close = await openPhones(pbx);
  const server = await startSupervised(dir, pbx);
  try {
    const calls = makeCalls(pbx, { count, perSecond: PER_SECOND });
    const restarts = kills ? await killUntil(calls, server) : [];
    const ledger = await calls;
    await new Promise((resolve) => setTimeout(resolve, FILLED_IN_MS));
    const log = await server.calls();
    const { lost, doubled, wrong } = compareWithLedger(ledger, log);
    const filled = log.filter(({ reason }) => reason?.includes('cdr')).length;
    console.log(
      `${row} on Asterisk ${version}: ${ledger.length} calls at ${PER_SECOND}/s, ${restarts.length} kills: ` +
        `${lost.length} lost, ${doubled.length} doubled, ${wrong.length} wrong; ${filled} known by the PBX's records`,
    );
    if (restarts.length > 0) {
      const sorted = [...restarts].sort((a, b) => a - b);
      const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
      console.log(
        `every part works again: p95 ${Math.round(p95)} ms, most ${Math.round(sorted.at(-1) ?? 0)} ms`,
      );
    }
    for (const line of [...lost, ...doubled, ...wrong].slice(0, 40)) console.log(`  ${line}`);
    return lost.length + doubled.length + wrong.length === 0;
  } finally {
    await server.stop();
    await close();
    await pbx.stop();
    if (process.env.KEEP === undefined) rmSync(dir, { recursive: true, force: true });
    else console.log(dir);
  }
}

async function killUntil(calls: Promise<unknown>, server: SupervisedServer): Promise<number[]> {
  const restarts: number[] = [];
  let over = false;
  void calls.finally(() => (over = true));
  while (!over) {
    await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS));
    if (!over) restarts.push(await server.kill());
  }
  return restarts;
}
