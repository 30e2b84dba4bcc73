import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { axeViolations } from './axe.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// Two people change the same settings, and write in the same note, with the real server.

const pbx = createFakePbx();
let scratch: string;
let server: TestServer;
let browser: Browser;
let page: Page;
let olga: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-settings-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    connectors: pbx.connectors,
    config: { pbx: [officeOf()], webhooks: { allow: ['127.0.0.1'] } },
  });
  await server.addUser({ login: 'boris', role: 'admin', name: 'Boris', language: 'en' });
  await server.addUser({ login: 'olga', role: 'admin', name: 'Olga' });
  olga = await server.signIn('olga');
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'boris');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const told = () => page.getByRole('alert').filter({ hasText: 'Somebody else has changed' });
const read = async (path: string) =>
  (await (await server.ask('GET', path, { cookie: olga })).json()) as Record<string, unknown>;
const hers = async (path: string, body: object) => {
  const answer = await server.ask('PUT', path, { cookie: olga, body });
  expect(answer.status).toBe(200);
};

test('a webhook: who saves later is told what the other changed, keeps what they typed, and joins both', async () => {
  const entry = { name: 'Books', url: 'https://127.0.0.1:9443/', events: ['call.ended'] };
  const body = { ...entry, enabled: true };
  const made = await server.ask('POST', '/api/webhooks', { cookie: olga, body });
  const { id } = (await made.json()) as { id: string };
  await goTo(page, '/webhooks');
  await button('Edit: Books').click();
  const name = page.getByRole('textbox', { name: 'What it is for' });
  await name.fill('Accounts');
  await page.getByRole('checkbox', { name: 'A person answers a call' }).check();
  const events = ['call.ended', 'deal.created'];
  await hers(`/api/webhooks/${id}`, { ...entry, events, enabled: false });

  await button('Save').click();
  await told().getByText('Enabled: no').waitFor();
  await told()
    .getByText(/A call ends, A deal is made/)
    .waitFor();
  expect(await name.inputValue()).toBe('Accounts');
  expect(await axeViolations(page)).toEqual([]);
  await button('Take their changes, keep mine').click();
  await page.getByText(/^Their changes are in the form now/).waitFor();
  expect(await page.getByRole('switch', { name: 'Enabled' }).isChecked()).toBe(false);
  await page.keyboard.press('Enter');
  await page.getByText('Accounts').waitFor();
  const { items } = await read('/api/webhooks');
  expect(items).toEqual([
    expect.objectContaining({
      name: 'Accounts',
      events: ['call.ended', 'deal.created', 'call.answered'],
      enabled: false,
    }),
  ]);
});

test('call cards: the form that stays open goes on from what was saved, and keeps what is typed', async () => {
  await goTo(page, '/card-settings');
  const seconds = page.getByRole('textbox', { name: 'Seconds for what is to be written' });
  const { version: _, ...before } = await read('/api/card-settings');
  await seconds.fill('30');
  await button('Save').click();
  await page.getByText('Saved', { exact: false }).first().waitFor();
  await seconds.fill('45');
  await hers('/api/card-settings', { ...before, wrapUpSec: 30, currency: 'EUR' });
  await button('Save').click();
  await told().getByText('Currency of new deals: EUR').waitFor();
  expect(await seconds.inputValue()).toBe('45');
  await button('Take their changes, keep mine').click();
  await button('Save').click();
  await told().waitFor({ state: 'detached' });
  await page.getByText(/^Their changes are in/).waitFor({ state: 'detached' });
  expect(await read('/api/card-settings')).toMatchObject({ wrapUpSec: 45, currency: 'EUR' });
});

test('a note in which two write at the same time has what both wrote, and says so', async () => {
  const id = pbx.ring({ from: '79161234567', extension: '201' });
  pbx.hangUp('in1');
  const path = `/api/calls/${id}`;
  await until(async () => (await read(path))['state'] === 'ended', { what: 'the call in the log' });
  await goTo(page, `/calls/${id}`);
  const note = page.getByRole('textbox', { name: 'Note' });
  // hers is there a moment before his comes
  await page.route(
    '**/note',
    async (route) => {
      await hers(`${path}/note`, { note: 'wants a quote' });
      await route.continue();
    },
    { times: 1 },
  );
  await note.fill('calls back on Friday');
  await page.getByText('Somebody else wrote in this note, too.', { exact: false }).waitFor();
  const both = 'wants a quote\ncalls back on Friday';
  expect(await note.inputValue()).toBe(both);
  await until(async () => (await read(path))['note'] === both, { what: 'both texts saved' });
  expect(await axeViolations(page)).toEqual([]);
});
