import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, carrier, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { toneShare } from '../../fixtures/asterisk/tone.ts';
import { until } from '../../fixtures/until.ts';
import type { CallView } from '../../cti-server/src/contract/index.ts';
import { heardHz, MICROPHONE_HZ } from './browser.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { button, card, playerOf, recent, soundFlows } from './desk-page.ts';

// The main job, and the log's times held against those of what was done.

const ANNA = '74950000201';
/** How far the log may be from what was done, ms. */
const CLOSE_MS = 400;
/** Share of the recorded sound in which each side speaks, at least; of a silent one it is below 0.01. */
const HEARD = 0.3;

let stage: CallStage;
let page: Page;

beforeAll(async () => {
  stage = await openCallStage({ notifies: true });
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
