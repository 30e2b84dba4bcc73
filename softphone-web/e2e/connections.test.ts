import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { callIn } from '../../fixtures/asterisk/phones.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import type { CallPage } from '../../cti-server/src/contract/index.ts';
import { openBrowser } from './browser.ts';
import { goTo, recent, signedIn } from './desk-page.ts';

// An administrator connects a server that knows no PBX to a real Asterisk, in the page alone.

let scratch: string;
let pbx: RunningAsterisk;
let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-connections-'));
  pbx = await startAsterisk({ version: 22 });
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { pbx: [] },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  browser = await openBrowser(scratch);
  page = await signedIn(browser, server.origin, 'root');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** The field of a setting, by its key. */
const field = (key: string) => page.locator(`[name="${key}"]`);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const row = () => page.getByRole('listitem').filter({ hasText: 'Head office' });

async function fillIn(fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, text] of Object.entries(fields)) await field(key).fill(text);
}

test('a PBX is added in the page: a wrong secret is said with its cure, put right it is connected, its calls are there', async () => {
  await goTo(page, '/connections');
  await page.getByText('No PBX yet.').waitFor();
  await button('Add a PBX').click();
  await fillIn({ name: 'Head office', host: pbx.host, port: '99999' });
  await fillIn({ user: pbx.amiUser, secret: 'not the secret', country: 'RU' });
  await fillIn({ extensions: '[0-9]{3}', outsidePrefix: '9' });
  await field('sip.url').fill(`ws://127.0.0.1:${pbx.ports.http}/ws`);
  await button('Save').click();
  // the server refuses the port, at its field
  await page.locator('[name=port][aria-invalid=true]').waitFor();
  await field('port').fill(String(pbx.ports.ami));
  await button('Save').click();
  await row().getByText('refused', { exact: true }).waitFor();
  await row()
    .getByText(/secret/)
    .waitFor();

  await row().getByRole('button', { name: 'Edit' }).click();
  expect(await field('secret').inputValue()).toBe('');
  await page.getByText('Set. Leave it blank to keep it.').waitFor();
  await field('secret').fill(pbx.amiSecret);
  await button('Save').click();
  await row().getByText('connected', { exact: true }).waitFor();

  await row().getByRole('button', { name: 'Check' }).click();
  await page.getByText('All that is needed works.').waitFor();
  await page.getByText('Events arrive: system, call, dialplan.').waitFor();
  await button('Listen for a call').click();
  await page.getByText('waiting for it').waitFor();
  const call = await callIn(pbx, { did: '74950000103', callerNumber: '79161239901' });
  await call.finished;
  await page.getByText('A call came from 79161239901 to 74950000103.').waitFor();
  await page.getByRole('link', { name: /^Explain this call/ }).waitFor();
  await goTo(page, '/');
  await recent(page, '8 (916) 123-99-01').waitFor();
});

test('an extension that nobody has is tried from the browser: registered, rung, sound both ways; what is wrong is named', async () => {
  await goTo(page, '/connections');
  await row().getByRole('button', { name: 'Check' }).click();
  const echo = page.getByRole('region', { name: 'An echo call from this browser' });
  await echo.getByLabel('Extension').selectOption('201');
  const password = echo.getByRole('textbox', { name: 'Its SIP password' });
  await password.fill('not the password');
  await password.press('Enter');
  await echo.getByText('The PBX does not take the password.').waitFor();
  await password.fill('browser-201-secret');
  await button('Try a call').click();
  await echo.getByText('201 is registered.').waitFor();
  await echo
    .getByText(/DTLS with a certificate, ICE ways: [1-9]\d*, codecs: opus, pcmu\./)
    .waitFor();
  await echo.getByText(/^[1-9]\d+ bytes out, [1-9]\d+ in, and the tone is heard\.$/).waitFor();
  // a desk phone registers as well; what the PBX offers it is nothing for a browser
  await echo.getByLabel('Extension').selectOption('101');
  await password.fill('desk-101-secret');
  await button('Try a call').click();
  await echo.getByText(/sound without encryption/).waitFor();
  await echo.getByText('webrtc = yes').waitFor();
  // these calls were nobody's
  const cookie = await server.signIn('root');
  const { items } = (await (await server.ask('GET', '/api/calls', { cookie })).json()) as CallPage;
  expect(items.map(({ externalNumber }) => externalNumber)).toEqual(['79161239901']);
});

