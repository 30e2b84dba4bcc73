import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type {
  AuditAction,
  AuditCheck,
  AuditEntry,
  AuditPage,
  CallView,
  OpenSessions,
} from '../contract/index.ts';
import { CONNECTORS } from '../pbx/registry.ts';
import { RIGHTS, UNAUDITED } from '../users/rights.ts';

const pbx = createFakePbx();
const SOUND = Buffer.alloc(1_000, 7);
let dir: string;
let server: TestServer;
let admin: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-audit-'));
  writeFileSync(join(dir, 'call.wav'), SOUND);
  writeFileSync(join(dir, 'Master.csv'), '');
  server = await startTestServer({
    connectors: new Map([...CONNECTORS, ...pbx.connectors]),
    config: { pbx: [officeOf({ recordingsDir: dir, cdr: { file: join(dir, 'Master.csv') } })] },
  });
  await server.addUser({ login: 'root', role: 'admin', name: 'Root' });
  admin = await server.signIn('root');
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

const page = async (query = '') => {
  const answer = await server.ask('GET', `/api/audit${query}`, { cookie: admin });
  expect(answer.status).toBe(200);
  return (await answer.json()) as AuditPage;
};
const newest = async (): Promise<AuditEntry | undefined> => (await page('?limit=1')).items[0];
const sent = (method: string, path: string, body?: unknown, cookie = admin) =>
  server.ask(method, path, { cookie, body, headers: { 'user-agent': 'a browser of tests' } });

let serial = 0;
const freshUser = () => server.addUser({ login: `user-${(serial += 1)}`, name: 'Olga' });
/** The latest sign-in of a user. */
async function sessionOf(id: string): Promise<string> {
  const answer = await server.ask('GET', `/api/users/${id}/sessions`, { cookie: admin });
  return ((await answer.json()) as OpenSessions).items[0]?.id ?? '';
}

const TEAM = { members: [], supervisors: [], seesAll: false };
const freshTeam = async () => (await server.addTeam({ name: `team-${(serial += 1)}` }))?.id;
/** Nobody listens there. */
const ENTRY = {
  ...{ connector: 'asterisk-ami', name: 'Branch', host: '127.0.0.1', port: 9 },
  ...{ user: 'perezvon', secret: 'PLANTED-SECRET' },
};
async function freshConnection(): Promise<string> {
  const answer = await sent('POST', '/api/connections', ENTRY);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

/** Of each route that changes something: how it succeeds, and what then stands in the log. */
const ROUTES: Readonly<Record<string, { does: AuditAction; act: () => Promise<Response> }>> = {
  'POST /api/session': {
    does: 'sign-in',
    act: () => sent('POST', '/api/session', { login: 'root', password: PASSWORD }, ''),
  },
  'DELETE /api/session': {
    does: 'sign-out',
    act: async () => {
      const { login } = await freshUser();
      return sent('DELETE', '/api/session', undefined, await server.signIn(login));
    },
  },
  'DELETE /api/sessions': {
    does: 'sessions-ended',
    act: async () => {
      const { login } = await freshUser();
      return sent('DELETE', '/api/sessions', undefined, await server.signIn(login));
    },
  },
  'DELETE /api/sessions/:id': {
    does: 'session-ended',
    act: async () => {
      const { id, login } = await freshUser();
      const cookie = await server.signIn(login);
      return sent('DELETE', `/api/sessions/${await sessionOf(id)}`, undefined, cookie);
    },
  },
  'DELETE /api/users/:id/sessions': {
    does: 'sessions-ended',
    act: async () => sent('DELETE', `/api/users/${(await freshUser()).id}/sessions`),
  },
  'DELETE /api/users/:id/sessions/:session': {
    does: 'session-ended',
    act: async () => {
      const { id } = await freshUser();
      return sent('DELETE', `/api/users/${id}/sessions/${await sessionOf(id)}`);
    },
  },
  'POST /api/welcome': {
    does: 'link-taken',
    act: async () => {
      const { id, login, name } = await freshUser();
      const link = await server.app.accounts.invite(id);
      const body = { token: link?.token ?? '', login, name, password: PASSWORD };
      return sent('POST', '/api/welcome', body, '');
    },
  },
  'PATCH /api/me': {
    does: 'user-changed',
    act: () => sent('PATCH', '/api/me', { name: 'Root II' }),
  },
  'POST /api/users': {
    does: 'user-created',
    act: () => sent('POST', '/api/users', { login: 'new', name: 'New', role: 'operator' }),
  },
  'PATCH /api/users/:id': {
    does: 'user-changed',
    act: async () => sent('PATCH', `/api/users/${(await freshUser()).id}`, { role: 'supervisor' }),
  },
  'POST /api/users/:id/invite': {
    does: 'user-invited',
    act: async () => sent('POST', `/api/users/${(await freshUser()).id}/invite`),
  },
  'POST /api/teams': {
    does: 'team-created',
    act: () => sent('POST', '/api/teams', { ...TEAM, name: 'New' }),
  },
  'PUT /api/teams/:id': {
    does: 'team-changed',
    act: async () => sent('PUT', `/api/teams/${await freshTeam()}`, { ...TEAM, name: 'Other' }),
  },
  'DELETE /api/teams/:id': {
    does: 'team-removed',
    act: async () => sent('DELETE', `/api/teams/${await freshTeam()}`),
  },
  'POST /api/connections': {
    does: 'connection-created',
    act: () => sent('POST', '/api/connections', { ...ENTRY, id: 'branch' }),
  },
  'PUT /api/connections/:id': {
    does: 'connection-changed',
    act: async () => {
      const id = await freshConnection();
      return sent('PUT', `/api/connections/${id}`, { ...ENTRY, port: 10 });
    },
  },
  'PATCH /api/connections/:id': {
    does: 'connection-disabled',
    act: async () =>
      sent('PATCH', `/api/connections/${await freshConnection()}`, { enabled: false }),
  },
  'DELETE /api/connections/:id': {
    does: 'connection-removed',
    act: async () => sent('DELETE', `/api/connections/${await freshConnection()}`),
  },
  'POST /api/connections/:id/doctor': {
    does: 'connection-examined',
    act: async () => sent('POST', `/api/connections/${await freshConnection()}/doctor`),
  },
  'POST /api/secret-key': {
    does: 'secret-key-renewed',
    act: () => sent('POST', '/api/secret-key'),
  },
  'POST /api/reconciliations': {
    does: 'day-reconciled',
    act: () => sent('POST', '/api/reconciliations', { pbx: 'office', day: '2026-11-23' }),
  },
};

const changing = Object.keys(RIGHTS).filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route));

