import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOTP } from 'otpauth';
import { PASSWORD, startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// What people and administrators do with ways of signing in: API tokens, and a second factor that a role needs.

let scratch: string;
let server: TestServer;
let browser: Browser;
let admin: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-tokens-'));
  server = await startTestServer({ webDir: join(import.meta.dirname, '../dist') });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({ login: 'boss', role: 'supervisor', language: 'en' });
  browser = await openBrowser(scratch);
  admin = await signedIn(browser, server.origin, 'root');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('F12 an API token made in the page works, is shown once, and is revoked there', async () => {
  await goTo(admin, '/tokens');
  await admin.getByText('No API tokens.').waitFor();
  await admin.getByRole('textbox', { name: 'What it is for' }).fill('Reports');
  await admin.getByRole('checkbox', { name: 'read contacts' }).check();
  await button(admin, 'Make a token').click();
  const token = (await admin.locator('code').textContent()) ?? '';
  const ask = () =>
    fetch(`${server.origin}/api/contacts`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await button(admin, 'I have kept it').click();
  expect(await admin.getByText(token).count()).toBe(0);
  await admin.getByText('read contacts ·').waitFor();
  await button(admin, 'Revoke Reports').click();
  await admin.getByText('No API tokens.').waitFor();
  expect((await ask()).status).toBe(401);
});

test('F12 a second factor that a role needs is set up before anything else is seen', async () => {
  await goTo(admin, '/users');
  await admin.getByRole('combobox', { name: 'Second factor required for' }).click();
  await admin.getByRole('option', { name: 'Supervisor' }).click();
  await admin.getByText('Saved. Who lacks it is asked to set it up.').waitFor();
  const context = await browser.newContext({ locale: 'en-GB' });
  const boss = await context.newPage();
  await boss.goto(server.origin);
  await boss.getByLabel('Login').fill('boss');
  await boss.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button(boss, 'Sign in').click();
  await boss.getByText('Your role needs a second factor.').waitFor();
  expect(await boss.getByRole('heading', { name: 'Recent calls' }).count()).toBe(0);
  await boss.getByLabel('Your password').fill(PASSWORD);
  await button(boss, 'Turn on').click();
  const line = await boss.getByText('Or type it in by hand:').textContent();
  const secret = /([A-Z2-7]{16,})/.exec(line ?? '')?.[1] ?? '';
  await boss.getByLabel('Code that the app shows').fill(new TOTP({ secret }).generate());
  await button(boss, 'Confirm').click();
  await button(boss, 'I have kept them').click();
  await boss.getByRole('heading', { name: 'Recent calls' }).waitFor();
});
