import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { hostileDialStrings } from '../../../fixtures/dial-strings.ts';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { liftTolls } from '../../../fixtures/lifted-tolls.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { Problem } from '../contract/index.ts';
import { whyRefused } from '../sip-gate/own-endpoint.ts';

const ALL = hostileDialStrings();
/** What people put between digits, which is taken out before anything is dialled. */
const ONLY_WRITTEN_ODDLY = /^\+?[0-9*#\s()[\]./-]+$/;
const AT_ONCE = 10;

const pbx = createFakePbx();
let atPbx: WebSocketServer;
const frames: string[] = [];
let server: TestServer;

beforeAll(async () => {
  atPbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  atPbx.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => frames.push(data.toString()));
  });
  await until(() => atPbx.address(), { what: 'the PBX listens' });
  const url = `ws://127.0.0.1:${(atPbx.address() as AddressInfo).port}`;
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ sip: { url } })] },
  });
  await liftTolls(server);
  await server.addUser({ login: 'desk', extension: '101', device: 'desk' });
  await server.addUser({ login: 'page', extension: '201' });
});
afterAll(async () => {
  await server.stop();
  for (const client of atPbx.clients) client.terminate();
  atPbx.close();
});

test(`F02 of ${ALL.length} hostile dial strings none gets from the API to the PBX`, {
  timeout: 60_000,
}, async () => {
  const cookie = await server.signIn('desk');
  const passed: string[] = [];
  for (const number of ALL) {
    const before = pbx.commands.length;
    const answer = await server.ask('POST', '/api/calls', { cookie, body: { number } });
    const problem = (await answer.json()) as Problem;
    if (answer.status === 200) {
      passed.push(number);
      expect(pbx.commands.slice(before)).toEqual([
        { dial: expect.objectContaining({ to: expect.stringMatching(/^\+?[0-9*#]{1,32}$/) }) },
      ]);
      continue;
    }
    expect([number, answer.status, problem.code]).toEqual([number, 400, 'not-dialable']);
    expect(pbx.commands).toHaveLength(before);
  }
  // digits and what people write between them, nothing else
  expect(passed.filter((number) => !ONLY_WRITTEN_ODDLY.test(number))).toEqual([]);
  expect(ALL.length - passed.length).toBeGreaterThan(500);
});

/** A call from phone 201 to what is to be dialled, in the shape that the gate wants. */
function call(user: string, more: readonly string[] = []): string {
  const lines = [
    `INVITE sip:${user}@pbx SIP/2.0`,
    'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
    `To: <sip:${user}@pbx>`,
    'From: <sip:201@pbx>;tag=1',
    'Contact: <sip:201@x.invalid;transport=ws>',
    'Call-ID: a',
    'CSeq: 1 INVITE',
    ...more,
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

test('F02 nor from a browser phone, as it is or escaped', { timeout: 60_000 }, async () => {
  const headers = { cookie: await server.signIn('page'), origin: server.origin };
  const say = async (frame: string) => {
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/sip`, 'sip', { headers });
    await once(socket, 'open');
    socket.send(frame);
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    return `${code} ${reason.toString()}`;
  };
  for (let at = 0; at < ALL.length; at += AT_ONCE) {
    const some = ALL.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((user) => say(call(user))));
    expect(answers.filter((answer) => !answer.startsWith('1008 refused: '))).toEqual([]);
  }
  expect(frames).toEqual([]);
  const escaped = ALL.filter((text) => whyRefused(call(encodeURIComponent(text)), '201') === null);
  expect(escaped).toEqual([]);
});

test('F02 nor as the target of a transfer', () => {
  const inCall = call('101')
    .replaceAll('INVITE', 'REFER')
    .replace('To: <sip:101@pbx>', 'To: <sip:101@pbx>;tag=9');
  const transfer = (target: string) =>
    inCall.replace('Content-Length', `Refer-To: <sip:${target}@pbx>\r\nContent-Length`);
  expect(whyRefused(transfer('102'), '201')).toBeNull();
  for (const text of ALL) {
    expect(whyRefused(transfer(text), '201')).not.toBeNull();
    expect(whyRefused(transfer(encodeURIComponent(text)), '201')).not.toBeNull();
  }
});
