import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// Two browsers of one person and an administrator's, over the real server.

const WITHIN_MS = 5_000;
let scratch: string;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-sessions-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { pbx: [] },
  });
  await server.addUser({ login: 'root', role: 'admin', name: 'Root', language: 'en' });
  await server.addUser({ login: 'olga', name: 'Olga', language: 'en' });
  browser = await openBrowser(scratch);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const isOut = (page: Page) =>
  page.getByText('You were signed out. Sign in again.').waitFor({ timeout: WITHIN_MS });

test('who finds a sign-in they do not know ends it; that page is signed out at once, this one stays', async () => {
  const here = await signedIn(browser, server.origin, 'olga');
  const there = await signedIn(browser, server.origin, 'olga');
  await here.getByRole('button', { name: 'Menu: Olga' }).click();
  await here.getByRole('menuitem', { name: 'Where I am signed in' }).click();
  const rows = here.locator('main').getByRole('listitem');
  // this one, the other, and the one by which the test made the user
  await here.getByText('open now').waitFor();
  expect(await rows.count()).toBe(3);
  expect(await rows.first().getByText('127.0.0.1').count()).toBe(1);
  const other = rows.filter({ hasText: 'open now' });
  await other.getByRole('button', { name: /^End: Chrome, Linux$/ }).press('Enter');
  await isOut(there);
  await other.waitFor({ state: 'detached' });
  expect(await rows.count()).toBe(2);
  await here.getByText('this browser').waitFor();
});

test('all others are ended at once', async () => {
  const pages = [
    await signedIn(browser, server.origin, 'olga'),
    await signedIn(browser, server.origin, 'olga'),
  ];
  const here = await signedIn(browser, server.origin, 'olga');
  await goTo(here, '/sessions');
  await here.getByRole('button', { name: 'End all others' }).click();
  await Promise.all(pages.map(isOut));
  await here.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
  expect(await here.locator('main').getByRole('listitem').count()).toBe(1);
});

test('an administrator ends a sign-in of somebody; it is in the audit log', async () => {
  const theirs = await signedIn(browser, server.origin, 'olga');
  const admin = await signedIn(browser, server.origin, 'root');
  await goTo(admin, '/users');
  const row = admin.getByRole('listitem').filter({ hasText: 'Olga' });
  await row.getByRole('button', { name: 'Sign-ins' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Where Olga is signed in' });
  await dialog.getByRole('listitem').first().getByRole('button', { name: /^End/ }).click();
  await isOut(theirs);
  await admin.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await goTo(admin, '/audit');
  await admin.locator('main li[data-row]').first().getByText('Session ended').waitFor();
});
