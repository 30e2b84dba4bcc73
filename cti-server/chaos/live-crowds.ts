import { connect, type Socket } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type ReplayedPbx, startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { until } from '../../fixtures/until.ts';
import { callStream } from '../bench/ami-stream-of-calls.ts';
import { quantile } from '../bench/figure.ts';
import { becomeAdmin, hearing, openLive } from '../bench/live-socket.ts';
import { type Planned, planned } from '../bench/pop-latency.ts';
import { type ServerProcess, startServer, stop } from '../bench/server-process.ts';
import type { LiveMessage } from '../src/contract/index.ts';
import { startLoopProbe } from './loop-probe.ts';
import type { RowOptions } from './row.ts';

/** The server takes no more sockets of one user. */
const SOCKETS_OF_ONE = 50;
const RECORDINGS = ['in-direct-answered-22', 'in-queue-answered-22', 'in-direct-abandoned-22'];
const CALLERS = Array.from({ length: 100 }, (_, n) => `7916${String(n).padStart(7, '0')}`);
const PER_SECOND = 50;
/** What the page waits at most before it opens its link anew, so that a crowd does not come at once. */
const JITTER_MS = 5_000;

/**
 * D03 One of 200 clients stops reading for ten minutes under 50 events/s: it is cut off with 1013 before it
 * costs memory, and the others hear as soon as before. `--calls N`: seconds instead of the 600.
 */
export async function slowClient({ calls }: RowOptions): Promise<boolean> {
  const seconds = calls ?? 600;
  return withCrowd(200, async ({ server, pbx, cookies, clients }) => {
    const hear = clients[0] as WebSocket;
    const feed = startFeed(pbx, hear);
    await feed.for(30);
    const before = feed.taken();
    const memory = memoryOf(server);
    const still = await stopsReading(server.origin, cookies[0] ?? '');
    await feed.for(seconds);
    const after = feed.taken();
    const grown = memoryOf(server) - memory;
    // what the kernel holds for it comes first when it reads on, the reason last
    const said = await lastWords(still);
    const open = clients.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    const p99s = [before, after].map((taken) => quantile(taken, 0.99));
    const [first = 0, then = 0] = p99s;
    console.log(
      `D03: 200 clients, ${PER_SECOND} events/s: the one that stopped reading, read on: ${said}; ` +
        `the others heard p99 ${first.toFixed(1)} ms before, ${then.toFixed(1)} ms in the ${seconds} s after, ${open} of 200 still open; memory +${grown.toFixed(0)} MB`,
    );
    return said !== STILL_OPEN && open === 200 && then <= first * 1.1 + 1 && grown <= 20;
  });
}

/**
 * D04 The server is started again under a thousand clients, which all come back by the page's own rule: all are
 * served within 10 s, and its loop answers meanwhile. `--calls N`: so many clients.
 */
export async function herd({ calls }: RowOptions): Promise<boolean> {
  const many = calls ?? 1_000;
  return withCrowd(many, async ({ server, cookies, clients, again }) => {
    const gone = Promise.all(
      clients.map((client) => new Promise((resolve) => client.once('close', resolve))),
    );
    server.child.kill('SIGKILL');
    await gone;
    const next = await again();
    const probe = startLoopProbe(next.origin);
    const began = performance.now();
    const served = await Promise.all(
      clients.map(async (_, n) => {
        await pass(Math.random() * JITTER_MS);
        const client = await openLive(next.origin, cookies[Math.floor(n / SOCKETS_OF_ONE)] ?? '');
        const took = performance.now() - began;
        const isServed = client.readyState === WebSocket.OPEN;
        return { client, took: isServed ? took : Number.POSITIVE_INFINITY };
      }),
    );
    const lag = quantile(await probe.stop(), 0.99);
    const last = Math.max(...served.map(({ took }) => took));
    const count = served.filter(({ took }) => Number.isFinite(took)).length;
    for (const { client } of served) client.terminate();
    console.log(
      `D04: ${count} of ${many} clients served, the last ${(last / 1_000).toFixed(1)} s after the start; an answer of the loop p99 ${lag.toFixed(0)} ms`,
    );
    return count === many && last <= 10_000 && lag <= 200;
  });
}

interface Crowd {
  readonly server: ServerProcess;
  readonly pbx: ReplayedPbx;
  /** One user's for each 50 clients. */
  readonly cookies: readonly string[];
  readonly clients: readonly WebSocket[];
  /** Starts the server again, on the same data. */
  again(): Promise<ServerProcess>;
}

