import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { type ProductionServer, startProductionServer } from '../../fixtures/production-server.ts';
import { startTestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { LiveMessage } from '../../cti-server/src/contract/index.ts';
import { addPeople, type CallStage, wholeConnectionTo, openCallStage } from './call-stage.ts';
import {
  anotherTab,
  button,
  gapShown,
  lostBanner,
  phoneReady,
  recent,
  screenOf,
  signedIn,
  soundFlows,
} from './desk-page.ts';
import { type LiveFrames, watchLive } from './live-frames.ts';

// The server or the PBX dies in the middle of calls.

let stage: CallStage;

beforeAll(async () => {
  stage = await openCallStage({ notifies: true });
});
afterAll(() => stage?.stop());

/** A server in a process of its own, on a data folder with people in it. */
async function openServer(dataDir: string): Promise<ProductionServer> {
  const config = { pbx: [wholeConnectionTo(stage.pbx)] };
  const first = await startTestServer({ config, dataDir });
  await addPeople(first);
  await first.stop();
  return startProductionServer(dataDir, config);
}

/** A page, and what comes over its live links. */
interface Watched {
  readonly page: Page;
  readonly live: LiveFrames;
}

async function watched(server: ProductionServer, login: string): Promise<Watched> {
  const page = await signedIn(stage.browser, server.origin, login);
  const live = watchLive(page);
  await page.reload();
  await until(() => live.connections.length === 1, { what: 'the live link' });
  await screenOf(page);
  return { page, live };
}

/** From the snapshot over the new link until the page showed what a fresh load does, ms. */
async function caughtUp({ page, live }: Watched): Promise<number> {
  await until(() => live.connections.length === 2, { what: 'a new link', timeoutMs: 20_000 });
  const linkedAt = Date.now();
  const fresh = await anotherTab(page);
  const { since } = await until(
    async () => {
      const [old, anew] = await Promise.all([page, fresh].map(screenOf));
      return old && old.text === anew?.text ? old : undefined;
    },
    { what: 'the page to show what a fresh load does' },
  );
  await fresh.close();
  return since - linkedAt;
}

const epochOf = (message: LiveMessage | undefined) =>
  message && 'epoch' in message ? message.epoch : undefined;

test('D02 kill -9 of the server: after its return the screens are those of a fresh load within 1 s', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-killed-'));
  const server = await openServer(dataDir);
  const phones = await Promise.all(
    ['103', '104'].map((extension) =>
      deskPhone(stage.pbx, { extension, behaviour: 'answer', ringMs: 100 }),
    ),
  );
  try {
    const operator = await watched(server, 'vera');
    const admin = await watched(server, 'root');
    const goesOn = await callIn(stage.pbx, { did: '74950000103', callerNumber: '79161230081' });
    const ends = await callIn(stage.pbx, { did: '74950000104', callerNumber: '79161230082' });
    await recent(admin.page, '8 (916) 123-00-81').waitFor();
    await recent(admin.page, '8 (916) 123-00-82').waitFor();
    await operator.page.getByRole('region', { name: 'Phone' }).getByText('Talking').waitFor();

    await server.kill();
    await lostBanner(operator.page).waitFor();
    await lostBanner(admin.page).waitFor();
    await ends.cancel();
    const comes = await callIn(stage.pbx, { did: '74950000104', callerNumber: '79161230083' });
    await server.start();

    const took = await Promise.all([operator, admin].map(caughtUp));
    expect(Math.max(...took)).toBeLessThan(1_000);
    for (const { live } of [operator, admin]) {
      const [before, after] = live.connections.map(([first]) => first);
      expect([before?.type, after?.type]).toEqual(['snapshot', 'snapshot']);
      expect(epochOf(before)).not.toBe(epochOf(after));
    }
    // not only equal but right: one goes on, the end of one was not seen, one came meanwhile
    const row = (last: number) => recent(admin.page, `8 (916) 123-00-${last}`);
    for (const last of [81, 82, 83]) expect(await row(last).count()).toBe(1);
    for (const last of [81, 83]) await row(last).locator('time[aria-hidden]').waitFor();
    expect(await row(82).locator('time[aria-hidden]').count()).toBe(0);
    await goesOn.cancel();
    await comes.cancel();
  } finally {
    for (const phone of phones) await phone.stop();
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 90_000);

test('Asterisk is killed in a call: the page says so, and within seconds of its return the call is over, the gap is shown and phones ring again', async () => {
  const page = await stage.desk('anna');
  await callIn(stage.pbx, { did: '74950000201', callerNumber: '79161230066' });
  await button(page, 'Answer').click();
  await soundFlows(page);
  const killedAt = Date.now();
  await stage.pbx.kill();
  await page.getByText(/^No link to the PBX “Main PBX” since/).waitFor();
  await stage.pbx.start();
  expect(await stage.ended('79161230066')).toMatchObject({ complete: false });
  await phoneReady(page);
  await gapShown(page, { left: killedAt, back: Date.now() });
  await phoneReady(page);
  const again = await callIn(stage.pbx, { did: '74950000201', callerNumber: '79161230067' });
  await button(page, 'Answer').waitFor();
  await again.cancel();
  await stage.ended('79161230067');
  await page.context().close();
}, 90_000);
