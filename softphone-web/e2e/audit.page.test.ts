import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../crm-core/src/index.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// What people do is in the log; an administrator reads it in the page of the real server.

let scratch: string;
let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-audit-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { pbx: [] },
  });
  await server.addUser({ login: 'root', role: 'admin', name: 'Root', language: 'en' });
  await server.addUser({ login: 'olga', name: 'Ольга' });
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'root');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const rows = () => page.locator('main li[data-row]');
const first = () => rows().first();

test('what was done is there, newest first, with what changed; a secret is not', async () => {
  const cookie = await server.signIn('root');
  await server.ask('POST', '/api/users', {
    cookie,
    body: { login: 'ivan', name: '<b>Иван</b>', role: 'operator', sipPassword: 'PLANTED' },
  });
  await goTo(page, '/audit');
  await first().getByText('User made', { exact: true }).waitFor();
  await first().getByText('<b>Иван</b>').first().waitFor();
  await first().getByText('set anew, not shown').waitFor();
  await first().getByText('127.0.0.1').waitFor();
  expect(await page.content()).not.toContain('PLANTED');
  await page.getByText(/The log is whole: \d+ rows, none changed or removed/).waitFor();
});

test('it is filtered by the keyboard alone; what finds nothing says so and leads back', async () => {
  await page.getByLabel('What', { exact: true }).focus();
  await page.keyboard.type('Sign-in');
  await first().getByText('Sign-in', { exact: true }).waitFor();
  await page.waitForFunction(
    () =>
      ![...document.querySelectorAll('main li[data-row]')].some((row) =>
        /User made/.test(row.textContent),
      ),
  );
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('End');
  await page.getByText('There is nothing with this filter.').waitFor();
  await page.getByRole('button', { name: 'Reset the filter' }).press('Enter');
  await first().getByText('User made', { exact: true }).waitFor();
  await page.getByLabel('To', { exact: true }).fill('2020-01-01');
  await page.getByText('There is nothing with this filter.').waitFor();
  await page.getByLabel('To', { exact: true }).fill('');
  await first().waitFor();
});

test('it is saved as a table, and that is noted', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a table (CSV)' }).press('Enter'),
  ]);
  const file = join(scratch, 'audit.csv');
  await download.saveAs(file);
  expect(download.suggestedFilename()).toBe('perezvon-audit.csv');
  expect(readFileSync(file, 'utf8')).toContain('"<b>Иван</b>"');
  await goTo(page, '/');
  await goTo(page, '/audit');
  await first().getByText('Audit log exported').waitFor();
});

test('a server that does not answer is said, and asked again', async () => {
  await page.route('**/api/audit*', (route) => route.abort());
  await goTo(page, '/');
  await page.reload();
  await goTo(page, '/audit');
  await page.getByText('The audit log could not be loaded.').waitFor();
  await page.unroute('**/api/audit*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await first().waitFor();
});

test('who changed a row in the database is found out: the page names it', async () => {
  const other = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
  other.sqlite.exec('DROP TRIGGER audit_entries_no_update');
  other.sqlite.exec("UPDATE audit_entries SET user_name = 'Somebody else' WHERE n = 2");
  other.close();
  await page.getByRole('button', { name: 'Check again' }).click();
  await page
    .getByRole('alert')
    .getByText(/^Row 2 is not as it was written/)
    .waitFor();
});

test('it is for administrators alone', async () => {
  const other = await signedIn(browser, server.origin, 'olga');
  await goTo(other, '/audit');
  await other
    .getByText('Журнал действий видят только администраторы.')
    .or(other.getByText('Only administrators may see the audit log.'))
    .waitFor();
  expect(await other.getByRole('link', { name: /^(Audit|Журнал действий)$/ }).count()).toBe(0);
});
