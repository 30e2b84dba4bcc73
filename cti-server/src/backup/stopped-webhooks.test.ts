import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTempLog } from '../../../fixtures/temp-log.ts';
import { startTestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { startWebhookReceiver } from '../../../fixtures/webhook-receiver.ts';
import type { AuditPage, Health, Webhook } from '../contract/index.ts';
import { CTI_JOURNAL } from '../open-data.ts';
import { noteRestored } from '../restore-noted.ts';
import { createWebhookStore } from '../webhooks/store.ts';
import { makeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';
import { stopWebhooks } from './stopped-webhooks.ts';

const migrations = new URL('../../migrations', import.meta.url).pathname;

test('C07 webhooks of restored data send nothing until somebody enables them; what happens is kept', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-stopped-'));
  const receiver = await startWebhookReceiver();
  const config = { webhooks: { allow: ['127.0.0.1'] } };
  const first = await startTestServer({ dataDir, config });
  await first.addUser({ login: 'root', role: 'admin' });
  let cookie = await first.signIn('root');
  const events = ['contact.created'];
  const entry = { name: 'Books', url: receiver.url, events, enabled: true };
  const hook = await first.ask('POST', '/api/webhooks', { cookie, body: entry });
  const { id } = (await hook.json()) as { id: string };
  const now = Date.now();
  const into = join(dataDir, 'backups');
  const { folder } = await makeBackup({ dataDir, into, withKey: false, now });
  await first.stop();
  const restored = restoreBackup({
    folder,
    dataDir,
    givenKey: null,
    withoutSecrets: false,
    migrations,
    now,
    ctiJournal: CTI_JOURNAL,
    note: noteRestored,
  });
  expect(restored.stoppedWebhooks).toBe(1);

  const server = await startTestServer({ dataDir, config });
  cookie = await server.signIn('root');
  const read = async (path: string) => (await server.ask('GET', path, { cookie })).json();
  const hooks = async () => ((await read('/api/webhooks')) as { items: Webhook[] }).items;
  const person = { kind: 'person', name: 'Анна', numbers: [] };
  await server.ask('POST', '/api/contacts', { cookie, body: person });
  expect(await hooks()).toMatchObject([{ enabled: false, stopped: 'restore', waiting: 1 }]);
  const { parts } = (await read('/healthz')) as Health;
  expect(parts.find(({ part }) => part === 'webhooks')).toMatchObject({
    problem: { code: 'webhooks-stopped', values: { count: 1 } },
  });
  expect(receiver.connections()).toBe(0);
  const other = { ...entry, name: 'Other', enabled: false };
  await server.ask('PUT', `/api/webhooks/${id}`, { cookie, body: other });
  expect(await hooks()).toMatchObject([{ name: 'Other', enabled: false, stopped: 'restore' }]);
  await server.ask('PUT', `/api/webhooks/${id}`, { cookie, body: entry });
  expect(await hooks()).toMatchObject([{ enabled: true, stopped: null }]);
  // the certificate is nobody's, but the receiver was asked
  await until(() => receiver.connections() === 1, { what: 'the kept event' });
  const { items } = (await read('/api/audit')) as AuditPage;
  const rows = items.map(({ action, changes }) => [action, changes.map(({ field }) => field)]);
  expect(rows).toContainEqual(['backup-restored', ['stoppedWebhooks']]);
  expect(rows.slice(0, 2)).toEqual([
    ['webhook-changed', ['name', 'enabled']],
    ['webhook-changed', ['name']],
  ]);
  await server.stop();
  await receiver.stop();
  rmSync(dataDir, { recursive: true, force: true });
  // two servers
}, 30_000);

test('C07 after a restore events are numbered beyond all that receivers saw, however often it is restored', async () => {
  const temp = createTempLog();
  const { handle } = temp;
  const store = createWebhookStore(handle);
  const event = {
    eventId: 'evt_1',
    type: 'webhook.test',
    subject: 'a',
    entry: null,
    at: 0,
  } as const;
  const next = async () => (await store.addTrial({ webhookId: 'a', ...event })).n;
  const now = Date.UTC(2026, 10, 26);
  // the backup was made before the first event
  stopWebhooks(handle, now);
  expect(await next()).toBe(now + 1);
  stopWebhooks(handle, now + 60_000);
  expect(await next()).toBe(now + 60_001);
  // a clock that was put back takes nothing back
  stopWebhooks(handle, 0);
  expect(await next()).toBe(now + 60_002);
  await temp.remove();
});
