import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../fixtures/free-port.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { AuditPage, Connection, Diagnosis, Health } from '../contract/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { STRANGER_MS } from '../pbx/asterisk-ami/strangers.ts';

// F09 The page's test of a PBX is of no use to look for ports (ADR 15).

const ENTRY = { name: 'x', host: '127.0.0.1', user: 'a', secret: 'b' };
const sockets: Socket[] = [];
let mute: Server;
let web: Server;
let server: TestServer | null = null;

const listening = (said: string) =>
  new Promise<Server>((resolve) => {
    const one = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      if (said) socket.end(said);
    });
    one.listen(0, '127.0.0.1', () => resolve(one));
  });
const portOf = (one: Server) => (one.address() as AddressInfo).port;

beforeAll(async () => {
  [mute, web] = [await listening(''), await listening('HTTP/1.1 400 Bad Request\r\n\r\n')];
});
afterEach(() => server?.stop());
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  mute.close();
  web.close();
});

async function begin(pbx: readonly object[]) {
  server = await startTestServer({ config: { pbx } });
  await server.addUser({ login: 'root', role: 'admin' });
  return { ...server, cookie: await server.signIn('root') };
}

/** Twenty times as fast: the time-outs are those of the server. The exact time is in strangers.test.ts. */
const FAST = 20;
const fast = {
  ...systemClock,
  monotonic: () => performance.now() * FAST,
  after: (ms: number, task: () => void) => systemClock.after(ms / FAST, task),
};

test('closed, mute and other ports: one answer, when all of them would be known', async () => {
  const closed = await freePort();
  const ports = { closed, mute: portOf(mute), web: portOf(web) };
  const told = async (port: number) => {
    const own = await startTestServer({
      config: { pbx: [{ ...ENTRY, id: 'main', port }] },
      clock: fast,
    });
    await own.addUser({ login: 'root', role: 'admin' });
    const cookie = await own.signIn('root');
    const began = performance.now();
    const answer = await own.ask('POST', '/api/connections/main/doctor', { cookie });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const first = Buffer.from((await reader.read()).value ?? []).toString();
    const ms = performance.now() - began;
    await reader.cancel();
    const { parts } = (await (await own.ask('GET', '/healthz', { cookie })).json()) as Health;
    await own.stop();
    const { found, lines, cure } = JSON.parse(first.split('\n')[0] ?? '') as Diagnosis;
    const link = parts.find(({ part }) => part === 'pbx:main');
    const text = JSON.stringify({ found, lines, cure, link });
    return { ms, text: text.replaceAll(String(port), 'PORT').replace(/"since":"[^"]*"/g, '') };
  };
  const all = await Promise.all(Object.values(ports).map(told));
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
  expect(all[0]?.text).toContain('No Asterisk Manager Interface answers at 127.0.0.1:PORT');
  for (const { ms } of all) expect(ms * FAST).toBeGreaterThanOrEqual(STRANGER_MS);
});

test('at the AMI’s own port it is said what is wrong, at once', async () => {
  // an address of this machine at which nobody listens
  const { ask, cookie } = await begin([{ ...ENTRY, id: 'main', host: '127.83.1.1', port: 5038 }]);
  const told = await (await ask('POST', '/api/connections/main/doctor', { cookie })).text();
  expect(told).toMatch(/Nothing listens at 127\.83\.1\.1:5038/);
});

test('five examinations a minute for each administrator; the sixth is refused and noted once', async () => {
  const { ask, cookie, addUser, signIn } = await begin([
    { ...ENTRY, id: 'main', host: '127.83.1.1', port: 5038 },
  ]);
  const examine = async (by = cookie) => {
    const answer = await ask('POST', '/api/connections/main/doctor', { cookie: by });
    return { answer, text: await answer.text() };
  };
  for (let n = 0; n < 5; n += 1) expect((await examine()).answer.status).toBe(200);
  for (let n = 0; n < 3; n += 1) {
    const { answer, text } = await examine();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(JSON.parse(text)).toMatchObject({ code: 'too-many-tests' });
    expect(text).toMatch(/5 times a minute at most.*Wait \d+ s/);
  }
  await addUser({ login: 'other', role: 'admin' });
  expect((await examine(await signIn('other'))).answer.status).toBe(200);
  await addUser({ login: 'anna' });
  expect((await examine(await signIn('anna'))).answer.status).toBe(403);
  const log = await ask('GET', '/api/audit?action=connection-tests-held', { cookie });
  const { items } = (await log.json()) as AuditPage;
  expect(items).toMatchObject([
    { who: { login: 'root' }, target: { kind: 'connection', id: 'main' } },
  ]);
});

test('ten new addresses a minute, by making connections and by changing one; other changes are free', async () => {
  const { ask, cookie } = await begin([]);
  const made = await ask('POST', '/api/connections', {
    cookie,
    body: { ...ENTRY, host: '127.83.1.1', port: 5038 },
  });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as Connection;
  const put = (change: object) =>
    ask('PUT', `/api/connections/${id}`, { cookie, body: { ...ENTRY, ...change } });
  for (let n = 2; n <= 10; n += 1)
    expect((await put({ host: '127.83.1.1', port: 5000 + n })).status).toBe(200);
  expect((await put({ host: '127.83.1.1', port: 5011 })).status).toBe(429);
  for (let n = 0; n < 12; n += 1)
    expect((await put({ host: '127.83.1.1', port: 5010, name: `name ${n}` })).status).toBe(200);
});
