import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';

const pbx = createFakePbx();
let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf()] } });
  await server.addUser({ login: 'anna', extension: '101' });
  cookie = await server.signIn('anna');
});
afterAll(() => server.stop());

/** Asks for `/live` without a session and never says anything more; gives the answer once the server hung up. */
function stranger(): Promise<string> {
  return new Promise((resolve) => {
    const { host, hostname, port } = new URL(server.origin);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.write(
      `GET /live HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
  });
}

test('D08 10,000 upgrades without a session: each is hung up on, and real clients do not notice', {
  timeout: 60_000,
}, async () => {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
    headers: { cookie, origin: server.origin },
  });
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data as Buffer)));
  socket.on('open', () => socket.send('{"type":"resume","epoch":null,"after":null}'));
  await until(() => heard.length === 1, { what: 'the snapshot' });
  const before = process.memoryUsage.rss();
  const answers = new Set<string>();
  for (let wave = 0; wave < 20; wave += 1) {
    const wanted = Promise.all(Array.from({ length: 500 }, stranger));
    const id = pbx.ring({ from: '79161234567', extension: '101', channel: `in${wave}` });
    await until(() => heard.some((text) => text.includes(`"${id}"`)), {
      what: 'the call at a real client',
      timeoutMs: 2_000,
    });
    for (const answer of await wanted) answers.add(answer);
  }
  expect([...answers]).toEqual(['HTTP/1.1 401 Unauthorized']);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
  socket.terminate();
});
