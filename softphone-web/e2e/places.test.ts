import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { callIn, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser } from './browser.ts';
import { button, goTo, phoneReady, recent, signedIn, soundFlows } from './desk-page.ts';

// Two people, one phone: they sit there in turn, on a real Asterisk.

const DID = '74950000211';
let scratch: string;
let file: string;
let before: string;
let pbx: RunningAsterisk;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-places-'));
  pbx = await startAsterisk({ version: 22 });
  file = join(pbx.runDir, 'etc/pjsip-extensions.conf');
  before = readFileSync(file, 'utf8');
  const sip = { url: `ws://127.0.0.1:${pbx.ports.http}/ws` };
  server = await startTestServer({
    webDir: join(import.meta.dirname, '../dist'),
    config: { pbx: [connectionTo(pbx, { sip })] },
  });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  for (const login of ['anna', 'boris']) await server.addUser({ login, language: 'en' });
  browser = await openBrowser(scratch);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  writeFileSync(file, before);
  await pbx.cli('module reload res_pjsip.so');
  rmSync(scratch, { recursive: true, force: true });
});

test('a shared phone rings for who sits there; calls stay with who sat there then', async () => {
  const root = await signedIn(browser, server.origin, 'root');
  await goTo(root, '/places');
  await root.getByText('No shared places yet.').waitFor();
  await root.getByRole('textbox', { name: 'Extension', exact: true }).fill('211');
  // the PBX has no such phone yet: it takes the one that is made here, as it is written
  await root.getByRole('button', { name: 'Make an endpoint for the browser' }).click();
  const written = await root.locator('pre').innerText();
  expect(written).toContain('webrtc = yes');
  appendFileSync(file, `\n${written}\n`);
  await pbx.cli('module reload res_pjsip.so');
  await root.getByRole('button', { name: 'Add a place' }).click();
  await root.getByText('free', { exact: true }).waitFor();

  const anna = await signedIn(browser, server.origin, 'anna');
  const boris = await signedIn(browser, server.origin, 'boris');
  await boris.getByRole('heading', { name: 'Where do you sit today?' }).waitFor();
  await anna.getByRole('button', { name: 'Sit here: 211' }).press('Enter');
  await phoneReady(anna);
  // it was free when his page asked
  await boris.getByRole('button', { name: 'Sit here: 211' }).click();
  await boris.getByText('anna sits at 211 already.').waitFor();
  await boris.getByText('All shared places are taken.').waitFor();

  const first = await callIn(pbx, { did: DID, callerNumber: '79161230001' });
  await button(anna, 'Answer').click();
  await anna.getByRole('region', { name: 'Phone' }).getByText('Talking').first().waitFor();
  await button(anna, 'Hang up').click();
  await first.finished;
  await recent(anna, '8 (916) 123-00-01').waitFor();

  await goTo(anna, '/places');
  await anna.getByRole('button', { name: 'Leave' }).click();
  await anna.getByText('free', { exact: true }).waitFor();
  await goTo(boris, '/places');
  await boris.getByRole('button', { name: 'Sit here: 211' }).click();
  await phoneReady(boris);
  const second = await callIn(pbx, { did: DID, callerNumber: '79161230002' });
  await button(boris, 'Reject').click();
  await second.finished;

  await goTo(boris, '/');
  await recent(boris, '8 (916) 123-00-02').waitFor();
  expect(await recent(boris, '8 (916) 123-00-01').count()).toBe(0);
  await goTo(anna, '/');
  await recent(anna, '8 (916) 123-00-01').waitFor();
  expect(await recent(anna, '8 (916) 123-00-02').count()).toBe(0);

  await goTo(root, '/places');
  await root.getByRole('button', { name: 'Free it: 211' }).click();
  await root.getByText('free', { exact: true }).waitFor();
  expect((await server.app.accounts.byLogin('boris'))?.extension).toBeNull();
});

test('beside an own phone on the desk the place is one more, until they leave it', async () => {
  const own = { pbx: 'main', extension: '107', device: 'desk' } as const;
  await server.addUser({ login: 'nina', language: 'en', ...own });
  const desk = await deskPhone(pbx, { extension: '107', behaviour: 'answer', ringMs: 500 });
  const nina = await signedIn(browser, server.origin, 'nina');
  try {
    await goTo(nina, '/places');
    await nina.getByRole('button', { name: 'Sit here: 211' }).click();
    await phoneReady(nina);
    await goTo(nina, '/');
    // at the place
    const placed = await callIn(pbx, { did: DID, callerNumber: '79161230003' });
    await button(nina, 'Answer').click();
    /** The strip of a call that is talked in. */
    const talking = (number: string) =>
      nina.locator('[data-state=talking]').filter({ hasText: number });
    await talking('8 (916) 123-00-03').waitFor();
    await soundFlows(nina);
    // while she talks there, the own phone takes one, too: both are hers
    const atDesk = await callIn(pbx, { did: '74950000107', callerNumber: '79161230004' });
    await nina.getByRole('region', { name: 'Incoming' }).nth(1).waitFor();
    await talking('8 (916) 123-00-04').waitFor();
    await atDesk.cancel();
    // the other one may be on the page yet
    await talking('8 (916) 123-00-03').getByRole('button', { name: 'Hang up' }).click();
    await placed.finished;
    for (const number of ['8 (916) 123-00-03', '8 (916) 123-00-04'])
      await recent(nina, number).waitFor();

    await goTo(nina, '/places');
    await nina.getByRole('button', { name: 'Leave' }).click();
    await nina.getByText('free', { exact: true }).waitFor();
    await goTo(nina, '/');
    const { user } = await nina.evaluate(async () => (await fetch('/api/me')).json());
    expect(user).toMatchObject(own);
    const later = await callIn(pbx, { did: DID, callerNumber: '79161230005' });
    await later.finished;
    const last = await callIn(pbx, {
      did: '74950000107',
      callerNumber: '79161230006',
      talkMs: 500,
    });
    await last.finished;
    await recent(nina, '8 (916) 123-00-06').waitFor();
    expect(await recent(nina, '8 (916) 123-00-05').count()).toBe(0);
    expect(await recent(nina, '8 (916) 123-00-03').count()).toBe(1);
  } finally {
    await desk.stop();
  }
});
