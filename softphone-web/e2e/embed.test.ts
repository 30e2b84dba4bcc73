import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallQualities } from '../../cti-server/src/contract/index.ts';
import { callIn } from '../../fixtures/asterisk/phones.ts';
import { makeCertificate } from '../../fixtures/made-certificate.ts';
import { PASSWORD } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { watchSound } from './browser.ts';
import { type CallStage, openCallStage } from './call-stage.ts';

// The demo page of another site (localhost beside 127.0.0.1), the phone over TLS in its frame, a real Asterisk.

const CUSTOMER = '79161234567';
const dir = mkdtempSync(join(tmpdir(), 'perezvon-embed-'));
let stage: CallStage;
let crm: Server;
let cookie: string;

beforeAll(async () => {
  // the certificate is this test's own
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const { cert, key } = makeCertificate(dir, 'embed');
  stage = await openCallStage({ config: { tlsCert: cert, tlsKey: key } });
  cookie = await stage.server.signIn('root');
  const demo = readFileSync(join(import.meta.dirname, '../sdk/demo.html'));
  crm = createServer((_, response) => response.setHeader('content-type', 'text/html').end(demo));
  crm.listen(0);
  await once(crm, 'listening');
});
afterAll(async () => {
  crm?.closeAllConnections();
  crm?.close();
  await stage?.stop();
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  rmSync(dir, { recursive: true });
});

const crmOrigin = () => `http://localhost:${(crm.address() as AddressInfo).port}`;

async function openDemo(): Promise<Page> {
  const context = await stage.browser.newContext({ locale: 'en-GB', ignoreHTTPSErrors: true });
  await context.grantPermissions(['microphone'], { origin: crmOrigin() });
  await context.grantPermissions(['microphone'], { origin: stage.server.origin });
  const page = await context.newPage();
  await watchSound(page);
  await page.goto(`${crmOrigin()}/?phone=${encodeURIComponent(stage.server.origin)}`);
  return page;
}

/** What the demo page says that the phone told, newest last. */
async function detailOf(page: Page, name: string): Promise<Record<string, unknown> | undefined> {
  const lines = await page.locator('#log li').allTextContents();
  const line = lines.findLast((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : JSON.parse(line.slice(name.length + 1));
}

const heard = (page: Page, name: string) =>
  until(() => detailOf(page, name), { what: `the page hears "${name}"`, timeoutMs: 20_000 });

async function received(frame: Frame): Promise<number> {
  return frame.evaluate(async () => {
    const { perezvonTestPeers } = globalThis as unknown as {
      perezvonTestPeers: RTCPeerConnection[];
    };
    let bytes = 0;
    for (const peer of perezvonTestPeers) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type === 'inbound-rtp') bytes += report.bytesReceived;
      }
    }
    return bytes;
  });
}

test('a page of another site holds the phone once it is named: sign-in, ring, answer, talk, end', async () => {
  const refused = await openDemo();
  await refused.locator('iframe').waitFor();
  const violation = refused.waitForEvent('console', {
    predicate: (message) => message.text().includes('frame-ancestors'),
  });
  await refused.reload();
  await violation;
  await refused.context().close();

  const body = { origins: [crmOrigin()] };
  const named = await stage.server.ask('PUT', '/api/embedding', { cookie, body });
  expect(named.status).toBe(200);
  const page = await openDemo();
  expect(await heard(page, 'ready')).toEqual({ loggedIn: false });
  const phone = page.frameLocator('iframe');
  await phone.getByLabel('Login').fill('anna');
  await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await phone.getByRole('button', { name: 'Sign in' }).click();
  expect(await heard(page, 'loggedIn')).toMatchObject({ extension: '201' });
  const kept = await page.context().cookies(stage.server.origin);
  expect(kept.map(({ name, sameSite, secure }) => [name, sameSite, secure])).toEqual([
    ['__Host-perezvon-frame', 'None', true],
  ]);
  await phone
    .getByText(/^Ready/)
    .first()
    .waitFor({ timeout: 20_000 });

  await callIn(stage.pbx, { did: '74950000201', callerNumber: CUSTOMER });
  const ringing = await heard(page, 'ringing');
  expect(ringing).toMatchObject({ direction: 'INBOUND' });
  expect(await heard(page, 'screenPop')).toMatchObject({ phoneNumber: '+79161234567' });
  await page.getByRole('button', { name: 'Answer' }).click();
  await heard(page, 'answered');
  const frame = page.frames().find((one) => one.url().startsWith(stage.server.origin)) as Frame;
  const before = await received(frame);
  await until(async () => (await received(frame)) > before + 20_000, {
    what: 'the customer is heard in the frame',
    timeoutMs: 15_000,
  });
  await phone.getByRole('img', { name: 'Sound: good' }).waitFor({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Hang up' }).click();
  const ended = await heard(page, 'ended');
  expect(ended).toMatchObject({ callEndStatus: 'COMPLETED', recordId: 'c-17' });

  const { id } = await stage.ended(CUSTOMER);
  expect(ended['externalCallId']).toBe(id);
  const quality = await until(
    async () => {
      const answer = await stage.server.ask('GET', `/api/calls/${id}/quality`, { cookie });
      return ((await answer.json()) as CallQualities).items[0];
    },
    { what: 'how it sounded is kept with the call' },
  );
  expect(quality.extension).toBe('201');
  expect(quality.mos).toBeGreaterThan(3.5);

  // a test call: one hears oneself, and the log knows nothing of it
  await page.locator('#log').evaluate((log) => log.replaceChildren());
  const anna = await stage.server.signIn('anna');
  const echo = await stage.server.ask('POST', '/api/me/echo', { cookie: anna });
  expect(await echo.json()).toMatchObject({ result: 'accepted' });
  await heard(page, 'ringing');
  await page.getByRole('button', { name: 'Answer' }).click();
  await heard(page, 'answered');
  const silence = await received(frame);
  await until(async () => (await received(frame)) > silence + 8_000, {
    what: 'what one says comes back',
  });
  await page.getByRole('button', { name: 'Hang up' }).click();
  expect(await heard(page, 'ended')).toMatchObject({ externalCallId: null });
  expect((await stage.calls()).map((call) => call.id)).toEqual([id]);
});