test('people are made of the extensions of the PBX: each gets a link, and is found at the extension', async () => {
  await goTo(page, '/users');
  await button('From the PBX').click();
  await page.getByRole('checkbox', { name: '103', exact: true }).check();
  await page.getByRole('checkbox', { name: '104', exact: true }).check();
  const make = button('Add 2 people');
  expect(await make.isDisabled()).toBe(true);
  await page.getByLabel('Name · 103').fill('Vera');
  await page.getByLabel('Name · 104').fill('Walt');
  await make.click();
  await page.getByText('Added: 2.').waitFor();
  await button('Back to the list').click();
  await page.getByText('Vera').waitFor();
  await button('From the PBX').click();
  await page.getByRole('checkbox', { name: '105', exact: true }).waitFor();
  expect(await page.getByRole('checkbox', { name: '103', exact: true }).count()).toBe(0);
  const users = await server.app.accounts.list();
  expect(users.filter(({ extension }) => extension === '104')).toMatchObject([
    { name: 'Walt', login: '104', pbx: 'head-office', role: 'operator', device: 'desk' },
  ]);
  for (const { id, extension } of users)
    if (extension) await server.app.accounts.update(id, { extension: null, pbx: null });
});

test('an account is made for a PBX that has none: the PBX takes it as it is written, and lets the server in', async () => {
  await goTo(page, '/connections');
  await button('Add a PBX').click();
  await button('Make an account for the PBX').click();
  const written = (await page.locator('pre').innerText()).replace(
    /permit = .*/,
    'permit = 127.0.0.1',
  );
  const secret = await field('secret').inputValue();
  expect(secret).toMatch(/^[0-9a-f]{48}$/);
  expect(written).toContain(`secret = ${secret}`);
  // as the sample's own user has this name, this one gets another
  const other = written.replace('[perezvon]', '[another]');
  const file = join(pbx.runDir, 'etc/manager.conf');
  const before = readFileSync(file, 'utf8');
  appendFileSync(file, `\n${other}\n`);
  try {
    await pbx.cli('manager reload');
    await fillIn({ name: 'Branch', host: pbx.host, port: String(pbx.ports.ami), user: 'another' });
    await button('Save').click();
    const branch = page.getByRole('listitem').filter({ hasText: 'Branch' });
    await branch.getByText('connected', { exact: true }).waitFor();
    await branch.getByRole('button', { name: 'Check' }).click();
    await page.getByText('All that is needed is there, and nothing dangerous.').waitFor();
    await button('Back to the list').click();
    await branch.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await branch.waitFor({ state: 'detached' });
  } finally {
    writeFileSync(file, before);
    await pbx.cli('manager reload');
  }
});

test('disabling asks first, and lets the PBX go; enabled it is back; removing leaves its calls', async () => {
  await goTo(page, '/connections');
  await row().getByRole('button', { name: 'Disable' }).click();
  const question = page.getByRole('dialog');
  await question.getByRole('button', { name: 'Disable' }).click();
  await row().getByText('disabled', { exact: true }).waitFor();
  expect(await pbx.cli('manager show connected')).not.toContain(pbx.amiUser);

  await row().getByRole('button', { name: 'Enable' }).click();
  await row().getByText('connected', { exact: true }).waitFor();
  expect(await pbx.cli('manager show connected')).toContain(pbx.amiUser);

  await row().getByRole('button', { name: 'Remove' }).click();
  await question.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No PBX yet.').waitFor();
  await goTo(page, '/');
  await recent(page, '8 (916) 123-99-01').waitFor();
});
