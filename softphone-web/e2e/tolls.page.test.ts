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

// Limits on outside calls as people meet them: an operator is told why, an administrator changes it, all is stopped.

const pbx = createFakePbx();
let scratch: string;
let server: TestServer;
let browser: Browser;
let admin: Page;
let boss: Page;
let anna: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-tolls-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    connectors: pbx.connectors,
    config: { pbx: [officeOf()] },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({ login: 'boss', role: 'supervisor', language: 'ru' });
  const desk = { extension: '101', device: 'desk' } as const;
  await server.addUser({ login: 'anna', name: 'Анна', language: 'ru', ...desk });
  browser = await openBrowser(scratch);
  admin = await signedIn(browser, server.origin, 'root');
  boss = await signedIn(browser, server.origin, 'boss');
  anna = await signedIn(browser, server.origin, 'anna');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function dial(number: string): Promise<void> {
  const box = anna.locator('#dial');
  await box.fill(number);
  await box.press('Enter');
}

test('F03 who may not call a country reads why; an administrator allows it, and then they may', async () => {
  await dial('+44 20 7946 0958');
  await anna.getByText('Звонки в эту страну вам не разрешены: Великобритания.').first().waitFor();
  expect(pbx.commands).toEqual([]);

  await goTo(admin, '/outside-calls');
  await button(admin, 'Add rules').click();
  await admin.getByRole('textbox', { name: 'Name' }).fill('London');
  await admin.getByRole('combobox', { name: 'People' }).click();
  await admin.getByRole('option', { name: 'Анна' }).click();
  await admin.getByRole('combobox', { name: 'Other countries' }).fill('United King');
  await admin.getByRole('option', { name: 'United Kingdom' }).click();
  await admin.getByRole('combobox', { name: 'Refused beginnings' }).fill('7 (495)');
  await admin.keyboard.press('Enter');
  await button(admin, 'Save').click();
  await admin.getByText('Анна (anna) · own country, 1 other country').waitFor();

  await dial('+44 20 7946 0958');
  await until(() => pbx.commands.length === 1, { what: 'the call at the PBX' });
});

test('F03 a supervisor stops all: everybody who leads sees it; an administrator lets go', async () => {
  await goTo(boss, '/outside-calls');
  await button(boss, 'Остановить все внешние звонки').click();
  const asked = boss.getByRole('dialog', { name: 'Остановить все внешние звонки?' });
  await asked.getByRole('button', { name: 'Остановить все внешние звонки' }).press('Enter');
  await boss.getByText('Внешние звонки остановлены: boss').first().waitFor();
  expect(await button(boss, 'Снова разрешить внешние звонки').count()).toBe(0);
  await dial('+7 916 123-45-67');
  await anna.getByText('Все внешние звонки остановил(а) boss.').first().waitFor();

  await goTo(admin, '/');
  await goTo(admin, '/outside-calls');
  await admin.getByRole('status').getByText('Outside calls are stopped: boss').waitFor();
  await button(admin, 'Allow outside calls again').click();
  await admin.getByText('Going on: 0.').waitFor();
});

test('F03 hours are chosen, rules removed, and the page is closed to who leads nobody', async () => {
  await admin.getByRole('listitem').filter({ hasText: 'London' }).getByText('Edit').click();
  await admin.getByRole('checkbox', { name: 'At any time' }).uncheck();
  await admin.getByRole('checkbox', { name: 'Sat' }).check();
  await admin.getByLabel('To').fill('20:00');
  await button(admin, 'Save').click();
  await admin.getByText('09:00–20:00').waitFor();
  await admin.getByRole('listitem').filter({ hasText: 'London' }).getByText('Remove').click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await until(async () => (await admin.getByText('London').count()) === 0, { what: 'it is gone' });
  await goTo(anna, '/outside-calls');
  await anna.getByText('Эту страницу видят только супервизоры и администраторы.').waitFor();
});
