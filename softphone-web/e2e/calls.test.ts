import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, carrier, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { until } from '../../fixtures/until.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { anotherTab, button, card, soundFlows } from './desk-page.ts';

// Calls of all kinds to Anna, who is at one page all the while, and her colleagues.

const ANNA = '74950000201';

let stage: CallStage;
let page: Page;

beforeAll(async () => {
  stage = await openCallStage();
  page = await stage.desk('anna');
});
afterAll(() => stage?.stop());

test('an unknown caller becomes a contact from the card, and the call becomes theirs', async () => {
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79995550101', talkMs: 60_000 });
  await button(page, 'Answer').click();
  await card(page).getByRole('button', { name: 'Create contact' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Новый Клиент');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Новый Клиент' }).waitFor();
  await button(page, 'Hang up').click();
  await call.finished;
  expect((await stage.ended('79995550101')).caller).toMatchObject({
    kind: 'known',
    contact: { name: 'Новый Клиент' },
  });
}, 60_000);

test('several contacts with one number: all are shown, the pick is kept, also for the next call', async () => {
  await stage.contact('Первая Компания', '+7 495 765 11 11');
  await stage.contact('Второй Человек', '8 495 765-11-11');
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '74957651111' });
  await button(page, 'Answer').waitFor();
  await page.getByText('Первая Компания').first().waitFor();
  await page.getByRole('button', { name: /Второй Человек/ }).click();
  await page.getByRole('heading', { name: 'Второй Человек' }).waitFor();
  await button(page, 'Reject').click();
  await call.finished;
  await stage.ended('74957651111');
  const again = await callIn(stage.pbx, { did: ANNA, callerNumber: '74957651111' });
  await button(page, 'Answer').waitFor();
  const live = await until(
    async () => (await stage.calls()).find((one) => one.state === 'ringing'),
    { what: 'the second call rings' },
  );
  expect(live.caller).toMatchObject({
    kind: 'known',
    chosen: true,
    contact: { name: 'Второй Человек' },
  });
  await button(page, 'Reject').click();
  await again.finished;
}, 60_000);

test('a withheld number is said to be withheld', async () => {
  const call = await callIn(stage.pbx, {
    did: ANNA,
    callerNumber: 'anonymous',
    callerName: 'Anonymous',
  });
  await card(page).getByRole('heading', { name: 'Number withheld' }).waitFor();
  await call.cancel();
  expect(await stage.ended(null)).toMatchObject({
    caller: { kind: 'withheld' },
    disposition: 'abandoned',
  });
}, 60_000);

test('a customer who gives up leaves a missed call, and the ringing ends', async () => {
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230099' });
  await button(page, 'Answer').waitFor();
  await call.cancel();
  await button(page, 'Answer').waitFor({ state: 'hidden' });
  expect(await stage.ended('79161230099')).toMatchObject({
    disposition: 'abandoned',
    rang: ['201'],
    answeredBy: [],
    hangup: { by: 'caller' },
  });
}, 60_000);

test('do not disturb: the caller hears "busy", no card comes, Explain says why', async () => {
  await button(page, 'Answer').waitFor({ state: 'hidden' });
  const phoneMenu = (name: string) => page.getByRole('button', { name, exact: true });
  await phoneMenu('Ready · 201').click();
  await page.getByRole('menuitemcheckbox', { name: 'Do not disturb' }).click();
  await phoneMenu('Do not disturb').waitFor();
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230077' });
  expect(await call.finished).toMatchObject({ ok: false });
  const logged = await stage.ended('79161230077');
  expect(logged.disposition).toBe('busy');
  const before = page.url();
  await page.goto(`${stage.server.origin}/calls/${logged.id}`);
  await page.getByRole('button', { name: 'Explain this call' }).click();
  await page.getByText('do not disturb, the phone refused the call').waitFor();
  await page.goto(before);
  await phoneMenu('Do not disturb').click();
  await page.getByRole('menuitemcheckbox', { name: 'Do not disturb' }).click();
  await phoneMenu('Ready · 201').waitFor();
}, 60_000);

test('D05 two tabs of one operator: both show the call, one phone is registered, either can answer', async () => {
  const first = await stage.desk('ben');
  const second = await anotherTab(first);
  await second
    .getByText(/another tab/i)
    .first()
    .waitFor();
  const contacts = await stage.pbx.cli('pjsip show contacts');
  expect(contacts.match(/202\/sip/g)).toHaveLength(1);
  const call = await callIn(stage.pbx, { did: '74950000202', callerNumber: '79161230077' });
  await button(first, 'Answer').waitFor();
  await button(second, 'Answer').click();
  await soundFlows(first);
  await button(second, 'Hang up').first().click();
  expect((await call.finished).ok).toBe(true);
  expect(await stage.ended('79161230077')).toMatchObject({
    disposition: 'answered',
    answeredBy: ['202'],
  });
  await first.context().close();
}, 60_000);

test('a desk phone user gets the card and calls by the PBX', async () => {
  await stage.contact('Зоя Птицына', '+7 (916) 200-30-50');
  const phone = await deskPhone(stage.pbx, { extension: '103', behaviour: 'answer', ringMs: 800 });
  const outside = await carrier(stage.pbx, { behaviour: 'answer', ringMs: 300, talkMs: 800 });
  try {
    const desk = await stage.desk('vera');
    await desk.getByText('Desk phone').first().waitFor();
    const call = await callIn(stage.pbx, {
      did: '74950000103',
      callerNumber: '79162003050',
      talkMs: 1_000,
    });
    await desk.getByRole('heading', { name: 'Зоя Птицына' }).waitFor();
    await call.finished;
    expect(await stage.ended('79162003050')).toMatchObject({ answeredBy: ['103'] });
    await desk.getByRole('textbox', { name: 'Number or name' }).fill('+7 916 444-55-66');
    await desk.getByRole('textbox', { name: 'Number or name' }).press('Enter');
    expect(await stage.ended('79164445566')).toMatchObject({
      direction: 'outbound',
      from: '103',
      disposition: 'answered',
    });
  } finally {
    await phone.stop();
    await outside.stop();
  }
}, 60_000);
