import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { AuditPage, Problem, Team, TeamList } from '../contract/index.ts';

let server: TestServer;
let cookie: string;
let ids: string[];

beforeAll(async () => {
  server = await startTestServer();
  ids = [];
  for (const login of ['vera', 'oleg', 'anna']) ids.push((await server.addUser({ login })).id);
  await server.addUser({ login: 'root', role: 'admin' });
  cookie = await server.signIn('root');
});
afterAll(() => server.stop());

const read = async <T>(path: string): Promise<T> =>
  (await (await server.ask('GET', path, { cookie })).json()) as T;
const put = (id: string, ifMatch: string | null, body: object) =>
  server.ask('PUT', `/api/teams/${id}`, {
    cookie,
    body,
    headers: ifMatch === null ? {} : { 'if-match': ifMatch },
  });

test('of two people who change a team the later is told so, and the earlier change stays', async () => {
  const entry = { name: 'Sales', members: [ids[0]], supervisors: [], seesAll: false };
  const made = await server.ask('POST', '/api/teams', { cookie, body: entry });
  const { id, version } = (await made.json()) as Team;
  const first = await put(id, `"${version}"`, { ...entry, members: [ids[0], ids[1]] });
  expect(first.status).toBe(200);
  const rows = (await read<AuditPage>('/api/audit')).items.length;
  const later = await put(id, `"${version}"`, { ...entry, members: [ids[0], ids[2]] });
  const { code, detail } = (await later.json()) as Problem;
  expect([later.status, code]).toEqual([412, 'team-changed']);
  expect(detail).toBe('Somebody else has changed the team meanwhile; nothing was saved.');
  const [team] = (await read<TeamList>('/api/teams')).items;
  expect(new Set(team?.members)).toEqual(new Set([ids[0], ids[1]]));
  // nothing was done, so nothing is noted
  expect((await read<AuditPage>('/api/audit')).items).toHaveLength(rows);
  const seen = (await first.json()) as Team;
  expect(seen.version).toBe(team?.version);
  expect((await put(id, `"${seen.version}"`, entry)).status).toBe(200);
  const [row] = (await read<AuditPage>('/api/audit?limit=1')).items;
  expect(row?.action).toBe('team-changed');
  expect(JSON.stringify(row)).not.toContain('version');
});

test('who does not say what they saw is asked to', async () => {
  const { items } = await read<TeamList>('/api/teams');
  const entry = { name: 'Sales', members: [], supervisors: [], seesAll: false };
  const answer = await put(String(items[0]?.id), null, entry);
  expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([
    428,
    'version-missing',
  ]);
});