async function withCrowd(count: number, act: (crowd: Crowd) => Promise<boolean>): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-crowd-'));
  const pbx = await startReplayedPbx();
  let server = await startServer(dir, pbx.port);
  const clients: WebSocket[] = [];
  try {
    const cookies = await usersOf(server, Math.ceil(count / SOCKETS_OF_ONE));
    for (let n = 0; n < count; n += 1)
      clients.push(await openLive(server.origin, cookies[Math.floor(n / SOCKETS_OF_ONE)] ?? ''));
    await until(() => pbx.received().split('coreshowchannels').length > 2, {
      what: 'both snapshots',
      timeoutMs: 20_000,
    });
    const again = async () => (server = await startServer(dir, pbx.port));
    return await act({ server, pbx, cookies, clients, again });
  } finally {
    for (const client of clients) client.terminate();
    await stop(server.child);
    await pbx.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** So many signed-in users who see every call; gives their `Cookie` headers. */
async function usersOf(server: ServerProcess, count: number): Promise<string[]> {
  const first = await becomeAdmin(server);
  const post = async (path: string, body?: object) =>
    fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: {
        origin: server.origin,
        cookie: first,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).then((answer) => answer.json() as Promise<{ id: number; link: string }>);
  const cookies = [first];
  while (cookies.length < count) {
    const login = `admin${cookies.length}`;
    const { id } = await post('/api/users', { login, name: login, role: 'admin' });
    const { link } = await post(`/api/users/${id}/invite`);
    const token = link.split('#')[1] ?? '';
    cookies.push(await becomeAdmin({ origin: server.origin, token, login }));
  }
  return cookies;
}

/** Tells events of calls at an even rate, and how long each change took to a client, ms. */
function startFeed(pbx: ReplayedPbx, client: WebSocket) {
  const stream = planned(callStream({ recordings: RECORDINGS, lanes: 10, callers: CALLERS }));
  const written: number[] = [];
  let arrived = 0;
  let took: number[] = [];
  hearing(client, (text) => {
    const at = performance.now();
    if ((JSON.parse(text) as LiveMessage).type !== 'call') return;
    took.push(at - (written[arrived] ?? at));
    arrived += 1;
  });
  return {
    /** Tells for so many seconds. */
    async for(seconds: number): Promise<void> {
      const began = performance.now();
      for (let n = 0; n < seconds * PER_SECOND; n += 1) {
        const wait = began + (n * 1_000) / PER_SECOND - performance.now();
        if (wait > 0) await pass(wait);
        const { event, calls } = stream.next().value as Planned;
        for (const _ of calls) written.push(performance.now());
        pbx.send(event);
      }
      await until(() => arrived >= written.length, { what: 'all messages', timeoutMs: 20_000 });
    },
    /** Of the time since it was last asked. */
    taken(): number[] {
      const now = took;
      took = [];
      return now;
    },
  };
}

/** A client as it is on the wire, which says that it is there and reads no more. */
async function stopsReading(origin: string, cookie: string): Promise<Socket> {
  const { hostname, port, host } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      'GET /live HTTP/1.1',
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Origin: ${origin}`,
      `Cookie: ${cookie}`,
      '',
      '',
    ].join('\r\n'),
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  socket.write(maskedText('{"type":"resume","epoch":null,"after":null}'));
  return socket;
}

/** A text frame of a client, its mask of zeros (RFC 6455 section 5.3). */
function maskedText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}

const STILL_OPEN = 'still open';

/** Reads all that is left for it; the code of the close frame, where there was still room for one. */
async function lastWords(socket: Socket): Promise<string> {
  let last = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => (last = Buffer.concat([last, data]).subarray(-200)));
  const ended = new Promise<boolean>((resolve) => {
    for (const event of ['end', 'error', 'close']) socket.once(event, () => resolve(true));
  });
  socket.resume();
  const isOver = await Promise.race([ended, pass(5_000, false)]);
  socket.destroy();
  if (!isOver) return STILL_OPEN;
  const close = last.lastIndexOf(0x88);
  return close < 0 ? 'cut off' : `closed by ${last.readUInt16BE(close + 2)}`;
}

/** Resident memory, MB. */
function memoryOf({ child }: ServerProcess): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1_024) / 1e6;
}
