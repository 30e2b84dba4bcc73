import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Type } from 'typebox';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { Problem } from '../contract/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { createLog } from '../kernel/log.ts';
import { createApi, type ServerParts } from './server.ts';
import { openSockets } from './sockets.ts';

const fail = (): never => {
  throw new Error('planted');
};

/** A log whose lines are kept. */
function keptLog() {
  const lines: Record<string, string>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLog({ level: 'info', destination }) };
}

/** The answer must say no more than the number under which the log has the rest. */
async function expectNumbered(answer: Response, lines: readonly Record<string, string>[]) {
  expect(answer.status).toBe(500);
  const problem = (await answer.json()) as Problem;
  const id = /number in the log: (\S+)\.$/.exec(problem.detail)?.[1];
  expect(JSON.stringify(problem)).not.toContain('planted');
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      id,
      request: id,
      cause: expect.stringMatching(/^Error: planted\n +at /),
    }),
  );
}

describe('E06 what breaks while a request is answered: a number for the asker, the rest in the log', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.stop());

  test('in the handler of a route', async () => {
    const { log, lines } = keptLog();
    const { connectors } = createFakePbx();
    const demo = { callMe: async () => fail() };
    server = await startTestServer({ log, demo, connectors, config: { pbx: [officeOf()] } });
    await server.addUser({ login: 'anna', extension: '201' });
    const cookie = await server.signIn('anna');
    await expectNumbered(await server.ask('POST', '/api/demo/call', { cookie }), lines);
    expect((await server.ask('GET', '/healthz')).status).toBe(200);
  });

  test.each([
    ['that looks for the session', 'sessions', { find: async () => fail() }],
    ['that looks where it comes from', 'origins', { request: fail, socket: fail }],
  ] as const)('in the hook %s', async (_, part, broken) => {
    const { log, lines } = keptLog();
    const parts: ServerParts = {
      sessions: { find: async () => null },
      tokens: { find: async () => null },
      scopes: { of: () => 'all' },
      origins: { request: () => true, socket: () => true },
      clock: systemClock,
      log,
      language: 'en',
      trustedProxies: [],
      tls: null,
      secure: false,
      frames: { list: () => [] },
      version: 'test',
      [part]: broken,
    };
    const api = await createApi(parts, (routes) => {
      routes.post('/api/session', { schema: { response: { 200: Type.Null() } } }, async () => null);
    });
    const address = await api.listen({ port: 0, host: '127.0.0.1' });
    const headers = { cookie: 'perezvon=x' };
    await expectNumbered(await fetch(`${address}/api/session`, { method: 'POST', headers }), lines);
    await api.close();
  });

  test('in the admission of a socket: hung up on with 500, and a line with the number of the socket', async () => {
    const { log, lines } = keptLog();
    const http = createServer();
    const unused = { upgrade: fail, close: fail, stop: fail };
    openSockets(http, {
      sessions: { find: async () => fail(), onEnd: fail },
      origins: { request: () => true, socket: () => true },
      secure: false,
      live: unused,
      gate: unused,
      sipOf: () => null,
      triedBy: () => null,
      tollsOf: fail,
      clock: systemClock,
      log,
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    const headers = { cookie: 'perezvon=x' };
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { headers });
    socket.on('error', () => {});
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(answer.statusCode).toBe(500);
    expect(lines).toEqual([
      expect.objectContaining({ level: 'error', socket: expect.stringMatching(/^[\w-]{36}$/) }),
    ]);
    http.close();
  });
});
