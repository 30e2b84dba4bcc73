import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, carrier, deskPhone, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { toneShare } from '../../fixtures/asterisk/tone.ts';
import { until } from '../../fixtures/until.ts';
import type { CallView } from '../../cti-server/src/contract/index.ts';
import { heardHz, MICROPHONE_HZ } from './browser.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { anotherTab, button, card, playerOf, recent, soundFlows } from './desk-page.ts';

// The main job, with Anna at one page all the while.

const ANNA = '74950000201';
/** How far the log may be from what was done, ms. */
const CLOSE_MS = 400;
/** Share of the recorded sound in which each side speaks, at least; of a silent one it is below 0.01. */
const HEARD = 0.3;

let stage: CallStage;
let page: Page;

beforeAll(async () => {
  stage = await openCallStage();
  page = await stage.desk('anna');
});
afterAll(() => stage?.stop());

/** Clicks and gives the time of the click, ms epoch. */
async function clickAt(name: 'Answer' | 'Hang up'): Promise<number> {
  await button(page, name).waitFor();
  const at = Date.now();
  await button(page, name).click();
  return at;
}

const near = (iso: string | null, at: number) =>
  expect(Math.abs(Date.parse(iso ?? '') - at)).toBeLessThan(CLOSE_MS);

/** Whether the recording has each side. */
function recorded({ recording }: CallView): boolean {
  const wav = readFileSync(join(stage.pbx.recordingsDir, recording ?? ''));
  return [TONE_HZ, MICROPHONE_HZ].every((hz) => toneShare(wav, hz) > HEARD);
}

/** They talk until each can be heard: the operator hears the customer, the recording has both. */
async function talk(): Promise<void> {
  await soundFlows(page);
  await operatorHears();
  await until(async () => (await stage.calls(1)).some(recorded), {
    what: 'both sides in the recording',
  });
}

async function operatorHears(): Promise<void> {
  const what = 'the operator hears the other side';
  await until(async () => Math.abs((await heardHz(page)) - TONE_HZ) < 15, { what });
}

async function plays(text: string): Promise<void> {
  const row = recent(page, text).first();
  await row.getByRole('button', { name: 'Listen' }).click();
  const audio = playerOf(row);
  await until(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime > 0.2), {
    what: 'the recording plays',
  });
}

/** The row tells the call's very times. */
async function rowTells(text: string, call: CallView): Promise<void> {
  const row = recent(page, text).first();
  expect(await row.locator('time[datetime]').getAttribute('datetime')).toBe(call.startedAt);
  const seconds = Math.floor(call.talkMs / 1000);
  await row.getByText(`0:${String(seconds).padStart(2, '0')}`, { exact: true }).waitFor();
}

test('the main job: a known customer calls, the card is there before the answer, sound flows, the log has it, the recording plays', async () => {
  await stage.contact('Пётр Воронов', '8 (916) 200-30-40');
  const call = await callIn(stage.pbx, {
    did: ANNA,
    callerNumber: '79162003040',
    callerName: 'Voronov',
  });
  await button(page, 'Answer').waitFor();
  await page.getByRole('heading', { name: 'Пётр Воронов' }).waitFor();
  expect(await card(page).innerText()).toContain('Anna direct');
  expect(await button(page, 'Answer').isVisible()).toBe(true);
  const answeredAt = await clickAt('Answer');
  await button(page, 'Hang up').waitFor();
  await talk();
  await page.getByLabel('Note').first().fill('Wants a quote for 40 chairs');
  await until(async () => (await stage.calls())[0]?.note === 'Wants a quote for 40 chairs', {
    what: 'the note is saved',
  });
  const endedAt = await clickAt('Hang up');
  expect((await call.finished).ok).toBe(true);

  const logged = await stage.ended('79162003040');
  expect(logged).toMatchObject({
    direction: 'inbound',
    disposition: 'answered',
    did: ANNA,
    answeredBy: ['201'],
    handledBy: ['201'],
    e164: '+79162003040',
    note: 'Wants a quote for 40 chairs',
    caller: { kind: 'known', contact: { name: 'Пётр Воронов' } },
    hangup: { by: 'agent' },
  });
  near(logged.startedAt, call.invitedAt());
  near(logged.answeredAt, answeredAt);
  near(logged.endedAt, endedAt);
  expect(Math.abs(logged.waitMs - (answeredAt - call.invitedAt()))).toBeLessThan(CLOSE_MS);
  expect(Math.abs(logged.talkMs - (endedAt - answeredAt))).toBeLessThan(CLOSE_MS);
  expect(await recent(page, 'Пётр Воронов').first().innerText()).toContain(
    'Wants a quote for 40 chairs',
  );
  await rowTells('Пётр Воронов', logged);
  expect(recorded(logged)).toBe(true);
  await plays('Пётр Воронов');
}, 60_000);

test('an outside number typed in any form is dialled, answered, recorded and logged', async () => {
  const ringMs = 500;
  const outside = await carrier(stage.pbx, { behaviour: 'answer', ringMs });
  try {
    const dial = page.getByRole('textbox', { name: 'Number or name' });
    await dial.fill('8 (916) 111-22-33');
    const dialledAt = Date.now();
    await dial.press('Enter');
    await until(async () => (await stage.calls())[0]?.state === 'talking', {
      what: 'the callee answered',
      timeoutMs: 15_000,
    });
    await talk();
    const endedAt = await clickAt('Hang up');
    const logged = await stage.ended('79161112233');
    expect(logged).toMatchObject({
      direction: 'outbound',
      disposition: 'answered',
      from: '201',
      dialled: '79161112233',
      handledBy: ['201'],
      caller: { kind: 'unknown' },
      hangup: { by: 'agent' },
    });
    near(logged.startedAt, dialledAt);
    near(logged.endedAt, endedAt);
    expect(Math.abs(logged.waitMs - ringMs)).toBeLessThan(CLOSE_MS);
    near(logged.answeredAt, Date.parse(logged.startedAt) + logged.waitMs);
    near(logged.answeredAt, endedAt - logged.talkMs);
    await rowTells('8 (916) 111-22-33', logged);
    expect(recorded(logged)).toBe(true);
    await plays('8 (916) 111-22-33');
  } finally {
    await outside.stop();
  }
}, 60_000);

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
