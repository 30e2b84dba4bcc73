import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { goTo, recent, signedIn } from './desk-page.ts';

// An administrator makes a team in the page; what its supervisor sees follows, without a reload.

const pbx = createFakePbx();
let scratch: string;
let server: TestServer;
let browser: Browser;
let admin: Page;
let boss: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-teams-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    connectors: pbx.connectors,
    config: { pbx: [officeOf()] },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  await server.addUser({ login: 'boss', role: 'supervisor', language: 'ru' });
  await server.addUser({ login: 'anna', name: 'Анна', extension: '101' });
  await server.addUser({ login: 'boris', name: 'Борис', extension: '102' });
  browser = await openBrowser(scratch);
  admin = await signedIn(browser, server.origin, 'root');
  boss = await signedIn(browser, server.origin, 'boss');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (name: string) => admin.getByRole('button', { name, exact: true });

async function choose(label: string, person: string): Promise<void> {
  await admin.getByRole('combobox', { name: label }).click();
  await admin.getByRole('option', { name: person }).click();
  await admin.keyboard.press('Escape');
}

function ring(number: string, extension: string): void {
  pbx.ring({ from: number, extension, channel: number });
  pbx.hangUp(number);
}

test('F04 a team made in the page: its supervisor sees its calls from then on, and no others', async () => {
  ring('79160000001', '101');
  await goTo(admin, '/teams');
  await admin.getByText('No teams yet.').waitFor();
  await button('Add a team').click();
  await admin.getByRole('textbox', { name: 'Name' }).fill('Sales');
  await choose('Members', 'Анна');
  await choose('Supervisors', 'anna');
  await admin.getByText('Without the role Supervisor').waitFor();
  await admin.keyboard.press('Backspace');
  await choose('Supervisors', 'boss');
  await button('Save').click();
  await admin.getByText('1 member · boss').waitFor();

  ring('79160000002', '102');
  ring('79160000003', '101');
  await recent(boss, '8 (916) 000-00-03').waitFor();
  expect(await recent(boss, '8 (916) 000-00-02').count()).toBe(0);
});

test('F04 a name is taken once, said at its field; a team that sees all says so; removing asks first', async () => {
  await button('Add a team').click();
  await admin.getByRole('textbox', { name: 'Name' }).fill('SALES');
  await button('Save').click();
  await admin.getByText('There is a team "SALES" already.').waitFor();
  await button('Cancel').click();
  await button('Edit').click();
  await admin.getByRole('checkbox', { name: 'Its supervisors see the calls of everybody' }).check();
  await button('Save').click();
  await admin.getByText('sees all calls').waitFor();
  ring('79160000004', '102');
  await recent(boss, '8 (916) 000-00-04').waitFor();
  await button('Remove').click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await admin.getByText('No teams yet.').waitFor();
  ring('79160000005', '101');
  await goTo(boss, '/connection');
  await goTo(boss, '/');
  expect(await recent(boss, '8 (916) 000-00-05').count()).toBe(0);
});
