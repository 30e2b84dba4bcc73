import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { OpenSessions, User } from '../contract/index.ts';

let clock: TestClock;
let server: TestServer;
let olga: User;
let admin: string;

beforeEach(async () => {
  clock = createTestClock();
  server = await startTestServer({ clock });
  await server.addUser({ login: 'root', role: 'admin' });
  olga = await server.addUser({ login: 'olga' });
  await server.addUser({ login: 'ivan' });
  admin = await server.signIn('root');
});
afterEach(() => server.stop());

async function signIn(login: string, browser: string): Promise<string> {
  await clock.advance(1_000);
  const answer = await server.ask('POST', '/api/session', {
    body: { login, password: PASSWORD },
    headers: { 'user-agent': browser },
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function listed(cookie: string, path = '/api/sessions') {
  const answer = await server.ask('GET', path, { cookie });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as OpenSessions).items;
}

const browsers = async (cookie: string) =>
  (await listed(cookie)).map(({ userAgent, own }) => `${userAgent}${own ? ' (own)' : ''}`);
const end = async (cookie: string, path: string) =>
  (await server.ask('DELETE', path, { cookie })).status;
const isIn = async (cookie: string) =>
  (await server.ask('GET', '/api/me', { cookie })).status === 200;

test('one sees where one is signed in: device, address, since when, when it was last used; no token', async () => {
  const first = await signIn('olga', 'Firefox');
  const began = clock.now();
  await clock.advance(59_000);
  const second = await signIn('olga', 'Chrome');
  await isIn(first);
  expect(await browsers(second)).toEqual(['Chrome (own)', 'Firefox', 'test']);
  const [, other] = await listed(second);
  expect(other).toEqual({
    id: expect.any(String),
    userAgent: 'Firefox',
    address: '127.0.0.1',
    since: new Date(began).toISOString(),
    seenAt: new Date(began + 60_000).toISOString(),
    online: false,
    own: false,
  });
  expect(JSON.stringify(await listed(second))).not.toContain(first.split('=')[1]);
});

test('one ends any of them, or all others', async () => {
  const [a, b, c] = [
    await signIn('olga', 'A'),
    await signIn('olga', 'B'),
    await signIn('olga', 'C'),
  ];
  const id = (await listed(c)).find(({ userAgent }) => userAgent === 'A')?.id;
  expect(await end(c, `/api/sessions/${id}`)).toBe(204);
  expect([await isIn(a), await isIn(b), await isIn(c)]).toEqual([false, true, true]);
  expect(await end(c, `/api/sessions/${id}`)).toBe(404);
  expect(await end(c, '/api/sessions')).toBe(200);
  expect([await isIn(b), await isIn(c)]).toEqual([false, true]);
  expect(await browsers(c)).toEqual(['C (own)']);
});

test('nobody ends or sees a session of another; an administrator does', async () => {
  const [own, foreign] = [await signIn('olga', 'Olga'), await signIn('ivan', 'Ivan')];
  const [id] = (await listed(own)).map((one) => one.id);
  const url = `/api/users/${olga.id}/sessions`;
  expect(await end(foreign, `/api/sessions/${id}`)).toBe(404);
  expect(await end(foreign, url)).toBe(403);
  expect(await end(foreign, `${url}/${id}`)).toBe(403);
  expect((await server.ask('GET', url, { cookie: foreign })).status).toBe(403);
  expect(await isIn(own)).toBe(true);

  const [root] = (await listed(admin)).map((one) => one.id);
  expect(await end(admin, `${url}/${root}`)).toBe(404);
  expect((await listed(admin, url)).map(({ userAgent }) => userAgent)).toEqual(['Olga', 'test']);
  expect(await end(admin, `${url}/${id}`)).toBe(204);
  expect(await isIn(own)).toBe(false);
  const again = await signIn('olga', 'Olga');
  expect(await end(admin, url)).toBe(200);
  expect(await isIn(again)).toBe(false);
  expect([await isIn(foreign), await isIn(admin)]).toEqual([true, true]);
});

test('what is past its time is no session', async () => {
  await signIn('olga', 'Old');
  await clock.advance(11 * 60 * 60_000);
  const late = await signIn('olga', 'New');
  await clock.advance(2 * 60 * 60_000);
  expect(await browsers(late)).toEqual(['New (own)']);
});
