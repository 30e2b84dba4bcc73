import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import {
  type ApiTokens,
  type AuditPage,
  type MadeToken,
  type Problem,
  TokenScope,
} from '../contract/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { RIGHTS, TOKEN_SCOPES } from '../users/rights.ts';

const SCOPES = TokenScope.anyOf.map((one) => one.const);
const DAY_MS = 24 * 60 * 60_000;

let clock: TestClock;
let server: TestServer;
let root: string;
let anna: string;
let annaId: string;

beforeAll(async () => {
  clock = { ...createTestClock(), token: systemClock.token };
  server = await startTestServer({
    clock,
    demo: { callMe: async () => {} },
  });
  await server.addUser({ login: 'root', role: 'admin', mayPause: true });
  annaId = (await server.addUser({ login: 'anna', mayPause: true })).id;
  [root, anna] = [await server.signIn('root'), await server.signIn('anna')];
});
afterAll(() => server.stop());

async function make(scopes: readonly TokenScope[], cookie = root, days = 30): Promise<MadeToken> {
  const body = { name: 'reports', scopes, days };
  const answer = await server.ask('POST', '/api/tokens', { cookie, body });
  expect(answer.status).toBe(201);
  return (await answer.json()) as MadeToken;
}

const revoke = (id: string, cookie = root) => server.ask('DELETE', `/api/tokens/${id}`, { cookie });
const by = (token: string, route: string, headers: Record<string, string> = {}) => {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replaceAll(/:\w+/g, 'no-such-id').replace('*', 'no-such-file');
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: { nothing: true } };
  return server.ask(method, url, {
    ...body,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
};
const codeOf = async (answer: Response) =>
  answer.ok ? null : ((await answer.json()) as Problem).code;

describe('F04 every route by an API token, with its scope and without', () => {
  const closed = Object.keys(RIGHTS).filter((route) => RIGHTS[route] !== 'anyone');
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    const made: (readonly [string, MadeToken])[] = [];
    for (const scope of SCOPES) {
      const others = SCOPES.filter((one) => one !== scope);
      made.push([`only ${scope}`, await make([scope])] as const);
      made.push([`all but ${scope}`, await make(others)] as const);
    }
    for (const [name, { token }] of made) tokens.set(name, token);
    return async () => {
      for (const [, { id }] of made) await revoke(id);
    };
  });

  test('the table names no route that is not there, and uses every scope', () => {
    for (const route of Object.keys(TOKEN_SCOPES)) expect(closed).toContain(route);
    expect(new Set(Object.values(TOKEN_SCOPES))).toEqual(new Set([...SCOPES, 'any']));
  });

  test.each(closed)('%s', async (route) => {
    const scope = TOKEN_SCOPES[route];
    if (scope === undefined) {
      for (const token of tokens.values()) {
        expect(await codeOf(await by(token, route))).toBe('token-never');
      }
      return;
    }
    const [one, other] = scope === 'any' ? [SCOPES[0], SCOPES[0]] : [scope, scope];
    const without = await codeOf(await by(tokens.get(`all but ${other}`) ?? '', route));
    if (scope === 'any') expect(without).not.toBe('token-scope');
    else expect(without).toBe('token-scope');
    const { status } = await by(tokens.get(`only ${one}`) ?? '', route);
    expect([200, 204, 400, 404, 409]).toContain(status);
  });
});

