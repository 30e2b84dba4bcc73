import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../crm-core/src/index.ts';
import type { SettingsFile } from '../../cti-server/src/contract/index.ts';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { CONNECTORS } from '../../cti-server/src/pbx/registry.ts';
import { openBrowser } from './browser.ts';
import { goTo, recent, signedIn } from './desk-page.ts';

// An administrator sets how long things are kept, and erases a person, in the page of the real server.

const pbx = createFakePbx();
let scratch: string;
let server: TestServer;
let browser: Browser;
let page: Page;
const cookie = () => server.signIn('root');

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-data-'));
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    connectors: new Map([...CONNECTORS, ...pbx.connectors]),
    config: { pbx: [officeOf({ recordingsDir: scratch })] },
  });
  await server.addUser({ login: 'root', role: 'admin', name: 'Root', language: 'en' });
  await server.addUser({ login: 'olga', name: 'Ольга', language: 'en' });
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'root');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');

/** A call that is over and was recorded. */
function recorded(from: string, channel: string): void {
  writeFileSync(join(scratch, `${channel}.wav`), Buffer.alloc(500));
  pbx.ring({ from, extension: '101', channel });
  const file = `${channel}.wav`;
  pbx.say({ kind: 'recording', file, isFile: true, channel, group: channel });
  pbx.hangUp(channel);
}

test('L10 rules are set by the keyboard; what would go is told first, and audited', async () => {
  recorded('79160000001', 'a1');
  await recent(page, '8 (916) 000-00-01').waitFor();
  await goTo(page, '/data');
  await page.getByLabel('Events of the PBX, days').fill('30');
  await page.keyboard.press('Enter');
  await page.getByText('Saved.').waitFor();
  const other = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
  other.sqlite.exec('UPDATE calls SET started_at = started_at - 400 * 86400000');
  other.close();
  await page.getByLabel('Calls, days').fill('365');
  await page.keyboard.press('Enter');
  await dialog().getByText('1 call', { exact: true }).waitFor();
  await dialog().getByText('1 recording', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  await page.getByLabel('Calls, days').press('Enter');
  await dialog().getByRole('button', { name: 'Save and remove' }).press('Enter');
  await dialog().waitFor({ state: 'hidden' });
  const answer = await server.ask('GET', '/api/retention', { cookie: await cookie() });
  expect(await answer.json()).toMatchObject({
    rules: { callsDays: 365, recordingsDays: null, capturesDays: 30 },
  });
  await goTo(page, '/audit');
  await page.locator('main li[data-row]').getByText('callsDays').waitFor();
});

test('L11 a contact is erased from its page; the certificate is there, now and later', async () => {
  recorded('79161112233', 'a2');
  const made = await server.ask('POST', '/api/contacts', {
    cookie: await cookie(),
    body: {
      kind: 'person',
      name: '<b>Пётр</b>',
      numbers: [{ kind: 'work', written: '79161112233' }],
    },
  });
  const { id } = (await made.json()) as { id: string };
  await goTo(page, `/contacts/${id}`);
  await page.getByRole('link', { name: 'Erase this person…' }).click();
  await dialog().getByText('<b>Пётр</b>').waitFor();
  await dialog().getByText('1 call without name and number').waitFor();
  await dialog().getByText('1 recording').waitFor();
  await dialog().getByLabel('Request').fill('letter 7');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Erased.').waitFor();
  expect(existsSync(join(scratch, 'a2.wav'))).toBe(false);
  const row = page.getByRole('list', { name: 'Erased before' }).getByRole('listitem');
  await row.getByText('Root · letter 7').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: 'Certificate' }).click(),
  ]);
  const file = join(scratch, 'certificate.txt');
  await download.saveAs(file);
  expect(readFileSync(file, 'utf8')).toContain('Request: letter 7');
  await goTo(page, '/');
  await recent(page, 'Erased').waitFor();
});

test('L11 a number that nobody can be known by is said at its field', async () => {
  await goTo(page, '/data');
  await page.getByLabel('Their number').fill('101');
  await button('See what there is').click();
  await page.getByText('No telephone number can be read from that.').waitFor();
});

test('settings go out as a file and come in again; what would change is told first', async () => {
  await goTo(page, '/data');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).press('Enter'),
  ]);
  const file = join(scratch, 'settings.json');
  await download.saveAs(file);
  const settings = JSON.parse(readFileSync(file, 'utf8')) as SettingsFile;
  settings.users.push({ login: 'ivan', name: '<i>Иван</i>', role: 'operator', disabled: false });
  settings.connections.push({
    id: 'branch',
    enabled: true,
    secrets: ['secret'],
    entry: {
      connector: 'asterisk-ami',
      name: 'Branch',
      host: '127.0.0.1',
      port: 9,
      user: 'perezvon',
    },
  });
  writeFileSync(file, JSON.stringify(settings));
  const choose = async (path: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Import a file…' }).press('Enter'),
    ]);
    await chooser.setFiles(path);
  };
  const item = (name: string) =>
    page
      .getByRole('list', { name: 'What is in the file' })
      .getByRole('listitem')
      .filter({ hasText: name })
      .first();
  writeFileSync(join(scratch, 'not.json'), 'x');
  await choose(join(scratch, 'not.json'));
  await page.getByText('This is no file of settings: it is not JSON.').waitFor();
  await choose(file);
  await item('ivan').getByText('is added').waitFor();
  await item('Person root').getByText('as it is').waitFor();
  await item('PBX branch').getByLabel('branch: secret').fill('PLANTED-AMI');
  await button('Import').press('Enter');
  await page.getByText('Imported.').waitFor();
  await item('<i>Иван</i>').waitFor();
  expect(await page.content()).not.toContain('PLANTED');
  await choose(file);
  await page.getByText('Nothing would change.').waitFor();
});

test('a server that does not answer is said, and asked again', async () => {
  await page.route('**/api/retention', (route) => route.abort());
  await page.reload();
  await page.getByText('How long things are kept could not be loaded.').waitFor();
  await page.unroute('**/api/retention');
  await button('Try again').click();
  await page.getByLabel('Calls, days').waitFor();
});

test('it is for administrators alone', async () => {
  const other = await signedIn(browser, server.origin, 'olga');
  await goTo(other, '/data');
  await other.getByText('Only an administrator may see this page.').waitFor();
  await other.context().close();
});
