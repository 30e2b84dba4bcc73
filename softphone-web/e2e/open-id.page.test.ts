import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenIdProvider, startOpenIdProvider } from '../../fixtures/open-id-provider.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// A real provider on another site (localhost beside 127.0.0.1): what cookies a browser takes along there and back.

let scratch: string;
let provider: OpenIdProvider;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-open-id-'));
  provider = await startOpenIdProvider(() => server.origin);
  const { issuer, clientId, clientSecret } = provider;
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { pbx: [], openId: { issuer, clientId, clientSecret, name: 'Office' } },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({ login: 'vera@example.org', name: 'Vera', language: 'en' });
  provider.people.set('vera', { email: 'vera@example.org', emailVerified: true });
  browser = await openBrowser(scratch);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await provider?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function signInThere(page: Page, login: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Office' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('F12 by a click to the other server and back to the screen one wanted; an administrator undoes the bond', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${server.origin}/contacts`);
  await signInThere(page, 'vera');
  await page.getByRole('button', { name: 'Menu: Vera' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/contacts');
  const kept = await context.cookies(server.origin);
  expect(kept.map(({ name, sameSite }) => [name, sameSite])).toEqual([['perezvon', 'Strict']]);
  await context.close();

  const admin = await signedIn(browser, server.origin, 'root');
  await goTo(admin, '/users');
  const row = admin.getByRole('listitem').filter({ hasText: 'Vera' });
  await row.getByRole('button', { name: 'Edit' }).click();
  await admin.getByRole('button', { name: 'Undo the bond' }).click();
  await admin.getByText('the user is bound anew').waitFor();
  await admin.getByRole('button', { name: 'Undo the bond' }).waitFor({ state: 'detached' });
  await admin.close();
});

test('F12 who is not known here reads why, at the sign-in, and the address says it no more', async () => {
  provider.people.set('stranger', { email: 'stranger@example.org', emailVerified: true });
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(server.origin);
  await signInThere(page, 'stranger');
  await page.getByRole('alert').getByText('There is no such user here').waitFor();
  expect(page.url()).toBe(`${server.origin}/`);
  await context.close();
});
