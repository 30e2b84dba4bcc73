import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { until } from '../../fixtures/until.ts';
import type {
  CallPage,
  CallView,
  Health,
  PbxGap,
  Reconciliation,
  Traffic,
} from '../src/contract/index.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { spawnServer } from '../../fixtures/start-command.ts';

/** Records are looked at every 20 s, and compared with the log when they are 60 s old. */
export const FILLED_IN_MS = 65_000;

/** A server in a process of its own that is started again when it ends, as a supervisor does. */
export interface SupervisedServer {
  readonly origin: string;
  /** The `Cookie` header of its administrator. */
  readonly cookie: string;
  /** kill -9; gives how long it took from its new start until every part works, ms. */
  kill(): Promise<number>;
  /** Resolves when every part works (again). */
  works(): Promise<unknown>;
  /** Which parts do not work, with the reason; empty when all do. */
  broken(): Promise<string>;
  /** Of the process that runs now. */
  pid(): number | undefined;
  /** The memory that the process holds, bytes. */
  memory(): number;
  /** All calls of the log. */
  calls(): Promise<CallView[]>;
  /** What the PBX said so far. */
  traffic(): Promise<Traffic>;
  /** When the line was away, the latest first. */
  gaps(): Promise<PbxGap[]>;
  /** Today's log against the records of the PBX. */
  reconcile(): Promise<Reconciliation>;
  stop(): Promise<void>;
  /** Starts it again after `stop`. */
  start(): Promise<unknown>;
}

/** Starts a server with its data in `dir`, connected to `pbx` and its records: Master.csv unless told. */
export async function startSupervised(
  dir: string,
  pbx: RunningAsterisk,
  {
    host = pbx.host,
    amiPort = pbx.ports.ami,
    cdr,
  }: { host?: string; amiPort?: number; cdr?: object } = {},
): Promise<SupervisedServer> {
  const config = join(dir, 'perezvon.config.json');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const office = connectionTo(pbx, {
    id: 'office',
    host,
    port: amiPort,
    cdr: cdr ?? { file: pbx.cdrFile },
  });
  writeFileSync(config, JSON.stringify({ port, dataDir: dir, pbx: [office] }));
  let said = '';
  let child = begin();
  // a row that is given up leaves nothing behind
  process.on('exit', () => child.kill('SIGKILL'));

  function begin(): ChildProcess {
    const started = spawnServer(config);
    started.stderr?.on('data', (data) => (said += String(data)));
    return started;
  }

  let cookie = '';
  async function broken(): Promise<string> {
    const answer = await fetch(`${origin}/healthz`, { headers: { cookie } });
    const { parts } = (await answer.json()) as Health;
    return parts
      .filter(({ part, ok }) => !ok && part !== 'page')
      .map(({ part, detail }) => `${part} ${detail ?? ''}`)
      .join('; ');
  }

  const works = async () => {
    let last = 'the server itself';
    await until(async () => (last = await broken()) === '', {
      what: 'every part of the server works',
      timeoutMs: 30_000,
    }).catch((error: unknown) => {
      throw new Error(`Not working: ${last}`, { cause: error });
    });
  };

  await works();
  const token = /welcome#(\S+)/.exec(said)?.[1] ?? '';
  cookie = await becomeAdmin(origin, token);

  async function items<T>(path: string): Promise<T[]> {
    const answer = await fetch(`${origin}${path}`, { headers: { cookie } });
    return ((await answer.json()) as { items: T[] }).items;
  }

  return {
    origin,
    cookie,
    async kill() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      const began = performance.now();
      child = begin();
      await works();
      return performance.now() - began;
    },
    works,
    broken,
    pid: () => child.pid,
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
    },
    calls: () => allCalls(origin, cookie),
    traffic: async () => (await items<Traffic>('/api/traffic'))[0] as Traffic,
    gaps: () => items<PbxGap>('/api/gaps'),
    async reconcile() {
      const now = new Date();
      const two = (n: number) => String(n).padStart(2, '0');
      const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
      const answer = await fetch(`${origin}/api/reconciliations`, {
        method: 'POST',
        headers: { origin, cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ pbx: 'office', day }),
      });
      return (await answer.json()) as Reconciliation;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
    start() {
      child = begin();
      return works();
    },
  };
}

async function becomeAdmin(origin: string, token: string): Promise<string> {
  const answer = await fetch(`${origin}/api/welcome`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Chaos', login: 'chaos', password: 'only for the chaos' }),
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function allCalls(origin: string, cookie: string): Promise<CallView[]> {
  const calls: CallView[] = [];
  for (let cursor = ''; ; ) {
    const answer = await fetch(`${origin}/api/calls?limit=100${cursor}`, { headers: { cookie } });
    const page = (await answer.json()) as CallPage;
    calls.push(...page.items);
    if (page.next === null) return calls;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}
