import { connect } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import type { RunningAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { compareWithLedger, notOfRecords } from './ledger.ts';
import { makeCalls } from './mixed-calls.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { FILLED_IN_MS, startSupervised, type SupervisedServer } from './supervised-server.ts';

const EVENTS_PER_SECOND = 5_000;
const CALLS_PER_SECOND = 5;
/** For so long the server stands still, one after another; the longest are more than any buffer holds. */
const STANDS_STILL_MS = [200, 1_000, 2_000, 5_000, 10_000, 15_000, 15_000];
const BETWEEN_MS = 10_000;
/** Shorter than this is not called a stall. */
const STALL_MS = 1_500;

/**
 * B03 We are the slow reader: the server is stopped for up to 15 s (as a frozen machine is) while the PBX says
 * 5,000 events a second and calls of all kinds are made. What fits the buffers is not lost; where Asterisk
 * gives the line up, that is said with its reason, the gap reaches back to the stop, and records fill it in:
 * no call is lost or doubled.
 */
export async function slowReader(options: RowOptions): Promise<boolean> {
  return onStage(options, async ({ dir, pbx, office }) => {
    const server = await startSupervised(dir, pbx);
    const storm = startStorm(pbx);
    try {
      const spanS = STANDS_STILL_MS.reduce((sum, ms) => sum + ms + BETWEEN_MS, 0) / 1_000;
      const count = options.calls ?? Math.round(spanS * CALLS_PER_SECOND);
      const calls = makeCalls(office, { count, perSecond: CALLS_PER_SECOND });
      let met = true;
      for (const ms of STANDS_STILL_MS) {
        const line = await standStill(server, ms);
        met &&= line.ok;
        console.log(`B03 on Asterisk ${options.version}: still for ${ms} ms: ${line.text}`);
      }
      const { ledger, broken } = await calls;
      storm.stop();
      await pass(FILLED_IN_MS);
      const { lost, doubled, extra, wrong, late } = compareWithLedger(ledger, await server.calls());
      const strangers = extra.filter(notOfRecords);
      const records = await server.reconcile();
      console.log(
        `  ${ledger.length} calls: ${lost.length} lost, ${doubled.length} doubled, ${extra.length} extra (${strangers.length} not of the records), ` +
          `${wrong.length} facts and ${late.length} times that a gap hides; of ${records.calls} records ` +
          `${records.missing} missing in the log, ${records.extra} extra`,
      );
      const bad = [...broken, ...lost, ...doubled, ...strangers];
      for (const text of [...bad, ...extra, ...wrong, ...late].slice(0, 40))
        console.log(`    ${text}`);
      return met && bad.length + records.missing + records.extra === 0;
    } finally {
      storm.stop();
      await server.stop();
    }
  });
}

/** One stop; gives what the server said of it, and whether that is right. */
async function standStill(
  server: SupervisedServer,
  ms: number,
): Promise<{ text: string; ok: boolean }> {
  const before = await server.traffic();
  const gapsBefore = await server.gaps();
  const measuredMs = 5_000;
  await pass(measuredMs);
  const perSecond = ((await server.traffic()).messages - before.messages) / (measuredMs / 1_000);
  const pid = server.pid() ?? 0;
  const began = Date.now();
  process.kill(pid, 'SIGSTOP');
  await pass(ms);
  process.kill(pid, 'SIGCONT');
  // a line that Asterisk closed is noticed when what came before is read
  await pass(BETWEEN_MS - measuredMs);
  await server.works();
  const stalls = (await server.traffic()).stalls - before.stalls;
  const gaps = (await server.gaps()).slice(0, -gapsBefore.length || undefined);
  const [gap] = gaps;
  const reaches = !gap || Date.parse(gap.from) <= began;
  const told = ms >= STALL_MS ? stalls === 1 : true;
  return {
    ok: told && reaches && gaps.length <= 1,
    text:
      `${Math.round(perSecond)} messages/s before; ${stalls} stalls told, line lost ${gaps.length} times` +
      (gap
        ? `, unheard from ${began - Date.parse(gap.from)} ms before the stop to ${Date.parse(gap.to) - began - ms} ms after it`
        : ''),
  };
}

/** A variable is set over and over: events of the class "dialplan", which the server hears and throws away. */
function startStorm(pbx: RunningAsterisk): { stop(): void } {
  const socket = connect(pbx.ports.ami, pbx.host);
  socket.resume();
  const send = (...lines: string[]) => socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  send('Action: Login', `Username: ${pbx.amiUser}`, `Secret: ${pbx.amiSecret}`, 'Events: off');
  const set = ['Action: Setvar', 'Variable: STORM', `Value: ${'x'.repeat(350)}`];
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) * EVENTS_PER_SECOND) / 1_000;
    for (; sent < due; sent += 1) send(...set);
  }, 20);
  return {
    stop() {
      clearInterval(timer);
      socket.destroy();
    },
  };
}
