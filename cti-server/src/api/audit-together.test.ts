import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENTRY, startAuditStage } from '../../../fixtures/audit-stage.ts';
import { PASSWORD } from '../../../fixtures/test-server.ts';

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
const PLACES = ['users', 'teams', 'connections', 'retention', 'tolls/rules', 'places', 'tokens'];
const TOKEN = { name: 'report', scopes: ['calls:read'], days: 30 };

const placeOf = (pbx: string) => ({ pbx, extension: '301', device: 'desk' });

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
  ['a place made', 'POST', () => '/api/places', () => placeOf(connection)],
  ['an API token', 'POST', () => '/api/tokens', TOKEN],
  ['how long things are kept', 'PUT', () => '/api/retention', RULES],
  ['the firm’s outside calls', 'PUT', () => '/api/tolls/firm', { perDay: 7, timeZone: 'UTC' }],
])('A2 %s that cannot be noted is not done', async (_, method, path, body) => {
  const state = () => Promise.all(PLACES.map((place) => read(`/api/${place}`)));
  const before = await state();
  const told = typeof body === 'function' ? (body as () => object)() : body;
  expect((await sent(method, path(), told)).status).toBe(500);
  expect(await state()).toEqual(before);
});

test('A2 a password and a second factor that cannot be noted stay as they are', async () => {
  const hashes = () => other.sqlite.prepare('SELECT id, password_hash FROM users').all();
  const before = hashes();
  const password = { old: PASSWORD, new: 'quite another password' };
  expect((await sent('PATCH', '/api/me', { password })).status).toBe(500);
  expect(hashes()).toEqual(before);
  const begun = await sent('POST', '/api/second-factor', { password: PASSWORD });
  const { secret } = (await begun.json()) as { secret: string };
  const code = new TOTP({ secret }).generate();
  expect((await sent('PUT', '/api/second-factor', { code })).status).toBe(500);
  expect(await read('/api/second-factor')).toMatchObject({ since: null });
});

test('F11 a key whose renewal cannot be noted is not renewed', async () => {
  const key = () => readFileSync(join(server.dataDir, 'secret.key'), 'utf8');
  const before = key();
  expect((await sent('POST', '/api/secret-key')).status).toBe(500);
  expect(key()).toBe(before);
});
