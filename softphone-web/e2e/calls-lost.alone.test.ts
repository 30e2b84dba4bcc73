import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { callIn } from '../../fixtures/asterisk/phones.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { until } from '../../fixtures/until.ts';
import { openSleepyBrowser } from './browser.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { button, card, lostBanner, phoneReady, recent, signedIn, soundFlows } from './desk-page.ts';
import { openUncut, told, watchLive } from './live-frames.ts';

// The line between page and server breaks as networks do: a proxy in front of the server cuts it, or lets
// nothing through and tells nobody.

const ANNA = '74950000201';
const CARL = '74950000203';
/** A page must not call a dead line live for longer, ms. */
const DEAD_MS = 20_000;

let stage: CallStage;
let way: BreakableWay;
let dead: Awaited<ReturnType<typeof fallDead>>;
const pages: Page[] = [];

beforeAll(async () => {
  stage = await openCallStage({ notifies: true });
  way = await breakableWay(Number(new URL(stage.server.origin).port));
  dead = await fallDead();
});
afterAll(async () => {
  await dead?.close();
  await stage?.stop();
  await way?.close();
});
afterEach(async () => {
  way.mend();
  for (const page of pages.splice(0)) await page.context().close();
});

async function desk(login: string): Promise<Page> {
  const page = await stage.desk(login, way.origin);
  pages.push(page);
  return page;
}

/**
 * A line of its own on which nothing gets through any more, with a page that is awake and one on a laptop that sleeps
 * while a call rings there. It takes 20 s until it must have been noticed: the other tests go on meanwhile.
 */
async function fallDead() {
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-sleep-'));
  const laptop = await openSleepyBrowser(folder);
  const line = await breakableWay(Number(new URL(stage.server.origin).port));
  const awake = await stage.desk('dora', line.origin);
  const asleep = await signedIn(laptop.browser, line.origin, 'carl');
  await phoneReady(asleep);
  const call = await callIn(stage.pbx, { did: CARL, callerNumber: '79161230060' });
  await button(asleep, 'Answer').waitFor();
  await card(asleep).waitFor();
  line.freeze();
  const deadAt = performance.now();
  laptop.sleep(true);
  await call.cancel();
  const said = lostBanner(awake).waitFor({ timeout: DEAD_MS + 10_000 });
  const bannerAt = said.then(() => performance.now());
  bannerAt.catch(() => undefined);
  return {
    deadAt,
    awake,
    asleep,
    bannerAt,
    wake() {
      line.mend();
      laptop.sleep(false);
    },
    async close() {
      laptop.sleep(false);
      await laptop.close();
      await line.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A customer calls, rings at the page, and gives up. */
async function abandoned(page: Page, callerNumber: string): Promise<void> {
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber });
  await button(page, 'Answer').waitFor();
  await call.cancel();
  await stage.ended(callerNumber);
}

test('the live link is lost in a call: the page says so, connects anew, and has missed and doubled nothing', async () => {
  const page = await desk('anna');
  const cookie = await stage.server.signIn('anna');
  const uncut = openUncut(stage.server.origin, cookie);
  const cut = watchLive(page);
  // a link that the test sees from its first message on
  await page.reload();
  await phoneReady(page);
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230055' });
  await button(page, 'Answer').click();
  await soundFlows(page);

  way.lose('/live');
  await lostBanner(page).waitFor();
  // the phone is alive: more calls ring, and nobody tells the page what becomes of them
  await abandoned(page, '79161230056');
  await abandoned(page, '79161230057');
  await soundFlows(page);
  expect(await lostBanner(page).isVisible()).toBe(true);
  expect(await recent(page, '8 (916) 123-00-56').count()).toBe(0);

  way.mend();
  await lostBanner(page).waitFor({ state: 'hidden' });
  expect(cut.connections.length).toBeGreaterThan(1);
  await button(page, 'Hang up').click();
  await call.finished;
  await stage.ended('79161230055');
  await until(() => told(uncut).at(-1)?.endsWith('ended'), { what: 'all is told' });
  await until(() => told(cut).at(-1) === told(uncut).at(-1), { what: 'all is told to the page' });
  expect(told(cut)).toEqual(told(uncut));
  // of a link that comes back only what was missed is told
  expect(cut.connections.flat().filter(({ type }) => type === 'snapshot')).toHaveLength(1);
  for (const number of ['55', '56', '57']) {
    expect(await recent(page, `8 (916) 123-00-${number}`).count()).toBe(1);
  }
  uncut.close();
}, 60_000);

test('D05 offline: said at once, live again within 3 s of the network, on a link of its own', async () => {
  const page = await desk('anna');
  const live = watchLive(page);
  await page.reload();
  await phoneReady(page);
  // both, as where the network goes: the browser is told, and nothing gets through
  await page.context().setOffline(true);
  way.lose();
  await lostBanner(page).waitFor({ timeout: 1_000 });
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230058' });
  await call.finished;
  await stage.ended('79161230058');
  way.mend();
  await page.context().setOffline(false);
  await lostBanner(page).waitFor({ state: 'hidden', timeout: 3_000 });
  expect(live.connections).toHaveLength(2);
  await phoneReady(page);
  await abandoned(page, '79161230059');
  await recent(page, '8 (916) 123-00-59').waitFor();
}, 60_000);

test('a call that rings when the SIP socket breaks can still be answered', async () => {
  const page = await desk('anna');
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230061' });
  await button(page, 'Answer').waitFor();
  const before = way.heads.length;
  way.cut('/sip');
  await until(() => way.heads.slice(before).some((head) => head.startsWith('GET /sip')), {
    what: 'a new SIP socket',
  });
  await phoneReady(page);
  await button(page, 'Answer').click();
  await soundFlows(page);
  await button(page, 'Hang up').click();
  expect((await call.finished).ok).toBe(true);
}, 60_000);

test('D05 a line that is dead is not called live for 20 s; after a sleep no ghost call rings for 3 s', async () => {
  const { deadAt, awake, asleep, bannerAt } = dead;
  expect((await bannerAt) - deadAt).toBeLessThan(DEAD_MS + 500);
  await until(() => performance.now() - deadAt > DEAD_MS, {
    what: 'a sleep that is long enough',
    timeoutMs: DEAD_MS,
  });
  expect(await lostBanner(awake).isVisible()).toBe(true);

  dead.wake();
  const woken = performance.now();
  await button(asleep, 'Answer').waitFor({ state: 'hidden', timeout: 3_000 });
  await recent(asleep, '8 (916) 123-00-60').getByText('Missed').waitFor({ timeout: 3_000 });
  expect(performance.now() - woken).toBeLessThan(3_000);
  expect(await asleep.title()).toBe('Perezvon');
  expect(await lostBanner(asleep).count()).toBe(0);
}, 90_000);