describe('F12 an API token', () => {
  test('is shown once, kept as a hash, and known by its prefix; making and revoking it is audited', async () => {
    const { token, id } = await make(['calls:read'], anna);
    expect(token).toMatch(/^perezvon_[A-Za-z0-9_-]{43}$/);
    const list = await server.ask('GET', '/api/tokens', { cookie: anna });
    const { items } = (await list.json()) as ApiTokens;
    expect(JSON.stringify(items)).not.toContain(token);
    expect(items[0]).toMatchObject({ id, name: 'reports', scopes: ['calls:read'], usedAt: null });
    for (const file of ['perezvon.db', 'perezvon.db-wal']) {
      expect(readFileSync(join(server.dataDir, file)).includes(token)).toBe(false);
    }
    expect((await by(token, 'GET /api/calls')).status).toBe(200);
    const used = async () => {
      const theirs = await server.ask('GET', `/api/users/${annaId}/tokens`, { cookie: root });
      return ((await theirs.json()) as ApiTokens).items[0]?.usedAt;
    };
    await until(async () => (await used()) !== null, { what: 'its use is noted' });
    expect((await revoke(id)).status).toBe(404);
    const path = `/api/users/${annaId}/tokens/${id}`;
    expect((await server.ask('DELETE', path, { cookie: root })).status).toBe(204);
    expect(await codeOf(await by(token, 'GET /api/calls'))).toBe('token-refused');
    const audit = await server.ask('GET', '/api/audit?limit=2', { cookie: root });
    const rows = ((await audit.json()) as AuditPage).items;
    expect(rows.map(({ action }) => action)).toEqual(['token-revoked', 'token-made']);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('reaches no further than its user: neither the role, nor the calls of others', async () => {
    const { token, id } = await make(['audit:read', 'calls:read', 'outside-calls:stop'], anna);
    expect(await codeOf(await by(token, 'GET /api/audit'))).toBe('forbidden');
    expect(await codeOf(await by(token, 'PUT /api/tolls/stop'))).toBe('forbidden');
    const admins = await make(['outside-calls:stop']);
    expect((await by(admins.token, 'PUT /api/tolls/stop')).status).toBe(200);
    const audit = await server.ask('GET', '/api/audit?limit=1', { cookie: root });
    expect(((await audit.json()) as AuditPage).items[0]).toMatchObject({
      action: 'outside-calls-stopped',
      userAgent: expect.stringMatching(/^\[API token reports\] /),
    });
    await server.ask('DELETE', '/api/tolls/stop', { cookie: root });
    await revoke(id, anna);
    await revoke(admins.id);
  });

  test('stands alone: a cookie beside it adds nothing', async () => {
    const { token, id } = await make(['contacts:read']);
    expect(await codeOf(await by(token, 'GET /api/users', { cookie: root }))).toBe('token-never');
    expect(await codeOf(await by('perezvon_forged', 'GET /api/users', { cookie: root }))).toBe(
      'token-refused',
    );
    await revoke(id);
  });

  test('ends with its time, and with its user', async () => {
    const { token, id } = await make(['calls:read'], anna, 1);
    const disable = (disabled: boolean) =>
      server.ask('PATCH', `/api/users/${annaId}`, { cookie: root, body: { disabled } });
    await disable(true);
    expect(await codeOf(await by(token, 'GET /api/calls'))).toBe('token-refused');
    await disable(false);
    expect((await by(token, 'GET /api/calls')).status).toBe(200);
    await clock.advance(DAY_MS);
    expect(await codeOf(await by(token, 'GET /api/calls'))).toBe('token-refused');
    [root, anna] = [await server.signIn('root'), await server.signIn('anna')];
    await revoke(id, anna);
  });

  test('guesses are slowed down by address; who has a token goes on; a token has 600 requests a minute', async () => {
    const { token, id } = await make(['calls:read']);
    const codes: (string | null)[] = [];
    for (let i = 0; i < 8; i += 1) codes.push(await codeOf(await by('perezvon_x', 'GET /api/me')));
    expect(codes.at(-1)).toBe('too-many-attempts');
    let slowed: Response | null = null;
    for (let i = 0; i < 610 && !slowed; i += 1) {
      const answer = await by(token, 'GET /api/me');
      if (answer.status === 429) slowed = answer;
      else expect(answer.status).toBe(200);
    }
    expect(slowed?.headers.get('retry-after')).toMatch(/^\d+$/);
    await clock.advance(60_000);
    expect((await by(token, 'GET /api/me')).status).toBe(200);
    await revoke(id);
  }, 30_000);

  test('OpenAPI names it as a security scheme, and each operation its scope', async () => {
    const answer = await server.ask('GET', '/api/openapi.json', { cookie: root });
    const { components, paths } = (await answer.json()) as {
      components: { securitySchemes: Record<string, { type: string; scheme?: string }> };
      paths: Record<string, Record<string, { security: object[] }>>;
    };
    expect(components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(paths['/api/calls']?.get?.security).toEqual([
      { session: [] },
      { token: ['calls:read'] },
    ]);
    expect(paths['/api/users']?.get?.security).toEqual([{ session: [] }]);
    expect(paths['/api/session']?.post?.security).toEqual([]);
  });
});
