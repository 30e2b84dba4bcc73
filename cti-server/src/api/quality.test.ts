import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallQualities } from '../contract/index.ts';

const pbx = createFakePbx();
let server: TestServer;
const cookies: Record<string, string> = {};
let call: string;

beforeAll(async () => {
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf()] } });
  await server.addUser({ login: 'anna', extension: '101' });
  await server.addUser({ login: 'boris', extension: '102' });
  const boss = await server.addUser({ login: 'boss', role: 'supervisor', extension: '103' });
  await server.addTeam({ name: 'All', supervisors: [boss.id], seesAll: true });
  for (const login of ['anna', 'boris', 'boss']) cookies[login] = await server.signIn(login);
  call = pbx.ring({ from: '79161234567', extension: '101', channel: 'c1' });
  pbx.hangUp('c1');
  await until(async () => (await ask('GET', 'anna', `/api/calls/${call}`)).status === 200, {
    what: 'the call in the log',
  });
});

afterAll(() => server.stop());

const ask = (method: string, login: string, path: string, body?: unknown) =>
  server.ask(method, path, {
    cookie: cookies[login] ?? '',
    ...(body === undefined ? {} : { body }),
  });

const GOOD = { mos: 4.2, worstMos: 3.1, jitterMs: 4, lossPercent: 0.5, rttMs: 12 };

test('how a call sounded is kept for each phone in it; the last word counts', async () => {
  const path = `/api/calls/${call}/quality`;
  expect((await ask('PUT', 'anna', path, { ...GOOD, rttMs: null })).status).toBe(204);
  expect((await ask('PUT', 'anna', path, GOOD)).status).toBe(204);
  const told = (await (await ask('GET', 'boss', path)).json()) as CallQualities;
  expect(told.items).toEqual([{ extension: '101', ...GOOD }]);
});

test('nobody says it of a call that they were not in, or do not see', async () => {
  const path = `/api/calls/${call}/quality`;
  expect((await ask('PUT', 'boris', path, GOOD)).status).toBe(404);
  expect((await ask('PUT', 'boss', path, GOOD)).status).toBe(404);
  expect((await ask('GET', 'boris', path)).status).toBe(404);
});

test.each([
  { ...GOOD, mos: 9 },
  { ...GOOD, lossPercent: -1 },
  { ...GOOD, jitterMs: '4' },
  { mos: 4 },
  { ...GOOD, more: 1 },
])('figures that cannot be are refused: %o', async (body) => {
  const answer = await ask('PUT', 'anna', `/api/calls/${call}/quality`, body);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('a test call rings the own phone with an echo, and says so where there is none', async () => {
  const answer = await ask('POST', 'anna', '/api/me/echo');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ result: 'accepted' });
  await server.addUser({ login: 'phoneless' });
  const cookie = await server.signIn('phoneless');
  const refused = await server.ask('POST', '/api/me/echo', { cookie });
  expect(refused.status).toBe(409);
});
