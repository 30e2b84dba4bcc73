import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { RIGHTS, reachOf, rightOf } from './rights.ts';

const ROLES = ['operator', 'supervisor', 'admin'] as const;
const pbx = createFakePbx();
let server: TestServer;
let cookies: Record<string, string>;

beforeAll(async () => {
  const demo = { callMe: async () => {} };
  const config = { pbx: [officeOf()] };
  server = await startTestServer({ connectors: pbx.connectors, config, demo });
  cookies = {};
  for (const [index, role] of ROLES.entries()) {
    await server.addUser({ login: role, role, extension: String(101 + index) });
    cookies[role] = await server.signIn(role);
  }
  const gone = await server.addUser({ login: 'gone', role: 'admin' });
  cookies.disabled = await server.signIn('gone');
  await server.app.accounts.update(gone.id, { disabled: true });
});

afterAll(() => server.stop());

/** A request to the route that is valid in shape and touches nothing that is there. */
function request(route: string, cookie: string | undefined) {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replace(':id', 'no-such-id').replace('*', 'no-such-file');
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: { nothing: true } };
  return server.ask(method, url, { ...(cookie === undefined ? {} : { cookie }), ...body });
}

describe('F04 rights', () => {
  test('a route that is not in the table stops the start', async () => {
    const { createApi } = await import('./server.ts');
    const { createOriginCheck } = await import('../kernel/origin.ts');
    const { silentLog } = await import('../kernel/log.ts');
    const { systemClock } = await import('../kernel/clock.ts');
    const made = createApi(
      {
        sessions: { find: async () => null },
        origins: createOriginCheck(null),
        clock: systemClock,
        log: silentLog,
        language: 'en',
        trustedProxies: [],
        secure: false,
        version: '1',
      },
      (api) => void api.get('/api/secret', async () => 'x'),
    );
    await expect(made).rejects.toThrow(/GET \/api\/secret has no right/);
  });

  test('every route of the table is there', async () => {
    const openapi = (await (
      await server.ask('GET', '/api/openapi.json', { cookie: cookies.admin ?? '' })
    ).json()) as { paths: Record<string, Record<string, unknown>> };
    const documented = Object.entries(openapi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    const hidden = ['GET /api/openapi.json', 'GET /api/docs', 'GET /*', 'HEAD /*'];
    expect([...documented, ...hidden].sort()).toEqual(Object.keys(RIGHTS).sort());
  });

  const closed = Object.keys(RIGHTS).filter((route) => RIGHTS[route] !== 'anyone');

  test.each(closed)('%s: nobody without a session, nobody disabled', async (route) => {
    expect((await request(route, undefined)).status).toBe(401);
    expect((await request(route, cookies.disabled)).status).toBe(401);
    expect((await request(route, 'perezvon=forged')).status).toBe(401);
  });

  test.each(closed.flatMap((route) => ROLES.map((role) => [route, role] as const)))(
    '%s as %s',
    async (route, role) => {
      const [method = '', path = ''] = route.split(' ');
      const right = rightOf(method, path);
      const allowed = right !== undefined && reachOf(right, role) !== null;
      const { status } = await request(route, cookies[role]);
      expect(allowed ? [200, 204, 400, 404, 409] : [403]).toContain(status);
    },
  );
});

describe('F04 an operator reaches only calls of the own extension, for reading and for changing', () => {
  test.each([
    ['GET', '', undefined],
    ['PUT', '/note', { note: 'x' }],
    ['PUT', '/contact', { contactId: 'x' }],
    ['POST', '/hangup', undefined],
  ])('%s a call of another%s', async (method, path, body) => {
    const id = pbx.ring({
      from: '79161234567',
      extension: '102',
      channel: `foreign${path}`.replace('/', '-'),
    });
    const foreign = await server.ask(method, `/api/calls/${id}${path}`, {
      cookie: cookies.operator ?? '',
      body,
    });
    const missing = await server.ask(method, `/api/calls/none${path}`, {
      cookie: cookies.operator ?? '',
      body,
    });
    expect([404, 409]).toContain(foreign.status);
    expect(await foreign.json()).toEqual(await missing.json());
    expect(pbx.commands).toEqual([]);
  });

  test('the list has only own ones', async () => {
    const own = pbx.ring({ from: '79161234568', extension: '101', channel: 'own' });
    const list = async (role: string) => {
      const answer = await server.ask('GET', '/api/calls', { cookie: cookies[role] ?? '' });
      return ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
    };
    await until(async () => (await list('operator')).length > 0, { what: 'the call in the list' });
    expect(await list('operator')).toEqual([own]);
    expect((await list('supervisor')).length).toBeGreaterThan(1);
  });
});