describe('A2 what changes something is noted', () => {
  test('every such route is tried here, or is an exception with a reason', () => {
    const all = [...Object.keys(ROUTES), ...Object.keys(UNAUDITED)];
    expect(all.sort()).toEqual(changing.sort());
    for (const reason of Object.values(UNAUDITED)) expect(reason).toMatch(/\w+ \w+/);
  });

  test.each(Object.entries(ROUTES))('%s', async (_, { does, act }) => {
    const answer = await act();
    expect([200, 201, 204]).toContain(answer.status);
    expect(await newest()).toMatchObject({
      action: does,
      address: '127.0.0.1',
      userAgent: 'a browser of tests',
      who: { login: expect.stringMatching(/^(root|user-\d+)$/) },
    });
  });
});

describe('A2 what is told', () => {
  test('of a change of a user: each field before and after, of a secret that it was set', async () => {
    const { id } = await freshUser();
    await sent('PATCH', `/api/users/${id}`, { name: 'Ольга', sipPassword: 'PLANTED-SIP' });
    expect(await newest()).toMatchObject({
      action: 'user-changed',
      target: { kind: 'user', id, name: 'Ольга' },
      changes: [
        { field: 'name', before: 'Olga', after: 'Ольга' },
        { field: 'sipPassword', before: null, after: null, secret: true },
      ],
    });
    await sent('PATCH', `/api/users/${id}`, { disabled: true });
    expect(await newest()).toMatchObject({
      action: 'user-disabled',
      changes: [{ field: 'disabled', before: false, after: true }],
    });
    await sent('PATCH', `/api/users/${id}`, { disabled: false });
    expect((await newest())?.action).toBe('user-enabled');
  });

  test('of a PBX connection: its settings, and no secret', async () => {
    const id = await freshConnection();
    const made = await newest();
    expect(made?.changes).toContainEqual({ field: 'host', before: null, after: '127.0.0.1' });
    expect(made?.changes).toContainEqual({
      field: 'secret',
      before: null,
      after: null,
      secret: true,
    });
    const { secret: _, ...same } = ENTRY;
    await sent('PUT', `/api/connections/${id}`, { ...same, port: 11 });
    expect(await newest()).toMatchObject({
      target: { kind: 'connection', id, name: 'Branch' },
      changes: [{ field: 'port', before: 9, after: 11 }],
    });
    await sent('PATCH', `/api/connections/${id}`, { enabled: false });
    await sent('PATCH', `/api/connections/${id}`, { enabled: true });
    expect(await newest()).toMatchObject({
      action: 'connection-enabled',
      changes: [{ field: 'enabled', before: false, after: true }],
    });
  });

  test('of refused sign-ins: whose account was tried; what nobody is called is not kept', async () => {
    const { login } = await freshUser();
    const tried = (name: string) =>
      sent('POST', '/api/session', { login: name, password: 'x' }, '');
    expect((await tried(login.toUpperCase())).status).toBe(401);
    expect(await newest()).toMatchObject({ action: 'sign-in-refused', who: { login } });
    expect((await tried('my-PLANTED-password')).status).toBe(401);
    expect(await newest()).toMatchObject({ action: 'sign-in-refused', who: null });
    for (let i = 0; i < 8; i += 1) await tried(login);
    const throttled = await page('?action=sign-in-throttled');
    expect(throttled.items.filter(({ who }) => who?.login === login)).toHaveLength(1);
  });

  test('of links and passwords that do not fit', async () => {
    const { login } = await freshUser();
    const cookie = await server.signIn(login);
    expect((await sent('POST', '/api/welcome/link', { token: 'PLANTED' }, '')).status).toBe(400);
    expect((await newest())?.action).toBe('link-refused');
    const change = (old: string) =>
      sent('PATCH', '/api/me', { password: { old, new: 'PLANTED password' } }, cookie);
    await change('wrong');
    expect(await newest()).toMatchObject({ action: 'password-refused', who: { login } });
    await change(PASSWORD);
    expect(await newest()).toMatchObject({ action: 'password-changed', who: { login } });
  });

  test('of a recording: each play once; of the events of a call: who took them away', async () => {
    const channel = 'rec';
    const id = pbx.ring({ from: '79161234567', extension: '101', channel });
    pbx.say({ kind: 'recording', file: 'call.wav', isFile: true, channel, group: channel });
    pbx.hangUp(channel);
    const recordingId = await until(
      async () => {
        const answer = await server.ask('GET', `/api/calls/${id}`, { cookie: admin });
        return ((await answer.json()) as CallView).recordingId;
      },
      { what: 'the recording in the log' },
    );
    const play = (range: string) =>
      server.ask('GET', `/api/recordings/${recordingId}`, { cookie: admin, headers: { range } });
    for (const range of ['bytes=0-', 'bytes=500-', 'bytes=900-']) {
      expect((await play(range)).status).toBe(206);
    }
    const plays = await page('?action=recording-played');
    expect(plays.items.map(({ target }) => target)).toEqual([{ kind: 'call', id, name: '' }]);
    const capture = await until(
      async () => {
        const answer = await server.ask('GET', `/api/calls/${id}/capture?masked=true`, {
          cookie: admin,
        });
        return answer.status === 200 ? answer : null;
      },
      { what: 'the capture' },
    );
    await capture.text();
    expect(await newest()).toMatchObject({
      action: 'capture-downloaded',
      target: { kind: 'call', id },
      changes: [{ field: 'masked', after: true }],
    });
  });

  test('of the export: the file has all rows of its filter, and the export itself is noted', async () => {
    const answer = await server.ask('GET', '/api/audit/export?action=user-created', {
      cookie: admin,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(1 + (await page('?action=user-created')).items.length);
    expect(await newest()).toMatchObject({
      action: 'audit-exported',
      changes: [{ field: 'action', before: null, after: 'user-created' }],
    });
  });
});

test('F11 nothing of what was secret is in the log, its file or its export', async () => {
  const answer = await server.ask('GET', '/api/audit/export', { cookie: admin });
  expect(await answer.text()).not.toContain('PLANTED');
  const rows = JSON.stringify((await page('?limit=100')).items);
  expect(rows).not.toContain('PLANTED');
  for (const file of ['perezvon.db', 'perezvon.db-wal']) {
    expect(readFileSync(join(server.dataDir, file)).includes('PLANTED')).toBe(false);
  }
});

test('A1 the chain over all of that is whole', async () => {
  const answer = await server.ask('GET', '/api/audit/verify', { cookie: admin });
  const [last] = (await page('?limit=1')).items;
  const { rows, hash, broken } = (await answer.json()) as AuditCheck;
  expect({ rows, hash, broken }).toEqual({ rows: last?.n, hash: last?.hash, broken: null });
});

test.each([
  'sort=at',
  'userId=a&userId=b',
  'action=drop',
  'from=yesterday',
  'limit=1000',
  "cursor='--",
])('F13 what is no filter is refused: %s', async (query) => {
  const answer = await server.ask('GET', `/api/audit?${query}`, { cookie: admin });
  expect(answer.status).toBe(400);
});
