import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { until } from '../../fixtures/until.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { button, card, gapShown, goTo, lostBanner, recent } from './desk-page.ts';

// Calls of all kinds on Asterisk 16, which has no phones in browsers here: Vera's desk phone rings and is not
// taken, Walt's answers by itself. Both look at their pages.

const [VERA, WALT] = ['74950000103', '74950000104'];
const RING_MS = 1_500;

let stage: CallStage;
let way: BreakableWay;
let vera: Page;
let walt: Page;
const stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  stage = await openCallStage({ version: 16 });
  way = await breakableWay(Number(new URL(stage.server.origin).port));
  const phones = [
    await deskPhone(stage.pbx, { extension: '103', behaviour: 'ring' }),
    await deskPhone(stage.pbx, { extension: '104', behaviour: 'answer', ringMs: RING_MS }),
  ];
  stop.push(...phones.map((phone) => phone.stop));
  [vera, walt] = (await Promise.all(
    ['vera', 'walt'].map((one) => stage.desk(one, way.origin)),
  )) as [Page, Page];
});
afterAll(async () => {
  for (const end of stop) await end();
  await stage?.stop();
  await way?.close();
});

const talking = (page: Page) =>
  page.getByRole('region', { name: 'Phone' }).getByText('Talking').first().waitFor();

test('G4 an unknown caller becomes a contact from the card; outcome and call-back are kept with the call', async () => {
  const call = await callIn(stage.pbx, { did: WALT, callerNumber: '79995550101' });
  const shown = card(walt);
  await shown.getByRole('button', { name: 'Create contact' }).click();
  await shown.getByRole('textbox', { name: 'Name', exact: true }).fill('Новый Клиент');
  await shown.getByRole('button', { name: 'Save' }).click();
  await walt.getByRole('heading', { name: 'Новый Клиент' }).waitFor();
  await talking(walt);
  await shown.getByLabel('Outcome').selectOption('interested');
  await walt.keyboard.press('Alt+b');
  await walt.keyboard.press('Enter');
  await walt.getByText('The call-back is in your list.').waitFor();
  await call.cancel();
  expect(await stage.ended('79995550101')).toMatchObject({
    outcome: 'interested',
    caller: { kind: 'known', contact: { name: 'Новый Клиент' } },
  });
  await goTo(walt, '/tasks');
  const promised = walt.getByRole('main').getByRole('listitem').filter({ hasText: 'Новый Клиент' });
  await promised.getByRole('link', { name: '8 (999) 555-01-01' }).waitFor();
  await promised.getByRole('button', { name: /^Done: / }).click();
  await promised.waitFor({ state: 'detached' });
  await goTo(walt, '/');
}, 60_000);

test('a colleague is asked by the page of a desk phone: cancelled it is back with the customer, connected it is out', async () => {
  const asked = await deskPhone(stage.pbx, { extension: '105', behaviour: 'answer', ringMs: 300 });
  stop.push(asked.stop);
  const customer = await callIn(stage.pbx, { did: WALT, callerNumber: '79162003070' });
  await talking(walt);
  const bar = walt.getByRole('region', { name: 'Phone' });
  /** The strip of who is asked, or of the customer, as it stands. */
  const strip = (state: string, isAsked: boolean) => {
    const all = bar.locator(`[data-state="${state}"]`);
    const words = { hasText: 'consultation' };
    const one = all.filter(isAsked ? words : { hasNotText: 'consultation' });
    return one.waitFor({ timeout: 8_000 });
  };
  const ask = async () => {
    await walt.keyboard.press('Alt+r');
    await walt.getByRole('textbox', { name: 'Transfer to' }).fill('105');
    await walt.keyboard.press('Enter');
    await Promise.all([strip('talking', true), strip('held', false)]);
  };
  await ask();
  await bar
    .locator('[data-state="talking"]')
    .filter({ hasText: 'consultation' })
    .getByRole('button', { name: 'Hang up' })
    .click();
  await bar.getByText('consultation').waitFor({ state: 'detached' });
  await strip('talking', false);
  // at once: the server waits until the PBX hears the phone again
  await ask();
  await button(walt, 'Connect').click();
  await until(async () => (await bar.locator('[data-state]').count()) === 0, {
    what: 'the phone has no call',
  });
  const [left] = await stage.calls(1);
  expect(left).toMatchObject({ state: 'talking', externalNumber: '79162003070' });
  await customer.cancel();
  expect(await stage.ended('79162003070')).toMatchObject({
    handledBy: ['104', '105'],
    consultations: [
      { from: '104', to: '105' },
      { from: '104', to: '105' },
    ],
  });
}, 60_000);

