import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENTRY, startAuditStage } from '../../../fixtures/audit-stage.ts';

// The disk takes everything but rows of the audit log: no setting changes that cannot be noted.

const stage = await startAuditStage();
const { server, admin, sent, freshUser, freshConnection } = stage;
const other = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
const read = async (path: string): Promise<unknown> =>
  (await server.ask('GET', path, { cookie: admin })).json();
const TEAM = { name: 'Sales', members: [], supervisors: [], seesAll: false };

let user: { id: string };
let connection: string;
let team: string;
beforeAll(async () => {
  user = await freshUser();
  connection = await freshConnection();
  team = ((await (await sent('POST', '/api/teams', TEAM)).json()) as { id: string }).id;
  other.sqlite.exec(
    "CREATE TRIGGER unwritable BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
});
afterAll(async () => {
  other.close();
  await stage.stop();
});

const RULES = { callsDays: 9, recordingsDays: null, capturesDays: 1 };
const PLACES = ['users', 'teams', 'connections', 'retention', 'tolls/rules'];

test.each<[string, string, () => string, object?]>([
  ['a user made', 'POST', () => '/api/users', { login: 'new', name: 'New', role: 'operator' }],
  ['a user changed', 'PATCH', () => `/api/users/${user.id}`, { name: 'Other' }],
  ['of one’s own', 'PATCH', () => '/api/me', { name: 'Root II' }],
  ['a team made', 'POST', () => '/api/teams', { ...TEAM, name: 'Other' }],
  ['a team changed', 'PUT', () => `/api/teams/${team}`, { ...TEAM, seesAll: true }],
  ['a team removed', 'DELETE', () => `/api/teams/${team}`],
  ['a PBX added', 'POST', () => '/api/connections', { ...ENTRY, name: 'Other' }],
  ['a PBX changed', 'PUT', () => `/api/connections/${connection}`, { ...ENTRY, port: 10 }],
  ['a PBX disabled', 'PATCH', () => `/api/connections/${connection}`, { enabled: false }],
  ['a PBX removed', 'DELETE', () => `/api/connections/${connection}`],
  ['how long things are kept', 'PUT', () => '/api/retention', RULES],
  ['the firm’s outside calls', 'PUT', () => '/api/tolls/firm', { perDay: 7, timeZone: 'UTC' }],
])('A2 %s that cannot be noted is not done', async (_, method, path, body) => {
  const state = () => Promise.all(PLACES.map((place) => read(`/api/${place}`)));
  const before = await state();
  expect((await sent(method, path(), body)).status).toBe(500);
  expect(await state()).toEqual(before);
});
