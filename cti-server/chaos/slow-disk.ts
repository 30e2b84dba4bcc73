import { spawn } from 'node:child_process';
import { setTimeout as pass } from 'node:timers/promises';
import { until } from '../../fixtures/until.ts';
import { callStream } from '../bench/ami-stream-of-calls.ts';
import { quantile } from '../bench/figure.ts';
import { planned } from '../bench/pop-latency.ts';
import { startProduct } from '../bench/pop-subjects.ts';
import type { LiveMessage } from '../src/contract/index.ts';
import { startLoopProbe } from './loop-probe.ts';

const SYNC_TAKES_MS = 200;
/** Some five calls. */
const EVENTS_PER_SECOND = 100;
const SECONDS = 180;
/** What comes before the server knows that the disk is slow is no part of the figures. */
const NOTICED_AFTER_S = 10;
const RECORDINGS = ['in-direct-answered-22', 'in-queue-answered-22', 'in-direct-abandoned-22'];

/**
 * C04 Every fsync takes 200 ms: the loop goes on, and pops wait for the disk and nothing else. The server
 * runs under strace, which delays them; needs Linux and `strace`.
 */
export async function slowDisk(): Promise<boolean> {
  const product = await startProduct();
  const arrived: { at: number; callId: string }[] = [];
  product.hear((text) => {
    const message = JSON.parse(text) as LiveMessage;
    if (message.type === 'call') arrived.push({ at: performance.now(), callId: message.call.id });
  });
  const brake = slowSyncs(product.pid);
  try {
    const stream = planned(
      callStream({ recordings: RECORDINGS, lanes: 10, callers: product.callers }),
    );
    const play = (seconds: number) => playFor(seconds, { stream, product });
    const first = await play(NOTICED_AFTER_S);
    const lags = startLoopProbe(product.origin);
    const expected = [...first, ...(await play(SECONDS))];
    const lag = await lags.stop();
    await until(() => arrived.length >= expected.length, {
      what: 'all messages',
      timeoutMs: 20_000,
    }).catch(() => undefined);
    const pops = arrived.map(({ at }, index) => at - (expected[index]?.at ?? at));
    const measured = pops.slice(first.length);
    const astray = arrived.filter(({ callId }, index) => callId !== expected[index]?.callId).length;
    const [lagP99, popP99] = [quantile(lag, 0.99), quantile(measured, 0.99)];
    console.log(
      `C04: each fsync takes ${SYNC_TAKES_MS} ms, ${EVENTS_PER_SECOND} events/s for ${SECONDS} s: ${arrived.length} of ${expected.length} messages, ${astray} out of order; ` +
        `pop p50 ${quantile(measured, 0.5).toFixed(0)} ms, p99 ${popP99.toFixed(0)} ms; an answer of the loop p99 ${lagP99.toFixed(1)} ms, most ${Math.max(...lag).toFixed(0)} ms`,
    );
    return arrived.length === expected.length && astray === 0 && popP99 <= 500 && lagP99 <= 100;
  } finally {
    brake.kill();
    await product.stop();
  }
}

function slowSyncs(pid: number) {
  const inject = `inject=fsync,fdatasync:delay_exit=${SYNC_TAKES_MS * 1_000}`;
  return spawn('strace', [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'trace=fsync,fdatasync',
    '-e',
    inject,
    '-p',
    String(pid),
  ]);
}

/** Gives which call was to be told when, in order. */
async function playFor(
  seconds: number,
  {
    stream,
    product,
  }: {
    stream: ReturnType<typeof planned>;
    product: Awaited<ReturnType<typeof startProduct>>;
  },
): Promise<{ at: number; callId: string }[]> {
  const expected: { at: number; callId: string }[] = [];
  const began = performance.now();
  for (let n = 0; n < seconds * EVENTS_PER_SECOND; n += 1) {
    const due = began + (n * 1_000) / EVENTS_PER_SECOND;
    if (due > performance.now()) await pass(due - performance.now());
    const next = stream.next();
    if (next.done) break;
    const at = performance.now();
    product.send(next.value.event, true);
    expected.push(...next.value.calls.map((callId) => ({ at, callId })));
  }
  return expected;
}
