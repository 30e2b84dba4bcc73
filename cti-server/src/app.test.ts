import { rmSync } from 'node:fs';
import { Type } from 'typebox';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { Health, LiveMessage } from './contract/index.ts';
import type { ConnectorKind } from './pbx/registry.ts';

let servers: TestServer[] = [];

afterEach(async () => {
  for (const server of servers) {
    await server.stop();
    rmSync(server.dataDir, { recursive: true, force: true });
  }
  servers = [];
});

async function start(options: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
}

async function listen(server: TestServer, cookie: string) {
  const headers = { cookie, origin: server.origin };
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, { headers });
  const heard: LiveMessage[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
  await until(() => socket.readyState === WebSocket.OPEN, { what: 'the live socket' });
  socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null }));
  await until(() => heard.some(({ type }) => type === 'snapshot'), { what: 'the snapshot' });
  return heard;
}

describe('the road of a call, all parts joined', () => {
  test('a phone rings: its user gets the card of the caller, and only they', async () => {
    const pbx = createFakePbx();
    const labels = { '74950000001': 'Main number' };
    const config = { pbx: [officeOf({ labels })] };
    const server = await start({ connectors: pbx.connectors, config });
    await server.addUser({ login: 'anna', extension: '101' });
    await server.addUser({ login: 'boris', extension: '102' });
    const anna = await server.signIn('anna');
    const name = '<img src=x onerror=alert(1)>';
    const body = { kind: 'person', name, numbers: [{ kind: 'work', written: '8 916 123 45 67' }] };
    await server.ask('POST', '/api/contacts', { cookie: anna, body });
    const heard = await listen(server, anna);
    const colleague = await listen(server, await server.signIn('boris'));

    const id = pbx.ring({ from: '79161234567', extension: '101' });
    const card = await until(
      () =>
        heard.find((message) => message.type === 'call' && message.pop && message.call.id === id),
      { what: 'the card' },
    );
    expect(card).toMatchObject({
      type: 'call',
      pop: true,
      call: {
        state: 'ringing',
        direction: 'inbound',
        e164: '+79161234567',
        did: '74950000001',
        didLabel: 'Main number',
        caller: { kind: 'known', contact: { name } },
      },
    });

    pbx.hangUp('in1');
    const ended = await until(
      () => heard.find((message) => message.type === 'call' && message.call.state === 'ended'),
      { what: 'the end' },
    );
    expect(ended).toMatchObject({ call: { id, disposition: 'abandoned' }, pop: false });
    expect(colleague.filter(({ type }) => type === 'call')).toEqual([]);
  });

  test('a call that was open when the server stopped is closed as not seen by the next one', async () => {
    const pbx = createFakePbx();
    const options = { connectors: pbx.connectors, config: { pbx: [officeOf()] } };
    const first = await startTestServer(options);
    await first.addUser({ login: 'anna', extension: '101' });
    const id = pbx.ring({ from: '79161234567', extension: '101' });
    await until(
      async () =>
        (await first.ask('GET', `/api/calls/${id}`, { cookie: await first.signIn('anna') })).ok,
      { what: 'the call in the log' },
    );
    await first.app.stop();
    const second = await start({ ...options, dataDir: first.dataDir });
    pbx.say({ kind: 'snapshot', askedAt: Date.now(), channels: [] });
    const cookie = await second.signIn('anna');
    const call = await until(
      async () => {
        const view = await (await second.ask('GET', `/api/calls/${id}`, { cookie })).json();
        return (view as { state: string }).state === 'ended' ? view : null;
      },
      { what: 'the call closed' },
    );
    expect(call).toMatchObject({ id, state: 'ended', complete: false });
  });
});

describe('a part that fails is named and stops no neighbour', () => {
  test('a connection that cannot start', async () => {
    const pbx = createFakePbx();
    const isDown = async () => ({ result: 'refused', code: 'pbx-away', reason: 'down' }) as const;
    const broken: ConnectorKind = {
      settings: Type.Object({}),
      create: () => ({
        start() {
          throw new Error('no such transport');
        },
        stop: async () => {},
        dial: isDown,
        read: () => [],
        traffic: () => pbx.traffic,
        echo: isDown,
        hangUp: isDown,
        act: isDown,
        pause: isDown,
        joinQueue: isDown,
        leaveQueue: isDown,
      }),
    };
    const connectors = new Map([...pbx.connectors, ['broken', broken] as const]);
    const config = { pbx: [{ id: 'branch', connector: 'broken' }, officeOf()] };
    const server = await start({ connectors, config });
    await server.addUser({ login: 'root', role: 'admin' });
    const cookie = await server.signIn('root');
    const answer = await server.ask('GET', '/healthz', { cookie });
    const { ok, parts } = (await answer.json()) as Health;
    expect(ok).toBe(false);
    expect(parts).toContainEqual(
      expect.objectContaining({
        part: 'pbx:branch',
        ok: false,
        detail: expect.stringContaining('no such transport'),
      }),
    );
    expect(parts).toContainEqual(expect.objectContaining({ part: 'pbx:office', ok: true }));
  });
});
