import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { carrier, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { FIRST_RULES, type CallView, type Health, type Problem } from './contract/index.ts';

// Phone 108, as in app.real.test.ts: files of real tests run one after another.
let pbx: RunningAsterisk;
let server: TestServer;
let root: string;
let vera: string;

beforeAll(async () => {
  pbx = await startAsterisk({ version: 22 });
  server = await startTestServer({ config: { pbx: [connectionTo(pbx, {})] } });
  await server.addUser({ login: 'root', role: 'admin' });
  await server.addUser({ login: 'vera', pbx: 'main', extension: '108', device: 'desk' });
  [root, vera] = [await server.signIn('root'), await server.signIn('vera')];
  await until(
    async () =>
      ((await (await server.ask('GET', '/healthz')).json()) as Health).parts.some(
        ({ part, ok }) => part === 'pbx:main' && ok,
      ),
    { what: 'the link to the PBX' },
  );
});
afterAll(() => server?.stop());

const dial = (number: string) =>
  server.ask('POST', '/api/calls', { cookie: vera, body: { number } });

test('F03 the switch ends an outside call on Asterisk within 1 s, and no other begins', async () => {
  const phone = await deskPhone(pbx, { extension: '108', behaviour: 'answer', ringMs: 200 });
  const outside = await carrier(pbx, { behaviour: 'answer', ringMs: 200 });
  try {
    const rules = { ...FIRST_RULES, atOnce: 1 };
    const set = server.ask('PUT', '/api/tolls/rules/default', { cookie: root, body: rules });
    expect((await set).status).toBe(200);
    const { callId } = (await (await dial('8 (916) 555-00-71')).json()) as { callId: string };
    const call = async () =>
      (await (
        await server.ask('GET', `/api/calls/${callId}`, { cookie: root })
      ).json()) as CallView;
    await until(async () => (await call()).state === 'talking', {
      what: 'the two talk',
      timeoutMs: 15_000,
    });
    const second = (await (await dial('8 (916) 555-00-72')).json()) as Problem;
    expect(second.code).toBe('toll-at-once');
    const began = Date.now();
    expect((await server.ask('PUT', '/api/tolls/stop', { cookie: root })).status).toBe(200);
    const ended = await until(
      async () => {
        const now = await call();
        return now.state === 'ended' ? now : null;
      },
      { what: 'the end' },
    );
    expect(Date.parse(ended.endedAt ?? '') - began).toBeLessThan(1_000);
    expect(((await (await dial('8 (916) 555-00-73')).json()) as Problem).code).toBe('toll-stopped');
  } finally {
    await phone.stop();
    await outside.stop();
  }
});
