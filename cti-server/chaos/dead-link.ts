import { setTimeout as pass } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { until } from '../../fixtures/until.ts';
import { hearing, openLive } from '../bench/live-socket.ts';
import type { LiveMessage, PbxStatus } from '../src/contract/index.ts';
import { farNetwork } from './far-network.ts';
import { compareWithLedger, notOfRecords } from './ledger.ts';
import { makeCalls } from './mixed-calls.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { FILLED_IN_MS, startSupervised } from './supervised-server.ts';

const DOWN_MS = 300_000;
const CALLS_PER_SECOND = 5;
const DEAD_WITHIN_MS = 15_000;
const SHOWN_WITHIN_MS = 20_000;
const BACK_WITHIN_MS = 5_000;

/**
 * B04 The cable to the PBX is pulled for 5 min: no end of a connection is told. Pages are told within 20 s that the
 * PBX is away, and within 5 s after the cable is back that it is there. Calls of all kinds go on meanwhile; the
 * PBX's records fill them in.
 */
export async function deadLink(options: RowOptions): Promise<boolean> {
  return onStage(options, async ({ dir, pbx, office }) => {
    const far = await farNetwork(pbx.ports.ami);
    const server = await startSupervised(dir, pbx, { host: far.host, amiPort: far.port });
    try {
      const page = followLink(await openLive(server.origin, server.cookie));
      const count = options.calls ?? (CALLS_PER_SECOND * (DOWN_MS + 40_000)) / 1_000;
      const downMs = Math.min(DOWN_MS, (count / CALLS_PER_SECOND) * 1_000);
      const calls = makeCalls(office, { count, perSecond: CALLS_PER_SECOND });
      await pass(10_000);
      far.link('down');
      const [pulled, pulledAt] = [performance.now(), Date.now()];
      const away = await page.shows((state) => state !== 'up', 60_000);
      const shownMs = performance.now() - pulled;
      await pass(downMs - shownMs);
      far.link('up');
      const plugged = performance.now();
      await page.shows((state) => state === 'up', 90_000);
      const backMs = performance.now() - plugged;
      const { ledger, broken } = await calls;
      await pass(FILLED_IN_MS);
      const { lost, doubled, extra, wrong, late } = compareWithLedger(ledger, await server.calls());
      const records = await server.reconcile();
      const strangers = extra.filter(notOfRecords);
      const [gap] = await server.gaps();
      const fromMs = Date.parse(gap?.from ?? '') - pulledAt;
      console.log(
        `B04 on Asterisk ${options.version}: cable out for ${Math.round(downMs / 1_000)} s: known dead and shown after ` +
          `${Math.round(shownMs)} ms (${away.problem}), back ${Math.round(backMs)} ms after it was in again; ` +
          `unheard from ${fromMs} ms after the pull; ${ledger.length} calls: ${lost.length} lost, ${doubled.length} doubled, ` +
          `${extra.length} extra (${strangers.length} not of the records), ${wrong.length} facts and ${late.length} times that the gap hides; of ${records.calls} ` +
          `records ${records.missing} missing in the log, ${records.extra} extra`,
      );
      const bad = [...broken, ...lost, ...doubled, ...strangers];
      for (const text of [...bad, ...extra, ...wrong, ...late].slice(0, 40))
        console.log(`    ${text}`);
      const inTime =
        shownMs <= Math.min(DEAD_WITHIN_MS, SHOWN_WITHIN_MS) && backMs <= BACK_WITHIN_MS;
      return inTime && fromMs <= 0 && bad.length + records.missing + records.extra === 0;
    } finally {
      await server.stop();
      far.close();
    }
  });
}

/** What a page is told of the link. */
function followLink(socket: WebSocket): {
  shows(is: (state: PbxStatus['state']) => boolean, timeoutMs: number): Promise<PbxStatus>;
} {
  let last: PbxStatus | null = null;
  hearing(socket, (text) => {
    const message = JSON.parse(text) as LiveMessage;
    if (message.type === 'pbx') last = message.status;
  });
  return {
    async shows(is, timeoutMs) {
      last = null;
      await until(() => last !== null && is(last.state), { what: 'the page is told', timeoutMs });
      return last as unknown as PbxStatus;
    },
  };
}
