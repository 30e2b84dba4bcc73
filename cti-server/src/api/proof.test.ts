import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { RIGHTS } from '../users/rights.ts';
import { needsProof, PROOF_LASTS_MS } from '../users/proof.ts';

// Whoever finds the page of an administrator open can look, and change nothing.

const clock = createTestClock();
let server: TestServer;
let root: string;

beforeAll(async () => {
  server = await startTestServer({ clock });
  await server.addUser({ login: 'root', role: 'admin' });
  root = await server.signIn('root');
});
afterAll(() => server.stop());

const ask = (method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: root, ...(body === undefined ? {} : { body }) });
const codeOf = async (answer: Promise<Response>) => {
  const text = await (await answer).text();
  return text.startsWith('{') ? ((JSON.parse(text) as { code?: string }).code ?? null) : null;
};
const team = (name: string) =>
  ask('POST', '/api/teams', { name, members: [], supervisors: [], seesAll: false });

test('V7 half an hour after the password an administrator looks, and changes and takes away nothing', async () => {
  expect((await team('A')).status).toBe(201);
  await clock.advance(PROOF_LASTS_MS);
  expect((await ask('GET', '/api/users')).status).toBe(200);
  expect((await ask('GET', '/api/audit')).status).toBe(200);
  expect(await codeOf(team('B'))).toBe('proof-needed');
  for (const file of ['/api/settings/export', '/api/audit/export', '/api/session/proof']) {
    expect(await codeOf(ask('GET', file))).toBe('proof-needed');
  }
  // a fraud is ended without a word
  expect((await ask('PUT', '/api/tolls/stop')).status).toBe(200);
  const wrong = ask('POST', '/api/session/proof', { password: 'a wrong password' });
  expect(await codeOf(wrong)).toBe('old-password-wrong');
  expect(await codeOf(team('B'))).toBe('proof-needed');
});

test('V7 the password opens it for another half hour, in this browser alone', async () => {
  const other = await server.signIn('root');
  await clock.advance(PROOF_LASTS_MS);
  expect((await ask('POST', '/api/session/proof', { password: PASSWORD })).status).toBe(204);
  expect((await team('B')).status).toBe(201);
  const there = server.ask('DELETE', '/api/tolls/stop', { cookie: other });
  expect(await codeOf(there)).toBe('proof-needed');
  expect((await ask('DELETE', '/api/tolls/stop')).status).toBe(200);
  await clock.advance(PROOF_LASTS_MS - 1);
  expect((await team('C')).status).toBe(201);
  await clock.advance(1);
  expect(await codeOf(team('D'))).toBe('proof-needed');
});

test('V7 every route by which administrators change something asks for it, but for the few that are named', () => {
  const free = Object.entries(RIGHTS)
    .filter(([, right]) => typeof right === 'object' && Object.keys(right).join() === 'admin')
    .map(([route]) => route.split(' ') as [string, string])
    .filter(([method, url]) => method !== 'GET' && !needsProof(method, url));
  expect(free.map((route) => route.join(' ')).sort()).toEqual([
    'DELETE /api/places/:id/holder',
    'POST /api/connections/:id/doctor',
    'POST /api/connections/:id/trial',
    'POST /api/connections/:id/trial/call',
    'POST /api/erasures/preview',
    'POST /api/settings/plan',
    'POST /api/webhooks/:id/replay',
    'POST /api/webhooks/:id/test',
  ]);
});
