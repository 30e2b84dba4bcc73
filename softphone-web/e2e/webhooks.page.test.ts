import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../fixtures/webhook-receiver.ts';
import { axeViolations } from './axe.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// What administrators do with webhooks, against the real server and a real receiver whose certificate nobody vouches for.

let scratch: string;
let server: TestServer;
let receiver: WebhookReceiver;
let browser: Browser;
let admin: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-webhooks-'));
  receiver = await startWebhookReceiver();
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { webhooks: { allow: ['127.0.0.1'] } },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  browser = await openBrowser(scratch);
  admin = await signedIn(browser, server.origin, 'root');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await receiver?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (name: string) => admin.getByRole('button', { name, exact: true });

test('F08 a webhook is added, its secret shown once; a refused address and a failed trial are said in words', async () => {
  await goTo(admin, '/webhooks');
  await admin.getByText('No webhooks yet.').waitFor();
  await button('Add a webhook').click();
  await admin.getByRole('textbox', { name: 'What it is for' }).fill('Books');
  const url = admin.getByRole('textbox', { name: 'Address of the receiver' });
  await url.fill('https://10.0.0.1/');
  await button('Save').click();
  await admin.getByText('10.0.0.1 is no address of the internet', { exact: false }).waitFor();
  expect(await axeViolations(admin)).toEqual([]);
  await url.fill(receiver.url);
  await button('Save').click();
  const secret = (await admin.locator('code').textContent()) ?? '';
  expect(secret).toMatch(/^whsec_/);
  expect(await axeViolations(admin)).toEqual([]);
  await button('I have kept it').click();
  await admin.getByText('nothing sent yet').waitFor();
  expect(await admin.getByText(secret).count()).toBe(0);
  await button('Send a trial: Books').click();
  await admin.getByText('the certificate is not trusted', { exact: false }).waitFor();
  expect(await axeViolations(admin)).toEqual([]);
  await button('Back to the list').click();
  await button('Edit: Books').click();
  await admin.getByRole('switch', { name: 'Enabled' }).click();
  await button('Save').click();
  await admin.getByText('disabled', { exact: true }).waitFor();
  await button('Enable: Books').click();
  await button('Send a trial: Books').waitFor();
  const renewals: string[] = [];
  admin.on('request', (request) => {
    if (request.url().endsWith('/secret')) renewals.push(request.method());
  });
  await button('New secret: Books').click();
  await button('New secret').dblclick();
  await button('I have kept it').click();
  expect(renewals).toEqual(['POST']);
  await button('Remove: Books').click();
  await button('Remove').click();
  await admin.getByText('No webhooks yet.').waitFor();
  expect(receiver.received).toEqual([]);
});

test('the list shows what was delivered, and what others removed, without a click', async () => {
  const cookie = await server.signIn('root');
  const ask = (method: string, path: string, body?: object) =>
    server.ask(method, `/api/webhooks${path}`, { cookie, ...(body && { body }) });
  const hook = { name: 'Shop', url: receiver.url, events: ['call.ended'], enabled: true };
  const { id } = (await (await ask('POST', '', hook)).json()) as { id: string };
  await goTo(admin, '/webhooks');
  await admin.getByText('nothing sent yet').waitFor();
  await ask('POST', `/${id}/test`);
  await admin.getByText(/waiting: 1$/).waitFor();
  await ask('DELETE', `/${id}`);
  await admin.getByText('No webhooks yet.').waitFor();
});
