import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contact } from '@perezvon/crm-core/model';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { axeViolations } from './axe.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// Two people change one contact at the same time, with the real server.

let scratch: string;
let server: TestServer;
let browser: Browser;
let page: Page;
let olga: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-meanwhile-'));
  server = await startTestServer({ webDir: join(import.meta.dirname, '../dist') });
  await server.addUser({ login: 'boris', name: 'Boris', language: 'en' });
  await server.addUser({ login: 'olga', name: 'Olga' });
  olga = await server.signIn('olga');
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'boris');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const box = (name: string) => page.getByRole('textbox', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const work = (written: string) => ({ kind: 'work', written });
const read = async (id: string) =>
  (await (await server.ask('GET', `/api/contacts/${id}`, { cookie: olga })).json()) as Contact;

test('who saves later is told what the other changed, keeps what they typed, and joins both', async () => {
  const entry = { kind: 'person', name: 'Anna', numbers: [work('+7 495 123-45-67')] };
  const made = await server.ask('POST', '/api/contacts', { cookie: olga, body: entry });
  const { id, version } = (await made.json()) as Contact;
  await goTo(page, `/contacts/${id}`);
  await button('Edit').click();
  await box('Role').fill('director');
  await button('Add a number').click();
  await box('Number').nth(1).fill('+7 495 123-45-69');

  const hers = await server.ask('PUT', `/api/contacts/${id}`, {
    cookie: olga,
    headers: { 'if-match': `"${version}"` },
    body: {
      ...entry,
      note: '<b>Not before ten</b>',
      numbers: [...entry.numbers, work('+7 495 123-45-68')],
    },
  });
  expect(hers.status).toBe(200);

  await button('Save').click();
  const told = page.getByRole('alert').filter({ hasText: 'Somebody else has changed' });
  await told.getByText('About: <b>Not before ten</b>').waitFor();
  await told.getByText('Numbers: +7 495 123-45-67, +7 495 123-45-68').waitFor();
  expect(await box('Role').inputValue()).toBe('director');
  expect(await box('Number').count()).toBe(2);
  expect(await axeViolations(page)).toEqual([]);
  expect(await read(id)).toMatchObject({ role: '', note: '<b>Not before ten</b>' });

  // to save again is no way past it
  await button('Save').click();
  await told.waitFor();
  expect((await read(id)).role).toBe('');

  await button('Take their changes, keep mine').press('Enter');
  await page.getByText(/^Their changes are in the form now/).waitFor();
  expect(await button('Save').evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await box('About').inputValue()).toBe('<b>Not before ten</b>');
  expect(await box('Role').inputValue()).toBe('director');
  await page.keyboard.press('Enter');
  await button('Edit').waitFor();
  const now = await read(id);
  expect(now).toMatchObject({ role: 'director', note: '<b>Not before ten</b>' });
  expect(now.numbers.map(({ e164 }) => e164)).toEqual([
    '+74951234567',
    '+74951234568',
    '+74951234569',
  ]);
});

test('who cancels sees the contact as the other left it', async () => {
  const entry = { kind: 'person', name: 'Vera', numbers: [] };
  const made = await server.ask('POST', '/api/contacts', { cookie: olga, body: entry });
  const { id } = (await made.json()) as Contact;
  await goTo(page, `/contacts/${id}`);
  await button('Edit').click();
  await box('Role').fill('director');
  await server.ask('PUT', `/api/contacts/${id}`, {
    cookie: olga,
    headers: { 'if-match': '*' },
    body: { ...entry, email: 'vera@example.org' },
  });
  await button('Save').click();
  const told = page.getByRole('alert').filter({ hasText: 'Somebody else has changed' });
  await told.getByText('E-mail: vera@example.org').waitFor();
  await button('Cancel').click();
  await page.getByRole('link', { name: 'vera@example.org' }).waitFor();
  expect(await read(id)).toMatchObject({ role: '', email: 'vera@example.org' });
});
