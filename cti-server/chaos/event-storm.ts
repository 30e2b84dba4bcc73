import { setTimeout as pass } from 'node:timers/promises';
import { until } from '../../fixtures/until.ts';
import { callStream } from '../bench/ami-stream-of-calls.ts';
import { quantile } from '../bench/figure.ts';
import { planned } from '../bench/pop-latency.ts';
import { startProduct } from '../bench/pop-subjects.ts';
import type { LiveMessage } from '../src/contract/index.ts';
import { startLoopProbe } from './loop-probe.ts';

const PER_SECOND = 10_000;
const SECONDS = 60;
const SLICE_MS = 10;
/** Of each slice; about a quarter of a call's own events say something of it. */
const OF_CALLS = 0.4;
const RECORDINGS = ['in-direct-answered-22', 'in-queue-answered-22', 'in-direct-abandoned-22'];
const NOISE = [
  'RTCPSent\r\nPrivilege: reporting,all\r\nChannel: PJSIP/101-00000001',
  'VarSet\r\nPrivilege: dialplan,all\r\nChannel: PJSIP/101-00000001\r\nVariable: RTPAUDIOQOS',
  'PeerStatus\r\nPrivilege: system,all\r\nPeer: PJSIP/101\r\nPeerStatus: Reachable',
]
  .map((event) => `Event: ${event}\r\nValue: ${'x'.repeat(400)}\r\n\r\n`)
  .join('');
const NOISE_EVENTS = 3;

/**
 * B07 Ten thousand events a second for a minute, nine of ten of which say nothing of calls: the server keeps
 * up, its loop answers, and pops come in time. `/healthz` shows how long the loop stands still.
 */
export async function eventStorm(): Promise<boolean> {
  const product = await startProduct();
  try {
    const arrived: { at: number; callId: string }[] = [];
    product.hear((text) => {
      const message = JSON.parse(text) as LiveMessage;
      if (message.type === 'call') arrived.push({ at: performance.now(), callId: message.call.id });
    });
    const lags = startLoopProbe(product.origin);
    const expected: { at: number; callId: string }[] = [];
    const stream = planned(
      callStream({ recordings: RECORDINGS, lanes: 40, callers: product.callers }),
    );
    const perSlice = (PER_SECOND * SLICE_MS) / 1_000;
    const began = performance.now();
    for (let slice = 0; slice < (SECONDS * 1_000) / SLICE_MS; slice += 1) {
      let text = NOISE.repeat(Math.round((perSlice * (1 - OF_CALLS)) / NOISE_EVENTS));
      const calls: string[] = [];
      for (let n = 0; n < perSlice * OF_CALLS; n += 1) {
        const { event, calls: changed } = stream.next().value as { event: string; calls: string[] };
        text += event;
        calls.push(...changed);
      }
      const at = performance.now();
      product.send(text, true);
      expected.push(...calls.map((callId) => ({ at, callId })));
      const wait = began + (slice + 1) * SLICE_MS - performance.now();
      if (wait > 0) await pass(wait);
    }
    const took = (performance.now() - began) / 1_000;
    await until(() => arrived.length >= expected.length, {
      what: 'all messages',
      timeoutMs: 20_000,
    }).catch(() => undefined);
    const pops = arrived.map(({ at }, index) => at - (expected[index]?.at ?? at));
    const astray = arrived.filter(({ callId }, index) => callId !== expected[index]?.callId).length;
    const [lag, pop] = [quantile(await lags.stop(), 0.99), quantile(pops, 0.99)];
    console.log(
      `B07: ${Math.round((PER_SECOND * SECONDS) / took)} events/s for ${took.toFixed(0)} s, ${arrived.length} of ${expected.length} messages, ${astray} out of order; ` +
        `pop p50 ${quantile(pops, 0.5).toFixed(1)} ms, p99 ${pop.toFixed(1)} ms; an answer of the loop p99 ${lag.toFixed(1)} ms`,
    );
    const keepsUp = arrived.length === expected.length && took < SECONDS * 1.02;
    return keepsUp && astray === 0 && pop <= 500 && lag <= 50;
  } finally {
    await product.stop();
  }
}
