import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../fixtures/until.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
/** A start of the sources on a busy machine, ms. */
const START_MS = 20_000;

let dir: string;
let started: ChildProcess[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-main-'));
  started = [];
});

afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  await until(
    () => started.every((child) => child.exitCode !== null || child.signalCode !== null),
    {
      what: 'all processes gone',
    },
  );
  rmSync(dir, { recursive: true });
});

function run(env: Record<string, string> = {}, flags: string[] = []) {
  const child = spawn(process.execPath, [...flags, MAIN], {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      PEREZVON_PORT: '0',
      PEREZVON_DATA_DIR: join(dir, 'data'),
      ...env,
    },
  });
  started.push(child);
  const server = { child, said: '', logged: '', exit: null as number | null };
  child.stderr.on('data', (data) => (server.said += String(data)));
  child.stdout.on('data', (data) => (server.logged += String(data)));
  child.on('exit', (code) => (server.exit = code));
  return server;
}

/** None of these servers has an administrator yet: the link follows the address, maybe in a later piece. */
async function ready(server: ReturnType<typeof run>) {
  const said = /Perezvon is at (\S+)\n[^]*welcome#(\S+)\n/;
  const found = await until(() => said.exec(server.said), {
    what: 'the start',
    timeoutMs: START_MS,
  });
  return { origin: found[1] ?? '', token: found[2] ?? '' };
}

async function refusal(env: Record<string, string>, flags: string[] = []) {
  const server = run(env, flags);
  await until(() => server.exit !== null, { what: 'the refusal', timeoutMs: START_MS });
  return server;
}

const post = (origin: string, path: string, body: unknown) =>
  fetch(origin + path, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a start that cannot be says why and what to do, and ends with 1', () => {
  test('port taken', { timeout: START_MS * 2 }, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await until(() => other.address(), { what: 'the other program' });
    const port = String((other.address() as AddressInfo).port);
    const { exit, said } = await refusal({ PEREZVON_PORT: port });
    other.close();
    expect(exit).toBe(1);
    expect(said).toMatch(new RegExp(`Port ${port} at 127.0.0.1 is taken[^]*PEREZVON_PORT`));
  });

  test('data directory unwritable', { timeout: START_MS * 2 }, async () => {
    writeFileSync(join(dir, 'file'), '');
    const { exit, said } = await refusal({ PEREZVON_DATA_DIR: join(dir, 'file', 'data') });
    expect(exit).toBe(1);
    expect(said).toMatch(/file\/data is not writable[^]*PEREZVON_DATA_DIR/);
  });

  test('unknown configuration key', { timeout: START_MS * 2 }, async () => {
    const { exit, said } = await refusal({ PEREZVON_PROT: '1' });
    expect(exit).toBe(1);
    expect(said).toMatch(/PEREZVON_PROT is unknown[^]*PEREZVON_PORT/);
  });

  test('C09 a second server on the same data', { timeout: START_MS * 3 }, async () => {
    await ready(run());
    const { exit, said } = await refusal({});
    expect(exit).toBe(1);
    expect(said).toMatch(
      /Another Perezvon works with this data directory \(lock .*perezvon\.lock\)/,
    );
  });

  test('a Node that is too old', { timeout: START_MS * 2 }, async () => {
    const old = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
    const { exit, said } = await refusal({}, ['--import', old]);
    expect(exit).toBe(1);
    expect(said).toMatch(/needs Node 22\.14 or newer; this is 20\.20\.2/);
  });
});

describe('E01 the stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s with 50 sockets and 20 requests in flight: all answered, 1001, exit 0 within 5 s',
    { timeout: START_MS * 3 },
    async (signal) => {
      const server = run();
      const { origin, token } = await ready(server);
      const who = { token, name: 'Root', login: 'root', password: 'long enough' };
      const welcome = await post(origin, '/api/welcome', who);
      const cookie = welcome.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const closes: number[] = [];
      const sockets = Array.from({ length: 50 }, () => {
        const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, {
          headers: { cookie, origin },
        });
        socket.on('close', (code) => closes.push(code));
        return socket;
      });
      await until(() => sockets.every((socket) => socket.readyState === WebSocket.OPEN), {
        what: 'all sockets open',
        timeoutMs: START_MS,
      });
      let answered = 0;
      const inFlight = Array.from({ length: 20 }, async (_, index) => {
        const answer = await post(origin, '/api/session', {
          login: `nobody${index}`,
          password: 'x',
        });
        await answer.json();
        answered += 1;
        return answer.status;
      });
      // Each takes a hash of some 15 ms, two at a time: most are still in flight at the first answer.
      await until(() => answered > 0, { what: 'the first answer', timeoutMs: START_MS });
      const began = performance.now();
      server.child.kill(signal);
      expect(await Promise.all(inFlight)).toEqual(Array.from({ length: 20 }, () => 401));
      await until(() => server.exit !== null, { what: 'the exit', timeoutMs: 10_000 });
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(server.exit).toBe(0);
      await until(() => closes.length === 50, { what: 'all sockets closed' });
      expect(new Set(closes)).toEqual(new Set([1001]));
    },
  );

  test('the first administrator is asked for again until there is one', {
    timeout: START_MS * 4,
  }, async () => {
    const first = run();
    const before = await ready(first);
    first.child.kill('SIGTERM');
    await until(() => first.exit !== null, { what: 'the exit', timeoutMs: 10_000 });
    const second = await ready(run());
    expect(second.token).toMatch(/^[\w-]{43}$/);
    const who = { name: 'Root', login: 'root', password: 'long enough' };
    expect(
      (await post(second.origin, '/api/welcome', { ...who, token: before.token })).status,
    ).toBe(400);
    expect(
      (await post(second.origin, '/api/welcome', { ...who, token: second.token })).status,
    ).toBe(200);
  });
});

describe('E06 an error that nobody caught is never silent', () => {
  const planted = (code: string) => [
    '--import',
    `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${code} })`)}`,
  ];

  test('a promise that fails unseen is logged with its stack; the server goes on', async () => {
    const server = run({}, planted("Promise.reject(new Error('planted'))"));
    const { origin } = await ready(server);
    server.child.kill('SIGUSR2');
    await until(() => server.logged.includes('Error: planted'), { what: 'the log line' });
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect(server.exit).toBeNull();
  });

  test.each([
    ['a timer', "setTimeout(() => { throw new Error('planted') })"],
    [
      'a socket handler',
      "const { EventEmitter } = process.getBuiltinModule('events'); new EventEmitter().emit('error', new Error('planted'))",
    ],
  ])(
    'in %s: said, what waits is written, the process ends with 1 for its supervisor',
    async (_, code) => {
      const server = run({}, planted(code));
      await ready(server);
      server.child.kill('SIGUSR2');
      await until(() => server.exit !== null, { what: 'its end', timeoutMs: 6_000 });
      expect(server.exit).toBe(1);
      expect(server.said).toContain('Error: planted');
    },
  );
});
