import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { Me, OpenSessions } from '../contract/index.ts';

const pbx = createFakePbx();
let atPbx: WebSocketServer;
let server: TestServer;
let cookie: string;
let opened: WebSocket[] = [];

beforeAll(async () => {
  atPbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  await until(() => atPbx.address(), { what: 'the PBX listens' });
  const url = `ws://127.0.0.1:${(atPbx.address() as AddressInfo).port}/ws`;
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ sip: { url } })] },
  });
  await server.addUser({ login: 'admin', role: 'admin' });
  await server.addUser({ login: 'anna', extension: '201' });
  cookie = await server.signIn('anna');
});

afterEach(() => {
  for (const socket of opened) socket.terminate();
  opened = [];
});

afterAll(async () => {
  await server.stop();
  atPbx.close();
});

type Path = '/live' | '/sip' | `/sip?${string}` | '/other';

function open(path: Path, headers: Record<string, string>, protocol = 'sip') {
  const address = server.origin.replace('http', 'ws') + path;
  const socket = path.startsWith('/sip')
    ? new WebSocket(address, protocol, { headers })
    : new WebSocket(address, { headers });
  opened.push(socket);
  const heard = { status: 0, closed: null as null | number };
  socket.on('open', () => (heard.status = 101));
  socket.on('unexpected-response', (_, response) => (heard.status = response.statusCode ?? 0));
  socket.on('close', (code) => (heard.closed = code));
  socket.on('error', () => {});
  return { socket, heard };
}

async function statusOf(path: Path, headers: Record<string, string>, protocol?: string) {
  const { heard } = open(path, headers, protocol);
  await until(() => heard.status, { what: 'an answer' });
  return heard.status;
}

const PATHS = ['/live', '/sip'] as const;

describe.each(PATHS)(
  'F07 %s: a foreign page gets no socket, though it bears the cookie',
  (path) => {
    test.each([
      ['no Origin', undefined],
      ['null', 'null'],
      ['another site', 'http://evil.example'],
      ['our host as a prefix', 'http://127.0.0.1.evil.example'],
      ['our host as a suffix', 'http://evil-127.0.0.1'],
      ['another port', 'http://127.0.0.1:1'],
      ['our host as user', 'http://127.0.0.1@evil.example'],
      ['another scheme', 'file://127.0.0.1'],
      ['two origins', 'http://127.0.0.1, http://evil.example'],
    ])('%s: 403', async (_, origin) => {
      const before = atPbx.clients.size;
      expect(await statusOf(path, { cookie, ...(origin === undefined ? {} : { origin }) })).toBe(
        403,
      );
      expect(atPbx.clients.size).toBe(before);
    });
  },
);

describe('who gets a socket', () => {
  test.each(PATHS)('%s: our page with a session', async (path) => {
    expect(await statusOf(path, { cookie, origin: server.origin })).toBe(101);
  });

  test.each(PATHS)('%s: nobody without a session', async (path) => {
    expect(await statusOf(path, { origin: server.origin })).toBe(401);
    expect(await statusOf(path, { origin: server.origin, cookie: 'perezvon=forged' })).toBe(401);
  });

  test('G4 /sip of another extension: for who tries it, and nobody has it', async () => {
    const admin = await server.signIn('admin');
    const at = (extension: string, who: string) =>
      statusOf(`/sip?pbx=office&extension=${extension}`, { cookie: who, origin: server.origin });
    const begin = async (extension: string, who: string) => {
      const path = '/api/connections/office/trial';
      return (await server.ask('POST', path, { cookie: who, body: { extension } })).status;
    };
    expect(await at('299', admin)).toBe(409);
    expect(await begin('299', cookie)).toBe(403);
    expect(await at('299', cookie)).toBe(409);
    // somebody's own
    expect(await begin('201', admin)).toBe(409);
    expect(await begin('299', admin)).toBe(200);
    expect(await at('201', admin)).toBe(409);
    expect(await at('299', admin)).toBe(101);
    expect(await at('299', cookie)).toBe(409);
  });

  test('/sip: nobody without a browser phone', async () => {
    const admin = await server.signIn('admin');
    expect(await statusOf('/sip', { cookie: admin, origin: server.origin })).toBe(409);
  });

  test('/sip: no other subprotocol', async () => {
    expect(await statusOf('/sip', { cookie, origin: server.origin }, 'chat')).toBe(400);
  });

  test('no other path', async () => {
    expect(await statusOf('/other', { cookie, origin: server.origin })).toBe(404);
  });
});

