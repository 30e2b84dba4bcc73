import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { until } from '../../fixtures/until.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { card, goTo, recent } from './desk-page.ts';
import { HOSTILE_NAMES, HOSTILE_NUMBERS, shownAs, watchHostile } from './hostile-text.ts';

// What customers send to Vera's desk phone at an Asterisk 16, which rings and is not taken; she looks at her page.

const VERA = '74950000103';

let stage: CallStage;
let vera: Page;
let phone: { stop: () => Promise<void> };

beforeAll(async () => {
  stage = await openCallStage({ version: 16, notifies: true });
  phone = await deskPhone(stage.pbx, { extension: '103', behaviour: 'ring' });
  vera = await stage.desk('vera');
});
afterAll(async () => {
  await phone?.stop();
  await stage?.stop();
});

test('F06 hostile names and numbers at a page with a desk phone: card, bar, title, notification, call page, list', async () => {
  const watch = await watchHostile(vera);
  await vera.getByText('Desk phone').first().waitFor();
  for (const [index, { sent, read }] of HOSTILE_NUMBERS.entries()) {
    const callerName = HOSTILE_NAMES[2 * index + 1] ?? '';
    const call = { did: VERA, callerNumber: sent, callerName, media: 'none' } as const;
    const placed = await callIn(stage.pbx, call);
    await card(vera).getByRole('heading', { name: read }).waitFor();
    await vera.getByRole('region', { name: 'Phone' }).getByText(read).first().waitFor();
    await until(async () => (await vera.title()).includes(read), { what: 'the title' });
    await until(async () => (await watch.lastNotice()).includes(read), { what: 'the notice' });
    await placed.cancel();
    const logged = await stage.ended(read);
    await goTo(vera, `/calls/${logged.id}`);
    const said = vera.getByText(/^Caller name:/).filter({ hasText: shownAs(callerName) });
    await said.first().waitFor();
    expect(await watch.wrongs()).toEqual([]);
    await goTo(vera, '/');
  }
}, 120_000);

test('F06 sixty hostile names are in the log as they were sent, and in the list as text', async () => {
  const watch = await watchHostile(vera);
  const customer = (index: number) => `7916703${String(index).padStart(4, '0')}`;
  const all = HOSTILE_NAMES.map((callerName, index) => ({
    did: VERA,
    callerNumber: customer(index),
    callerName,
    cancelAfterMs: 200,
    media: 'none' as const,
  }));
  for (let at = 0; at < all.length; at += 8) {
    const calls = all.slice(at, at + 8).map((call) => callIn(stage.pbx, call));
    for (const call of calls) await (await call).finished;
  }
  const logged = await until(
    async () => {
      const calls = (await stage.calls(100)).filter(({ state }) => state === 'ended');
      const found = new Map(calls.map((call) => [call.externalNumber, call.externalName ?? '']));
      return all.every(({ callerNumber }) => found.has(callerNumber)) ? found : undefined;
    },
    { what: 'all are in the log', timeoutMs: 15_000 },
  );
  for (const { callerNumber, callerName } of all) {
    expect(shownAs(logged.get(callerNumber) ?? '')).toBe(shownAs(callerName));
  }
  await recent(vera, '8 (916) 703-').first().waitFor();
  expect(await watch.wrongs()).toEqual([]);
}, 120_000);
