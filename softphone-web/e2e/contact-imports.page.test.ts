import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { axeViolations } from './axe.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// A supervisor brings contacts in from a file, reads what came of it and takes it back, in the page of the real server.

let scratch: string;
let server: TestServer;
let browser: Browser;
let page: Page;
let cookie: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-imports-'));
  server = await startTestServer({ webDir: join(import.meta.dirname, '../dist') });
  await server.addUser({ login: 'olga', role: 'supervisor', name: 'Ольга', language: 'en' });
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'olga');
  cookie = await server.signIn('olga');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const row = () => page.getByRole('region', { name: 'Imports' }).getByRole('listitem').first();

async function choose(name: string, content: string | Buffer): Promise<void> {
  writeFileSync(join(scratch, name), content);
  await page.locator('input[type=file]').setInputFiles(join(scratch, name));
}

test('F14 a file is chosen, understood, imported, reported by line, and undone', async () => {
  await goTo(page, '/contacts');
  await page.getByRole('link', { name: 'From a file' }).click();
  await page.getByText('No file was imported yet.').waitFor();
  await choose(
    'list.csv',
    'Имя;Связь;Кто\n<b>Анна</b>;8 495 123-45-67;директор\n;84951234568;\n=1+1;нет;\n',
  );
  await page.getByRole('cell', { name: '<b>Анна</b>' }).waitFor();
  const column = page.getByRole('combobox', { name: 'Column 2: Связь' });
  expect(await column.inputValue()).toBe('');
  await column.selectOption('Work phone');
  await page.getByRole('combobox', { name: 'Column 3: Кто' }).selectOption('Role');
  expect(await axeViolations(page)).toEqual([]);
  await button('Import 3 records').press('Enter');
  await row().getByText('3 of 3 · added: 2 · refused: 1').waitFor();
  await row().getByRole('button', { name: 'Show them' }).press('Enter');
  await row().getByText('Line 3, Name: empty: neither name nor company (line refused)').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row().getByRole('link', { name: 'Report by line (CSV)' }).click(),
  ]);
  await download.saveAs(join(scratch, 'report.csv'));
  expect(readFileSync(join(scratch, 'report.csv'), 'utf8')).toContain('"3","line refused","Name"');
  await row().getByRole('button', { name: 'Undo the import' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo the import' }).press('Enter');
  await row().getByText('undone', { exact: true }).waitFor();
  await goTo(page, '/contacts');
  await page.getByText('No contacts yet.').waitFor();
});

test('F14 what is no table is said in words with the cure, and takes no place', async () => {
  await goTo(page, '/contacts/import');
  await choose('book.csv', Buffer.from('PK\u0003\u0004rest'));
  await page.getByText(/This is no CSV but an Excel workbook.*save it as “CSV UTF-8/).waitFor();
  await row().getByText('cannot be read', { exact: true }).waitFor();
  expect(await row().getByRole('button', { name: 'Cancel the import' }).count()).toBe(0);
  await choose('empty.csv', '');
  await page.getByText('There is no record in the file. Choose another file.').waitFor();
  expect(await page.getByText(/This is no CSV/).count()).toBe(0);
  expect(await axeViolations(page)).toEqual([]);
});

test('F14 another choice takes the place of the one that is not begun', async () => {
  await goTo(page, '/contacts/import');
  await choose('first.csv', 'name;phone\nAnna;1\n');
  await button('Import 1 record').waitFor();
  await choose('second.csv', 'name;phone\nAnna;1\nBoris;2\n');
  await button('Import 2 records').waitFor();
  const rows = page.getByRole('region', { name: 'Imports' }).getByRole('listitem');
  await rows.nth(1).getByText('cancelled', { exact: true }).waitFor();
  await row().getByRole('button', { name: 'Cancel the import' }).click();
  await row().getByText('cancelled', { exact: true }).waitFor();
});

test('F14 what somebody else cancelled is shown so to who would begin it', async () => {
  await goTo(page, '/contacts/import');
  await choose('mine.csv', 'name;phone\nAnna;1\n');
  await button('Import 1 record').waitFor();
  const { items } = (await (
    await server.ask('GET', '/api/contact-imports', { cookie })
  ).json()) as {
    items: { id: string }[];
  };
  await server.ask('POST', `/api/contact-imports/${items[0]?.id}/cancel`, { cookie });
  await button('Import 1 record').click();
  await page.getByText(/That cannot be done with this import any more/).waitFor();
  await row().getByText('cancelled', { exact: true }).waitFor();
});

test('F14 with no name among the columns nothing can be begun', async () => {
  await goTo(page, '/contacts/import');
  await choose('numbers.csv', '84951234567\n84951234568\n');
  await page.getByText('Choose the column with the name or the company.').waitFor();
  expect(await button('Import 2 records').isDisabled()).toBe(true);
  await row().getByRole('button', { name: 'Cancel the import' }).click();
  await row().getByText('cancelled', { exact: true }).waitFor();
});
