import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, carrier, deskPhone, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { toneShare } from '../../fixtures/asterisk/tone.ts';
import { until } from '../../fixtures/until.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { button, playerOf, recent } from './desk-page.ts';

// The main job on Asterisk 16, which has no phones in browsers here: Walt's desk phone answers by itself, he looks at his
// page. The log's times are held against those of what was done.

const WALT = '74950000104';
const RING_MS = 1_500;
/** How far the log may be from what was done, ms. */
const CLOSE_MS = 400;

let stage: CallStage;
let walt: Page;
const stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  stage = await openCallStage({ version: 16, notifies: true });
  const phones = [
    await deskPhone(stage.pbx, { extension: '104', behaviour: 'answer', ringMs: RING_MS }),
    await carrier(stage.pbx, { behaviour: 'answer', ringMs: RING_MS }),
  ];
  stop.push(...phones.map((phone) => phone.stop));
  walt = await stage.desk('walt');
});
afterAll(async () => {
  for (const end of stop) await end();
  await stage?.stop();
});

const talking = (page: Page) =>
  page.getByRole('region', { name: 'Phone' }).getByText('Talking').first().waitFor();

const near = (iso: string | null, at: number) =>
  expect(Math.abs(Date.parse(iso ?? '') - at)).toBeLessThan(CLOSE_MS);

test('a known customer: the card before the answer, hang-up from the page, times, and a recording that plays', async () => {
  await stage.contact('Зоя Птицына', '+7 (916) 200-30-50');
  const call = await callIn(stage.pbx, { did: WALT, callerNumber: '79162003050' });
  await walt.getByRole('heading', { name: 'Зоя Птицына' }).waitFor();
  const shownAt = Date.now();
  await talking(walt);
  await until(async () => (await stage.calls(1))[0]?.recording, { what: 'the recording' });
  const endedAt = Date.now();
  await button(walt, 'Hang up').click();
  await call.finished;
  const logged = await stage.ended('79162003050');
  expect(logged).toMatchObject({
    disposition: 'answered',
    answeredBy: ['104'],
    caller: { kind: 'known', contact: { name: 'Зоя Птицына' } },
  });
  expect(shownAt).toBeLessThan(Date.parse(logged.answeredAt ?? ''));
  near(logged.startedAt, call.invitedAt());
  near(logged.endedAt, endedAt);
  expect(Math.abs(logged.waitMs - RING_MS)).toBeLessThan(CLOSE_MS);
  near(logged.answeredAt, Date.parse(logged.startedAt) + logged.waitMs);
  const wav = readFileSync(join(stage.pbx.recordingsDir, logged.recording ?? ''));
  expect(toneShare(wav, TONE_HZ)).toBeGreaterThan(0.9);
  const row = recent(walt, 'Зоя Птицына').first();
  await row.getByRole('button', { name: 'Listen' }).click();
  const audio = playerOf(row);
  await until(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime > 0.1), {
    what: 'the recording plays',
  });
}, 60_000);

test('an outside number is dialled from the page: the desk phone, then the customer', async () => {
  const dial = walt.getByRole('textbox', { name: 'Number or name' });
  await dial.fill('+7 916 444-55-66');
  await dial.press('Enter');
  await until(async () => (await stage.calls(1))[0]?.state === 'talking', {
    what: 'the two talk',
    timeoutMs: 10_000,
  });
  await button(walt, 'Hang up').click();
  expect(await stage.ended('79164445566')).toMatchObject({
    direction: 'outbound',
    from: '104',
    disposition: 'answered',
    handledBy: ['104'],
  });
}, 60_000);
