import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { until } from '../../fixtures/until.ts';
import type { Health } from '../src/contract/index.ts';
import { bigDatabase } from './big-database.ts';
import { median, note, short, tell } from './figure.ts';
import { whichServer, startServer, stop } from './server-process.ts';

const STARTS = 5;
/** What a start needs but for good is given back by then. */
const IDLE_AFTER_MS = 5_000;

/** Spawn to `GET /healthz` 200, PBX connected, on 1,000,000 contacts and calls; then memory at rest. */
export async function start(): Promise<void> {
  const dir = bigDatabase();
  const pbx = await startReplayedPbx();
  const took: number[] = [];
  const bare: number[] = [];
  const idle: number[] = [];
  for (let run = 0; run < STARTS; run += 1) {
    bare.push(await bareNode());
    const server = await startServer(dir, pbx.port);
    await until(() => isReady(server.origin), { what: 'ready', timeoutMs: 20_000 });
    took.push(performance.now() - server.spawnedAt);
    if (run === 0) {
      await wait(IDLE_AFTER_MS);
      idle.push(memory(server.child.pid ?? 0));
    }
    await stop(server.child);
  }
  await pbx.stop();
  tell({
    what: 'start to ready',
    value: median(took) / 1_000,
    most: 1.5,
    unit: 's',
    of: `${took.map((ms) => ms.toFixed(0)).join(', ')} ms; bare node ${short(median(bare))} ms; ${whichServer()}`,
  });
  if (Number.isNaN(idle[0])) note('memory: read from /proc, which this system has not');
  else
    tell({
      what: 'idle memory (RSS)',
      value: idle[0] ?? 0,
      most: 120,
      unit: 'MB',
      of: `${IDLE_AFTER_MS / 1_000} s after ready`,
    });
}

/** 200 where the page is built; else all but the page must be well. */
async function isReady(origin: string): Promise<boolean> {
  const health = (await (await fetch(`${origin}/healthz`)).json()) as Health;
  return health.parts.every(({ part, ok }) => ok || part === 'page');
}

async function bareNode(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await new Promise((resolve) => child.on('exit', resolve));
  return performance.now() - began;
}

/** Resident memory in MB (10^6 bytes); NaN where there is no /proc. */
function memory(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kib) * 1_024) / 1e6;
  } catch {
    return Number.NaN;
  }
}
