import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { Health } from '../contract/index.ts';

const pbx = createFakePbx();
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf()] } });
  await server.addUser({ login: 'anna' });
  await server.addUser({ login: 'admin', role: 'admin' });
});

afterAll(() => server.stop());

describe('F11 health tells hosts, files and what others said to administrators alone', () => {
  test.each(['nobody', 'anna', 'admin'])('%s', async (who) => {
    const detail = '10.0.0.5 refused the AMI user "perezvon".';
    const since = new Date(0).toISOString();
    pbx.status({ state: 'refused', since, problem: 'pbx-login-refused', detail });
    const options = who === 'nobody' ? {} : { cookie: await server.signIn(who) };
    const answer = await server.ask('GET', '/healthz', options);
    pbx.status({ state: 'up', since, problem: null, detail: null });
    const health = (await answer.json()) as Health;
    const part = (name: string) => health.parts.find((one) => one.part === name);
    const isAdmin = who === 'admin';
    expect(part('pbx:office')).toEqual({
      part: 'pbx:office',
      ok: false,
      since,
      cure: null,
      problem: { code: 'pbx-login-refused', values: {} },
      detail: isAdmin ? detail : null,
    });
    expect(part('page')).toMatchObject({
      problem: { code: 'page-missing' },
      cure: isAdmin ? expect.stringContaining('npm run build') : null,
    });
    expect(health.version).toBe(who === 'nobody' ? null : 'test');
  });
});
