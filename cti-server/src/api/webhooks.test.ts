import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../../fixtures/webhook-receiver.ts';
import type {
  AuditPage,
  Problem,
  Webhook,
  WebhookDeliveries,
  WebhookSecret,
  Webhooks,
} from '../contract/index.ts';

let server: TestServer;
let receiver: WebhookReceiver;
let root: string;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  server = await startTestServer({ config: { webhooks: { allow: ['127.0.0.1'] } } });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({ login: 'boss', role: 'supervisor' });
  root = await server.signIn('root');
});
afterAll(async () => {
  await server.stop();
  await receiver.stop();
});

const ask = (method: string, path: string, body?: unknown, cookie = root) =>
  server.ask(method, `/api/webhooks${path}`, { cookie, body });
let made = 0;
const entry = (changed: object = {}) => ({
  name: `Books ${(made += 1)}`,
  url: receiver.url,
  events: ['call.ended'],
  enabled: true,
  ...changed,
});
const list = async () => ((await (await ask('GET', '')).json()) as Webhooks).items;
async function add(changed?: object): Promise<WebhookSecret> {
  const answer = await ask('POST', '', entry(changed));
  expect(answer.status).toBe(201);
  return (await answer.json()) as WebhookSecret;
}

test('F11 the secret is told once, and stands nowhere in clear', async () => {
  const { id, secret } = await add();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const shown = await (await ask('GET', '')).text();
  expect(shown).not.toContain(secret);
  expect(readFileSync(join(server.dataDir, 'perezvon.db-wal'), 'latin1')).not.toContain(secret);
  const renewed = (await (await ask('POST', `/${id}/secret`)).json()) as WebhookSecret;
  expect(renewed.secret).not.toBe(secret);
  const log = await server.ask('GET', '/api/audit', { cookie: root });
  const text = JSON.stringify(((await log.json()) as AuditPage).items);
  expect(text).toContain('webhook-secret-renewed');
  for (const one of [secret, renewed.secret]) expect(text).not.toContain(one);
});

test.each([
  ['http://127.0.0.1/', 'https://'],
  ['https://10.0.0.1/', '10.0.0.1'],
  ['https://[::ffff:169.254.169.254]/', 'address of the internet'],
  ['https://hooks.example.org:22/', 'port 22'],
  ['https://user:word@hooks.example.org/', 'password'],
])('F08 %s is refused, with the reason', async (url, reason) => {
  const before = (await list()).length;
  const answer = await ask('POST', '', entry({ url }));
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await answer.json()) as Problem;
  expect(problem.code).toBe('webhook-url');
  expect(problem.detail).toContain(reason);
  expect(problem.fields?.['url']).toBe(problem.detail);
  expect(await list()).toHaveLength(before);
});

test('a webhook is changed, and removed with what waited for it; whoever is no administrator has none', async () => {
  const { id } = await add();
  const changed = await ask('PUT', `/${id}`, entry({ name: 'Other', enabled: false }));
  const now = { id, name: 'Other', enabled: false } satisfies Partial<Webhook>;
  expect(await changed.json()).toMatchObject(now);
  const disabled = await ask('POST', `/${id}/test`);
  expect([disabled.status, ((await disabled.json()) as { code: string }).code]).toEqual([
    409,
    'webhook-disabled',
  ]);
  const boss = await server.signIn('boss');
  expect((await ask('GET', '', undefined, boss)).status).toBe(403);
  expect((await ask('DELETE', `/${id}`, undefined, boss)).status).toBe(403);
  expect((await ask('DELETE', `/${id}`)).status).toBe(204);
  expect((await ask('PUT', `/${id}`, entry())).status).toBe(404);
  expect((await ask('GET', `/${id}/deliveries`)).status).toBe(404);
});

test('F08 a trial tells what came of it in our words alone: here that nobody vouches for the certificate', async () => {
  const { id } = await add();
  expect((await ask('POST', `/${id}/test`)).status).toBe(200);
  const read = async () => {
    const answer = await ask('GET', `/${id}/deliveries`);
    return ((await answer.json()) as WebhookDeliveries).items;
  };
  await until(async () => (await read())[0]?.tries === 1, { what: 'the try' });
  expect(await read()).toMatchObject([
    { type: 'webhook.test', state: 'waiting', problem: 'tls', status: null },
  ]);
  expect(receiver.received).toEqual([]);
  expect((await list()).find((one) => one.id === id)).toMatchObject({
    waiting: 1,
    last: { ok: false },
  });
});

test('F11 a new key of stored secrets seals those of webhooks, which sign on', async () => {
  const { id } = await add();
  const sealed = () => {
    const database = new Sqlite(join(server.dataDir, 'perezvon.db'), { readonly: true });
    const text = database.prepare('SELECT secret FROM webhooks WHERE id = ?').pluck().get(id);
    database.close();
    return String(text);
  };
  const before = sealed();
  expect((await server.ask('POST', '/api/secret-key', { cookie: root })).status).toBe(204);
  expect(sealed().split('.')[1]).not.toBe(before.split('.')[1]);
  await ask('POST', `/${id}/test`);
  const read = async () => {
    const answer = await ask('GET', `/${id}/deliveries`);
    return ((await answer.json()) as WebhookDeliveries).items[0];
  };
  await until(async () => (await read())?.tries === 1, { what: 'the try' });
  // it came as far as the certificate: the secret was read
  expect(await read()).toMatchObject({ problem: 'tls' });
});

test('no two have one name: by it people know them', async () => {
  await add({ name: 'Twice' });
  const answer = await ask('POST', '', entry({ name: ' TWICE ' }));
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    code: 'webhook-taken',
    fields: { name: 'There is a webhook "TWICE" already.' },
  });
});

test('a name is one line, and all of it can be seen', async () => {
  for (const name of ['a\u0000b', 'a\nb', 'a\u202eb']) {
    const answer = await ask('POST', '', entry({ name }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      fields: { name: 'Must be one line of text without invisible characters.' },
    });
  }
});

test('there are 20 at most', async () => {
  for (let count = (await list()).length; count < 20; count += 1) await add();
  const answer = await ask('POST', '', entry());
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
    409,
    'too-many-webhooks',
  ]);
});
