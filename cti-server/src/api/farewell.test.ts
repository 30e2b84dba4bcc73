import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';

const bye = (extension: string) =>
  [
    'BYE sip:asterisk@10.0.0.5:8088;transport=ws SIP/2.0',
    'Via: SIP/2.0/WS x3k.invalid;branch=z9hG4bK776',
    'To: <sip:79161234567@pbx.example>;tag=9',
    `From: <sip:${extension}@pbx.example>;tag=a6c85cf`,
    'CSeq: 1003 BYE',
    'Call-ID: 1j9FpLxk3uxtm8tn',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');

const heard: string[] = [];
let pbx: WebSocketServer;
let server: TestServer;

beforeAll(async () => {
  pbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  pbx.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString());
      socket.send('SIP/2.0 200 OK\r\n\r\n');
    }),
  );
  await until(() => pbx.address(), { what: 'the PBX listens' });
  const url = `ws://127.0.0.1:${(pbx.address() as AddressInfo).port}/ws`;
  const { connectors } = createFakePbx();
  server = await startTestServer({ connectors, config: { pbx: [officeOf({ sip: { url } })] } });
  const phone = { device: 'browser', pbx: 'office', sipPassword: 'of-201' } as const;
  await server.addUser({ login: 'anna', extension: '201', ...phone });
  await server.addUser({ login: 'phoneless' });
});

afterAll(async () => {
  await server.stop();
  pbx.close();
});

async function left(login: string, body: unknown) {
  const cookie = await server.signIn(login);
  return server.ask('POST', '/api/me/farewell', { cookie, body });
}

test('G5 the end of an own call goes to the PBX; anything else does not, and says why', async () => {
  const when = 'now';
  const foreign = await left('anna', { farewells: [bye('202')], when });
  expect(foreign.status).toBe(400);
  expect(await foreign.json()).toMatchObject({
    code: 'invalid',
    detail: expect.stringContaining('another user'),
  });
  expect((await left('anna', { farewells: [], when })).status).toBe(400);
  expect((await left('anna', { farewells: [bye('201')], when: 'tomorrow' })).status).toBe(400);
  expect((await left('phoneless', { farewells: [bye('201')], when })).status).toBe(409);
  expect(heard).toEqual([]);
  expect((await left('anna', { farewells: [bye('201')], when })).status).toBe(204);
  await until(() => heard.length > 0, { what: 'it is said' });
  expect(heard).toEqual([bye('201')]);
});