describe('D07 a socket ends with its session, within 5 s', () => {
  test.each(PATHS)('%s at sign-out', async (path) => {
    const own = await server.signIn('anna');
    const { heard } = open(path, { cookie: own, origin: server.origin });
    await until(() => heard.status === 101, { what: 'the socket' });
    await server.ask('DELETE', '/api/session', { cookie: own });
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed).toBe(1008);
  });

  test.each(PATHS)('%s when the user is disabled', async (path) => {
    const login = `gone-${path.slice(1)}`;
    const user = await server.addUser({ login, extension: path === '/sip' ? '202' : '203' });
    const own = await server.signIn(login);
    const { heard } = open(path, { cookie: own, origin: server.origin });
    await until(() => heard.status === 101, { what: 'the socket' });
    await server.app.accounts.update(user.id, { disabled: true });
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed).toBe(1008);
  });

  test.each(PATHS)('%s when its session is ended from another one, which goes on', async (path) => {
    const [own, other] = [await server.signIn('anna'), await server.signIn('anna')];
    const gone = open(path, { cookie: own, origin: server.origin }).heard;
    const stays = open(path, { cookie: other, origin: server.origin }).heard;
    await until(() => gone.status === 101 && stays.status === 101, { what: 'the sockets' });
    const began = performance.now();
    await server.ask('DELETE', '/api/sessions', { cookie: other });
    await until(() => gone.closed, { what: 'the end' });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(gone.closed).toBe(1008);
    expect(stays.closed).toBeFalsy();
    expect((await server.ask('GET', '/api/me', { cookie: own })).status).toBe(401);
    expect((await server.ask('GET', '/api/me', { cookie: other })).status).toBe(200);
  });

  test.each(PATHS)('%s when an administrator ends it', async (path) => {
    const admin = await server.signIn('admin');
    const own = await server.signIn('anna');
    const { heard } = open(path, { cookie: own, origin: server.origin });
    await until(() => heard.status === 101, { what: 'the socket' });
    const { user } = (await (await server.ask('GET', '/api/me', { cookie: own })).json()) as Me;
    const url = `/api/users/${user.id}/sessions`;
    const { items } = (await (
      await server.ask('GET', url, { cookie: admin })
    ).json()) as OpenSessions;
    const began = performance.now();
    await server.ask('DELETE', `${url}/${items[0]?.id}`, { cookie: admin });
    await until(() => heard.closed, { what: 'the end' });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(heard.closed).toBe(1008);
  });

  test.each(PATHS)('%s when its role is lowered: not a message more', async (path) => {
    const login = `boss-${path.slice(1)}`;
    const extension = path === '/sip' ? '204' : '205';
    const user = await server.addUser({ login, extension, role: 'admin' });
    const own = await server.signIn(login);
    const { heard, socket } = open(path, { cookie: own, origin: server.origin });
    await until(() => heard.status === 101, { what: 'the socket' });
    const began = performance.now();
    const admin = await server.signIn('admin');
    const body = { role: 'operator' };
    await server.ask('PATCH', `/api/users/${user.id}`, { cookie: admin, body });
    let more = 0;
    socket.on('message', () => (more += 1));
    await until(() => heard.closed, { what: 'the end' });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect([heard.closed, more]).toEqual([1008, 0]);
  });

  test.each(PATHS)('%s when its time is up', async (path) => {
    const own = await server.signIn('anna');
    const rows = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
    const dueAt = Date.now() + 1_500;
    const newest = 'id = (SELECT id FROM sessions ORDER BY created_at DESC, rowid DESC LIMIT 1)';
    rows.sqlite.prepare(`UPDATE sessions SET expires_at = ? WHERE ${newest}`).run(dueAt);
    rows.close();
    const { heard } = open(path, { cookie: own, origin: server.origin });
    await until(() => heard.status === 101, { what: 'the socket' });
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed).toBe(1008);
    expect(Date.now() - dueAt).toBeLessThan(5_000);
    expect((await server.ask('GET', '/api/me', { cookie: own })).status).toBe(401);
  });
});
