import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { LiveMessage, MissedList, Problem } from '../contract/index.ts';

const pbx = createFakePbx();
let server: TestServer;
const cookies = new Map<string, string>();
const ANNA = '+79161234567';

beforeAll(async () => {
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf({})] },
  });
  for (const [login, extension] of Object.entries({ vera: '101', olga: '102' })) {
    await server.addUser({ login, name: login, pbx: 'office', extension });
    cookies.set(login, await server.signIn(login));
  }
});
afterAll(() => server.stop());

const ask = (login: string, method: string, path: string, body?: unknown) =>
  server.ask(method, path, {
    cookie: cookies.get(login) ?? '',
    ...(body === undefined ? {} : { body }),
  });
const list = async (login: string) =>
  (await (await ask(login, 'GET', '/api/missed')).json()) as MissedList;
const mark = (login: string, what: string, key = ANNA) =>
  ask(login, 'PUT', `/api/missed/${encodeURIComponent(key)}`, { mark: what });

let channels = 0;
/** Rings at an extension and gives up. */
function miss(from: string, extension: string): void {
  channels += 1;
  const channel = `m${channels}`;
  pbx.ring({ from, extension, channel });
  pbx.hangUp(channel);
}

test('M1 a missed caller is listed for whose phone rang, with the last call', async () => {
  miss(ANNA.slice(1), '101');
  miss(ANNA.slice(1), '101');
  const found = await until(
    async () => {
      const { items, total } = await list('vera');
      return items[0]?.count === 2 ? { items, total } : null;
    },
    { what: 'both calls' },
  );
  expect(found).toMatchObject({
    total: 1,
    items: [{ key: ANNA, call: { e164: ANNA, state: 'ended' }, tries: 0, claim: null }],
  });
  expect(await list('olga')).toEqual({ items: [], total: 0 });
  expect((await mark('olga', 'claimed')).status).toBe(404);
  expect((await mark('vera', 'eaten')).status).toBe(400);
});

test('M3 a claim, seen by all at once; another’s is refused with the name; done and taken back', async () => {
  await server.addUser({ login: 'root', name: 'root', role: 'admin' });
  cookies.set('root', await server.signIn('root'));
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
    headers: { cookie: cookies.get('root') ?? '', origin: server.origin },
  });
  const heard: LiveMessage['type'][] = [];
  socket.on('message', (data) => heard.push((JSON.parse(String(data)) as LiveMessage).type));
  socket.on('open', () => socket.send('{"type":"resume","epoch":null,"after":null}'));
  await until(() => heard.includes('snapshot'), { what: 'the snapshot' });

  expect((await mark('vera', 'claimed')).status).toBe(204);
  await until(() => heard.includes('missed'), { what: 'the news' });
  socket.close();
  expect((await list('root')).items[0]?.claim).toMatchObject({ name: 'vera' });
  const refused = await mark('root', 'claimed');
  expect([refused.status, ((await refused.json()) as Problem).detail]).toEqual([
    409,
    expect.stringContaining('vera'),
  ]);
  expect((await mark('root', 'released')).status).toBe(204);
  expect((await mark('root', 'claimed')).status).toBe(204);

  expect((await mark('root', 'done')).status).toBe(204);
  expect(await list('vera')).toEqual({ items: [], total: 0 });
  expect((await mark('vera', 'open')).status).toBe(404);
  expect((await mark('root', 'open')).status).toBe(204);
  expect((await list('vera')).total).toBe(1);
});
