import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ENTRY } from '../../../fixtures/audit-stage.ts';
import { startTestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { startWebhookReceiver } from '../../../fixtures/webhook-receiver.ts';
import type { Health, WebhookDelivery, WebhookSecret } from '../contract/index.ts';
import { CTI_JOURNAL } from '../open-data.ts';
import { noteRestored } from '../restore-noted.ts';
import { makeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

const migrations = new URL('../../migrations', import.meta.url).pathname;

test('C07 without the key: a PBX that wants its secret is named, and one new secret cures a webhook', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-lost-key-'));
  const receiver = await startWebhookReceiver();
  const config = { webhooks: { allow: ['127.0.0.1'] } };
  const first = await startTestServer({ dataDir, config });
  await first.addUser({ login: 'root', role: 'admin' });
  let cookie = await first.signIn('root');
  await first.ask('POST', '/api/connections', { cookie, body: { ...ENTRY, id: 'branch' } });
  const hook = { name: 'Books', url: receiver.url, events: ['contact.created'], enabled: true };
  const added = await first.ask('POST', '/api/webhooks', { cookie, body: hook });
  const path = `/api/webhooks/${((await added.json()) as WebhookSecret).id}`;
  const now = Date.now();
  const into = join(dataDir, 'backups');
  const { folder } = await makeBackup({ dataDir, into, withKey: false, now });
  await first.stop();
  rmSync(join(dataDir, 'secret.key'));
  restoreBackup({
    folder,
    dataDir,
    givenKey: null,
    withoutSecrets: true,
    migrations,
    now,
    ctiJournal: CTI_JOURNAL,
    note: noteRestored,
  });

  const server = await startTestServer({ dataDir, config });
  cookie = await server.signIn('root');
  const ask = (method: string, to: string, body?: object) =>
    server.ask(method, to, { cookie, ...(body && { body }) });
  const { parts } = (await (await ask('GET', '/healthz')).json()) as Health;
  expect(parts.find(({ part }) => part === 'pbx:branch')).toMatchObject({
    ok: false,
    problem: { code: 'pbx-secret' },
  });
  expect(parts.some(({ problem }) => problem?.code === 'no-pbx')).toBe(false);

  async function problemOfTrial(): Promise<string | null> {
    const { n } = (await (await ask('POST', `${path}/test`)).json()) as WebhookDelivery;
    let tried: WebhookDelivery | undefined;
    await until(
      async () => {
        const answer = await ask('GET', `${path}/deliveries`);
        const { items } = (await answer.json()) as { items: WebhookDelivery[] };
        tried = items.find((one) => one.n === n && one.tries > 0);
        return tried !== undefined;
      },
      { what: 'the try' },
    );
    return tried?.problem ?? null;
  }
  await ask('PUT', path, hook);
  expect(await problemOfTrial()).toBe('secret');
  await ask('POST', `${path}/secret`);
  // the certificate is nobody's: the message was signed and on its way
  expect(await problemOfTrial()).toBe('tls');
  await server.stop();
  await receiver.stop();
  rmSync(dataDir, { recursive: true, force: true });
  // two servers
}, 30_000);
