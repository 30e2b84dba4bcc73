import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../fixtures/until.ts';
import { compareWithLedger, type LedgerLine } from './ledger.ts';
import { makeCalls } from './mixed-calls.ts';
import type { Office } from './office.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { startSupervised, type SupervisedServer } from './supervised-server.ts';

const COUNT = 60;
const PER_SECOND = 5;
/** Records are to the second, by either clock. */
const EXACT_MS = 2_500;
/** Records are looked at every 20 s, and compared with the log when they are 60 s old. */
const SETTLED_MS = 65_000;

/** Seconds ahead of ours, and a zone as POSIX writes it: ten hours east, three and a half west. */
const CLOCKS = [
  { ahead: 90, zone: 'PBX-10' },
  { ahead: -90, zone: 'PBX3:30' },
];

/**
 * A12 The PBX has a clock that is 90 s off and is in another zone, and writes its records by it. Calls that
 * are seen have our times; the records say the same of them; those of the time away are filled in with our
 * times.
 */
export async function otherClock(options: RowOptions): Promise<boolean> {
  let met = true;
  for (const clock of CLOCKS) {
    const stage = { ...options, clock, configure: writesLocalTime };
    const name = `A12 on Asterisk ${options.version}, ${clock.ahead} s, TZ=${clock.zone}`;
    met =
      (await onStage(stage, async ({ dir, pbx, office }) => {
        const server = await startSupervised(dir, pbx);
        try {
          return await underClock(name, { server, office, options, ahead: clock.ahead });
        } finally {
          await server.stop();
        }
      })) && met;
  }
  return met;
}

/** The sample's records are in UTC; most PBXs' are not. */
function writesLocalTime(etc: string): void {
  const file = join(etc, 'cdr.conf');
  const sample = readFileSync(file, 'utf8');
  writeFileSync(file, sample.replace('usegmtime = yes', 'usegmtime = no'));
}

async function underClock(
  name: string,
  stage: { server: SupervisedServer; office: Office; options: RowOptions; ahead: number },
): Promise<boolean> {
  const { server, office, options, ahead } = stage;
  const count = options.calls ?? COUNT;
  const seen = await makeCalls(office, { count, perSecond: PER_SECOND });
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const { missing, extra, different, clockAheadMs, findings } = await server.reconcile();
  const told = compareWithLedger(seen.ledger, await server.calls());

  await server.stop();
  const away = await makeCalls(office, { count: count / 2, perSecond: PER_SECOND, first: count });
  await new Promise((resolve) => setTimeout(resolve, EXACT_MS));
  await server.start();
  const isIn = async () => {
    const numbers = new Set((await server.calls()).map(({ externalNumber }) => externalNumber));
    return away.ledger.every(({ number }) => numbers.has(number));
  };
  await until(isIn, { what: 'the calls of the time away', timeoutMs: SETTLED_MS }).catch(() => {});
  const calls = await server.calls();
  const { lost, doubled } = compareWithLedger([...seen.ledger, ...away.ledger], calls);
  const late = away.ledger.flatMap((line) => farthest(line, calls));

  const broken = [...seen.broken, ...away.broken];
  const wrong = [...told.wrong, ...told.late, ...told.extra];
  console.log(
    `${name}: ${seen.ledger.length} calls seen, ${wrong.length} wrong or late, ${missing + extra + different} differences from the records, ` +
      `clock told to be ${clockAheadMs / 1_000} s ahead; ${away.ledger.length} of the time away, ${lost.length} lost, ${doubled.length} doubled, ` +
      `times at most ${Math.max(0, ...late)} ms off`,
  );
  for (const lines of [broken, wrong, lost, doubled])
    for (const line of lines.slice(0, 10)) console.log(`    ${line}`);
  for (const one of findings.slice(0, 10)) console.log(`    ${JSON.stringify(one)}`);
  const bad =
    broken.length + wrong.length + lost.length + doubled.length + missing + extra + different;
  return bad === 0 && clockAheadMs === ahead * 1_000 && late.every((ms) => ms <= EXACT_MS);
}

/** By how much the log's times of a call are apart from the script's, ms. */
function farthest(
  { number, startedAt, endedAt }: LedgerLine,
  calls: Awaited<ReturnType<SupervisedServer['calls']>>,
): number[] {
  const call = calls.find(({ externalNumber }) => externalNumber === number);
  if (!call) return [];
  const apart = [
    Date.parse(call.startedAt) - startedAt,
    Date.parse(call.endedAt ?? '') - endedAt,
  ].map(Math.abs);
  return [Math.round(Math.max(...apart))];
}
