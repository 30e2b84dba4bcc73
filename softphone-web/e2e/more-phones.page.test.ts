import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { openBrowser } from './browser.ts';
import { goTo, signedIn } from './desk-page.ts';

// An administrator gives somebody a second phone; calls at both are theirs, and they choose which one calls.

const pbx = createFakePbx();
let scratch: string;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-phones-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ extensions: '[1-9]\\d\\d' })] },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({
    login: 'anna',
    name: 'Анна',
    language: 'ru',
    extension: '101',
    device: 'desk',
  });
  browser = await openBrowser(scratch);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

test('a further phone is given in the form; one that is taken is said to be so there', async () => {
  const admin = await signedIn(browser, server.origin, 'root');
  await goTo(admin, '/users');
  const row = admin.getByRole('listitem').filter({ hasText: 'anna' });
  await row.getByRole('button', { name: 'Edit' }).click();
  await button(admin, 'Add a phone').click();
  const phones = admin.getByRole('group', { name: 'Further phones' });
  await phones.getByRole('textbox', { name: 'Extension' }).fill('101');
  await button(admin, 'Save').click();
  await phones.getByRole('alert').waitFor();
  await phones.getByRole('textbox', { name: 'Extension' }).fill('301');
  await button(admin, 'Save').click();
  await row.getByText('301').waitFor();
  await admin.close();
});

test('W5 calls at both pop up, each said where it is; calls go out from the chosen one', async () => {
  const page = await signedIn(browser, server.origin, 'anna');
  pbx.ring({ from: '79160000001', extension: '301', channel: 'second' });
  const bar = page.getByRole('region', { name: 'Телефон', exact: true });
  await bar.getByText('Настольный телефон · 301').waitFor();
  await page.getByRole('heading', { name: '000-00-01' }).first().waitFor();
  pbx.hangUp('second');
  await bar.getByText('Настольный телефон · 301').waitFor({ state: 'detached' });

  await button(page, /Настольный телефон · 101/).click();
  await page.getByRole('menuitemradio', { name: 'Настольный телефон · 301' }).click();
  await button(page, /звонки с 301/).waitFor();
  for (const load of [false, true]) {
    if (load) await page.reload();
    pbx.commands.length = 0;
    await page.locator('#dial').fill('102');
    await page.keyboard.press('Enter');
    await until(() => pbx.commands.length > 0, { what: 'the PBX is asked to dial' });
    expect(pbx.commands).toMatchObject([{ dial: { from: '301', to: '102' } }]);
  }
});
