import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// A user turns the second factor on and signs in by it; an administrator resets it.

let scratch: string;
let server: TestServer;
let browser: Browser;
let page: Page;
let secret: string;
let recovery: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-second-factor-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { pbx: [] },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({ login: 'olga', name: 'Olga', language: 'en' });
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'olga');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (name: string) => page.getByRole('button', { name, exact: true });

/** Out, and the form filled in again as far as the code. */
async function toTheCode(): Promise<void> {
  await page.getByRole('button', { name: 'Menu: Olga' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('textbox', { name: 'Login' }).fill('olga');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button('Sign in').click();
  await page.getByRole('textbox', { name: 'Code' }).waitFor();
}

test('F12 turned on by password, QR code and a code; recovery codes are shown once', async () => {
  await page.getByRole('button', { name: 'Menu: Olga' }).click();
  await page.getByRole('menuitem', { name: 'Second factor' }).click();
  await page.getByLabel('Your password').fill('wrong');
  await button('Turn on').click();
  await page.getByText('The password is wrong.').waitFor();
  await page.getByLabel('Your password').fill(PASSWORD);
  await button('Turn on').click();
  const picture = page.getByRole('img', { name: 'QR code for the app' });
  await picture.waitFor();
  expect(await picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  secret = (await page.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? '';
  const field = page.getByLabel('Code that the app shows');
  await field.fill('000000');
  await button('Confirm').click();
  await page.getByText('The code is wrong, or was used already.').waitFor();
  await field.fill(new TOTP({ secret }).generate());
  await button('Confirm').click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  recovery = (await codes.first().textContent()) ?? '';
  await button('I have kept them').click();
  await page.getByText('10 recovery codes left.').waitFor();
  expect(await page.getByText(recovery).count()).toBe(0);
});

test('F12 the sign-in asks for the code; a recovery code serves once', async () => {
  await toTheCode();
  await page.getByRole('textbox', { name: 'Code' }).fill('000000');
  await button('Sign in').click();
  await page.getByText('Wait for the next one').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(recovery);
  await button('Sign in').click();
  await page.getByRole('button', { name: 'Menu: Olga' }).waitFor();
  await goTo(page, '/second-factor');
  await page.getByText('9 recovery codes left.').waitFor();
});

test('F12 an administrator resets it in the user’s form', async () => {
  const admin = await signedIn(browser, server.origin, 'root');
  await goTo(admin, '/users');
  const row = admin.getByRole('listitem').filter({ hasText: 'Olga' });
  await row.getByRole('button', { name: 'Edit' }).click();
  await admin.getByRole('button', { name: 'Reset' }).click();
  await admin.getByText('No code is asked for any more.').waitFor();
  expect(await admin.getByRole('button', { name: 'Reset' }).count()).toBe(0);
  const answer = await server.ask('POST', '/api/session', {
    body: { login: 'olga', password: PASSWORD },
  });
  expect(answer.status).toBe(200);
});