test('a desk phone’s call is sent to a queue found by name, parked and taken back, by the page', async () => {
  const customer = await callIn(stage.pbx, { did: WALT, callerNumber: '79162003080' });
  await talking(walt);
  const bar = walt.getByRole('region', { name: 'Phone' });
  await button(walt, 'Park').click();
  // the parking place may be told before the call has left the phone
  await bar.locator('[data-state=talking]').waitFor({ state: 'detached' });
  await bar.getByRole('button', { name: /701/ }).click();
  await talking(walt);
  await walt.keyboard.press('Alt+r');
  await walt.getByRole('textbox', { name: 'Transfer to' }).fill('sal');
  await walt.getByRole('option', { name: 'Sales queue' }).click();
  await walt.getByRole('button', { name: 'Transfer now' }).click();
  await until(async () => (await stage.calls(1))[0]?.queue === 'sales', {
    what: 'the call in the queue',
    timeoutMs: 10_000,
  });
  await customer.cancel();
  expect((await stage.ended('79162003080')).transfers).toMatchObject([
    { type: 'park', from: '104', to: '104' },
    { type: 'blind', from: '104', to: '501' },
  ]);
}, 60_000);

test('several contacts with one number: all are shown, the pick is kept; who gives up is missed', async () => {
  await stage.contact('Первая Компания', '+7 495 765 11 11');
  await stage.contact('Второй Человек', '8 495 765-11-11');
  const call = await callIn(stage.pbx, { did: VERA, callerNumber: '74957651111' });
  await vera.getByRole('button', { name: /Первая Компания/ }).waitFor();
  await vera.getByRole('button', { name: /Второй Человек/ }).click();
  await vera.getByRole('heading', { name: 'Второй Человек' }).waitFor();
  await call.cancel();
  expect(await stage.ended('74957651111')).toMatchObject({
    disposition: 'abandoned',
    rang: ['103'],
    caller: { kind: 'known', chosen: true, contact: { name: 'Второй Человек' } },
  });
  const again = await callIn(stage.pbx, { did: VERA, callerNumber: '74957651111' });
  await until(
    async () => {
      const [live] = await stage.calls(1);
      return live?.state === 'ringing' && live.caller.kind === 'known' && live.caller.chosen;
    },
    { what: 'the pick holds for the next call' },
  );
  await again.cancel();
  await stage.ended('74957651111');
}, 60_000);

test('the live link is lost: the page says so; a call that came meanwhile is on the card when it is back', async () => {
  way.lose('/live');
  await lostBanner(walt).waitFor();
  const call = await callIn(stage.pbx, { did: WALT, callerNumber: '79161230091' });
  await until(async () => (await stage.calls(1))[0]?.state === 'talking', { what: 'they talk' });
  expect(await recent(walt, '8 (916) 123-00-91').count()).toBe(0);
  way.mend();
  await lostBanner(walt).waitFor({ state: 'hidden' });
  await card(walt).getByRole('heading', { name: '8 (916) 123-00-91' }).waitFor();
  expect(await recent(walt, '8 (916) 123-00-91').count()).toBe(1);
  await call.cancel();
  await stage.ended('79161230091');
}, 60_000);

test('Asterisk is killed in a call: the page says so; after its return the call is over, the gap is shown, phones ring', async () => {
  await callIn(stage.pbx, { did: WALT, callerNumber: '79161230066' });
  await walt
    .locator('[data-state=talking]')
    .filter({ hasText: '8 (916) 123-00-66' })
    .first()
    .waitFor();
  const killedAt = Date.now();
  await stage.pbx.kill();
  await walt.getByText(/^No link to the PBX “Main PBX” since/).waitFor();
  await stage.pbx.start();
  expect(await stage.ended('79161230066')).toMatchObject({ complete: false });
  await walt
    .getByRole('region', { name: 'Phone' })
    .getByText('Talking')
    .waitFor({ state: 'hidden' });
  await gapShown(walt, { left: killedAt, back: Date.now() });
  const again = await callIn(stage.pbx, { did: WALT, callerNumber: '79161230067' });
  await talking(walt);
  await again.cancel();
  await stage.ended('79161230067');
}, 90_000);
