import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TeamList } from '../../cti-server/src/contract/index.ts';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// Shared places in each of their states, and the password that is asked for again.

const pbx = createFakePbx();
let scratch: string;
let server: TestServer;
let browser: Browser;
let root: Page;
let olga: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-asks-'));
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf()] },
    webDir: join(import.meta.dirname, '../dist'),
  });
  await server.addUser({ login: 'root', role: 'admin', name: 'Root', language: 'en' });
  await server.addUser({ login: 'olga', name: 'Ольга', language: 'ru' });
  browser = await openBrowser(scratch);
  [root, olga] = await Promise.all([
    signedIn(browser, server.origin, 'root'),
    signedIn(browser, server.origin, 'olga'),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const shot = async (page: Page, name: string) => {
  const folder = process.env['SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
};

test('places: loading, then a failure in words with a way to try again, then empty', async () => {
  const held = Promise.withResolvers<void>();
  await olga.route('**/api/places', async (route) => {
    await held.promise;
    await route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' });
  });
  // anew: the desk has asked for them already
  await olga.goto(`${server.origin}/places`);
  await olga.locator('.mantine-Skeleton-root').first().waitFor();
  held.resolve();
  await olga.getByText('Общие места не загрузились.').waitFor({ timeout: 20_000 });
  await shot(olga, 'places-failed-ru');
  await olga.unroute('**/api/places');
  await button(olga, 'Повторить').click();
  await olga.getByText('Общих мест нет.').waitFor();
  expect(await olga.getByText('Общие места не загрузились.').count()).toBe(0);
});

test('places: one added by an administrator is taken and left by an operator, in Russian', async () => {
  await goTo(root, '/places');
  await root.getByText('No shared places yet.').waitFor();
  const made = await server.ask('POST', '/api/places', {
    cookie: await server.signIn('root'),
    body: { pbx: 'office', extension: '301', device: 'desk' },
  });
  expect(made.status).toBe(201);
  await olga.getByRole('button', { name: 'Занять: 301' }).click({ timeout: 15_000 });
  await olga.getByText('здесь сидите вы').waitFor();
  await root.getByText('taken', { exact: true }).waitFor({ timeout: 15_000 });
  await olga.setViewportSize({ width: 380, height: 700 });
  await shot(olga, 'places-ru-380');
  await shot(root, 'places-en');
  await button(olga, 'Уйти с места').click();
  await olga.getByRole('button', { name: 'Занять: 301' }).waitFor();
});

/** As far as the server knows, all passwords were typed long ago. */
function halfAnHourLater(): void {
  const database = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
  database.sqlite.exec('UPDATE sessions SET proven_at = 0');
  database.close();
}

const teams = async () => {
  const answer = await server.ask('GET', '/api/teams', { cookie: await server.signIn('root') });
  return ((await answer.json()) as TeamList).items.map(({ name }) => name);
};

test('V7 half an hour later the password is asked for; wrong, given up, right: the change goes on by itself', async () => {
  await goTo(root, '/teams');
  halfAnHourLater();
  const dialog = root.getByRole('dialog', { name: 'Is it you?' });
  const add = async () => {
    await button(root, 'Add a team').first().click();
    await root.getByRole('textbox', { name: 'Name' }).fill('Sales');
    await button(root, 'Save').click();
    await dialog.waitFor();
  };
  await add();
  await shot(root, 'proof-en');
  await root.emulateMedia({ colorScheme: 'dark' });
  await root.setViewportSize({ width: 380, height: 700 });
  await shot(root, 'proof-en-dark-380');
  await root.setViewportSize({ width: 1280, height: 800 });
  await dialog.locator('input[type=password]').fill('not the password');
  await button(root, 'Go on').click();
  await dialog.getByText(/password is wrong/i).waitFor();
  await shot(root, 'proof-wrong-dark');
  expect(await teams()).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await teams()).toEqual([]);
  await button(root, 'Save').click();
  await dialog.locator('input[type=password]').fill(PASSWORD);
  await root.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await root.getByText('Sales').first().waitFor();
  expect(await teams()).toEqual(['Sales']);
});
