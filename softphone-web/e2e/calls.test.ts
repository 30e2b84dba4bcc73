import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { callIn, carrier, deskPhone, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { toneShare } from '../../fixtures/asterisk/tone.ts';
import { until } from '../../fixtures/until.ts';
import type { CallPage, CallView } from '../../cti-server/src/contract/index.ts';
import { MICROPHONE_HZ, soundBytes } from './browser.ts';
import { type CallStage, openCallStage } from './call-stage.ts';

let stage: CallStage;
const opened: Page[] = [];

beforeAll(async () => {
  stage = await openCallStage();
});
afterAll(() => stage?.stop());
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});

async function desk(login: string): Promise<Page> {
  const { page } = await stage.desk(login);
  opened.push(page);
  return page;
}

const ANNA = '74950000201';

/** The newest call as the API tells it to an admin. */
async function lastCall(): Promise<CallView | undefined> {
  const cookie = await stage.server.signIn('root');
  const answer = await stage.server.ask('GET', '/api/calls?limit=1', { cookie });
  return ((await answer.json()) as CallPage).items[0];
}

const ended = (number: string | null) =>
  until(
    async () => {
      const call = await lastCall();
      return call?.state === 'ended' && call.externalNumber === number ? call : undefined;
    },
    { what: `the call of ${number} is over in the log`, timeoutMs: 15_000 },
  );

const answerButton = (page: Page) => page.getByRole('button', { name: 'Answer' });
const hangUpButton = (page: Page) => page.getByRole('button', { name: 'Hang up' });
const card = (page: Page) =>
  page.getByRole('region', { name: 'Incoming' }).or(page.getByLabel('Incoming')).first();

async function soundFlows(page: Page): Promise<void> {
  const before = await soundBytes(page);
  await until(
    async () => {
      const now = await soundBytes(page);
      return now.received > before.received + 4_000 && now.sent > before.sent + 1_000;
    },
    { what: 'sound flows both ways', timeoutMs: 10_000 },
  );
}

test('the main job: a known customer calls, the card is there before the answer, sound flows, the log has it, the recording plays', async () => {
  await stage.contact('Пётр Воронов', '8 (916) 200-30-40');
  const page = await desk('anna');
  const call = await callIn(stage.pbx, {
    did: ANNA,
    callerNumber: '79162003040',
    callerName: 'Voronov',
  });
  await answerButton(page).waitFor();
  await page.getByRole('heading', { name: 'Пётр Воронов' }).waitFor();
  expect(await card(page).innerText()).toContain('Anna direct');
  expect(await answerButton(page).isVisible()).toBe(true);
  await answerButton(page).click();
  await hangUpButton(page).waitFor();
  await soundFlows(page);
  await page.getByLabel('Note').first().fill('Wants a quote for 40 chairs');
  await until(async () => (await lastCall())?.note === 'Wants a quote for 40 chairs', {
    what: 'the note is saved',
  });
  await hangUpButton(page).click();
  expect((await call.finished).ok).toBe(true);

  const logged = await ended('79162003040');
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
  const row = page.getByRole('row').filter({ hasText: 'Пётр Воронов' }).first();
  await row.waitFor();
  expect(await row.innerText()).toContain('Wants a quote for 40 chairs');

  const wav = readFileSync(join(stage.pbx.recordingsDir, logged.recording ?? ''));
  expect(toneShare(wav, TONE_HZ) + toneShare(wav, MICROPHONE_HZ)).toBeGreaterThan(0.5);
  await row.getByRole('button', { name: 'Listen' }).click();
  const audio = row.locator('audio');
  await until(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime > 0.2), {
    what: 'the recording plays',
  });
}, 60_000);

test('an outside number typed in any form is dialled, answered and logged', async () => {
  const outside = await carrier(stage.pbx, { behaviour: 'answer', ringMs: 500 });
  try {
    const page = await desk('anna');
    await page.getByRole('textbox', { name: 'Number or name' }).fill('8 (916) 111-22-33');
    await page.getByRole('textbox', { name: 'Number or name' }).press('Enter');
    await until(async () => (await lastCall())?.state === 'talking', {
      what: 'the callee answered',
      timeoutMs: 15_000,
    });
    await soundFlows(page);
    await hangUpButton(page).click();
    expect(await ended('79161112233')).toMatchObject({
      direction: 'outbound',
      disposition: 'answered',
      from: '201',
      dialled: '79161112233',
      handledBy: ['201'],
      caller: { kind: 'unknown' },
    });
  } finally {
    await outside.stop();
  }
}, 60_000);

test('an unknown caller becomes a contact from the card, and the call becomes theirs', async () => {
  const page = await desk('anna');
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79995550101', talkMs: 60_000 });
  await answerButton(page).click();
  await page
    .getByRole('button', { name: /contact/i })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Новый Клиент');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Новый Клиент' }).waitFor();
  await hangUpButton(page).click();
  await call.finished;
  expect((await ended('79995550101')).caller).toMatchObject({
    kind: 'known',
    contact: { name: 'Новый Клиент' },
  });
}, 60_000);

test('several contacts with one number: all are shown, the pick is kept, also for the next call', async () => {
  await stage.contact('Первая Компания', '+7 495 765 11 11');
  await stage.contact('Второй Человек', '8 495 765-11-11');
  const page = await desk('anna');
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '74957651111' });
  await answerButton(page).waitFor();
  await page.getByText('Первая Компания').first().waitFor();
  await page.getByRole('button', { name: /Второй Человек/ }).click();
  await page.getByRole('heading', { name: 'Второй Человек' }).waitFor();
  await page.getByRole('button', { name: 'Reject' }).click();
  await call.finished;
  await ended('74957651111');
  const again = await callIn(stage.pbx, { did: ANNA, callerNumber: '74957651111' });
  await answerButton(page).waitFor();
  const live = await until(
    async () => {
      const one = await lastCall();
      return one?.state === 'ringing' ? one : undefined;
    },
    { what: 'the second call rings' },
  );
  expect(live.caller).toMatchObject({
    kind: 'known',
    chosen: true,
    contact: { name: 'Второй Человек' },
  });
  await page.getByRole('button', { name: 'Reject' }).click();
  await again.finished;
}, 60_000);

test('a withheld number is said to be withheld', async () => {
  const page = await desk('anna');
  const call = await callIn(stage.pbx, {
    did: ANNA,
    callerNumber: 'anonymous',
    callerName: 'Anonymous',
    cancelAfterMs: 3_000,
  });
  await page
    .getByText(/withheld/i)
    .first()
    .waitFor();
  await call.finished;
  expect(await ended(null)).toMatchObject({
    caller: { kind: 'withheld' },
    disposition: 'abandoned',
  });
}, 60_000);

test('a customer who gives up leaves a missed call, and the ringing ends', async () => {
  const page = await desk('anna');
  const call = await callIn(stage.pbx, {
    did: ANNA,
    callerNumber: '79161230099',
    cancelAfterMs: 1_500,
  });
  await answerButton(page).waitFor();
  await call.finished;
  await answerButton(page).waitFor({ state: 'hidden' });
  expect(await ended('79161230099')).toMatchObject({
    disposition: 'abandoned',
    rang: ['201'],
    answeredBy: [],
    hangup: { by: 'caller' },
  });
}, 60_000);

test('the live link is lost in a call and comes back: the call goes on and is right', async () => {
  const page = await desk('anna');
  const call = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230055' });
  await answerButton(page).click();
  await soundFlows(page);
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await soundFlows(page);
  await until(async () => (await hangUpButton(page).count()) > 0, {
    what: 'the call is still there',
  });
  await hangUpButton(page).click();
  await call.finished;
  expect(await ended('79161230055')).toMatchObject({
    disposition: 'answered',
    answeredBy: ['201'],
  });
}, 60_000);

test('D05 two tabs of one operator: both show the call, one phone is registered, either can answer', async () => {
  const { page, context } = await stage.desk('ben');
  opened.push(page);
  const second = await stage.tab(context);
  await second
    .getByText(/another tab/i)
    .first()
    .waitFor();
  const contacts = await stage.pbx.cli('pjsip show contacts');
  expect(contacts.match(/202\/sip/g)).toHaveLength(1);
  const call = await callIn(stage.pbx, { did: '74950000202', callerNumber: '79161230077' });
  await answerButton(page).waitFor();
  await answerButton(second).waitFor();
  await answerButton(second).click();
  await soundFlows(page);
  await hangUpButton(second).first().click();
  expect((await call.finished).ok).toBe(true);
  expect(await ended('79161230077')).toMatchObject({
    disposition: 'answered',
    answeredBy: ['202'],
  });
}, 60_000);

test('a desk phone user gets the card and calls by the PBX', async () => {
  await stage.contact('Зоя Птицына', '+7 (916) 200-30-50');
  const phone = await deskPhone(stage.pbx, {
    extension: '103',
    behaviour: 'answer',
    ringMs: 1_500,
  });
  const outside = await carrier(stage.pbx, { behaviour: 'answer', ringMs: 300, talkMs: 1_500 });
  try {
    const page = await desk('vera');
    await page.getByText('Desk phone').first().waitFor();
    const call = await callIn(stage.pbx, {
      did: '74950000103',
      callerNumber: '79162003050',
      talkMs: 2_500,
    });
    await page.getByRole('heading', { name: 'Зоя Птицына' }).waitFor();
    await call.finished;
    expect(await ended('79162003050')).toMatchObject({ answeredBy: ['103'] });
    await page.getByRole('textbox', { name: 'Number or name' }).fill('+7 916 444-55-66');
    await page.getByRole('textbox', { name: 'Number or name' }).press('Enter');
    expect(await ended('79164445566')).toMatchObject({
      direction: 'outbound',
      from: '103',
      disposition: 'answered',
    });
  } finally {
    await phone.stop();
    await outside.stop();
  }
}, 60_000);

describe('F06 what callers send is shown literally and runs nowhere', () => {
  const tags = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<svg onload=alert(1)>',
    '<iframe src=//e.x>',
    '<b>x</b>',
    '</title><script>alert(1)</script>',
    '<a href=javascript:alert(1)>x</a>',
    '<math><mi//xlink:href=data:x>',
  ];
  const breaks = [
    "';DROP TABLE calls;--",
    '{{7*7}}${7*7}#{7*7}',
    'javascript:alert(1)',
    '=HYPERLINK(1)',
    '+cmd|calc',
    '@SUM(1)',
    '-2+3',
    '%0d%0aAction: x',
    '&lt;img&gt;',
    '../../etc/passwd',
    '$(reboot)',
    '`id`',
  ];
  const scripts = [
    'Иванов «Пётр» & Ко',
    '\u202egnp.exe',
    '名前',
    'مرحبا',
    'é\u0301\u0301\u0301',
    '👩\u200d👩\u200d👧',
    'x'.repeat(5_000),
    'Event: Hangup',
    '<unknown>x',
    'null',
  ];
  /** Sixty: each on its own, and behind and before ordinary words. */
  const names = [...tags, ...breaks, ...scripts].flatMap((text) => [text, `Anna ${text}`]);
  const numbers = [
    '%3Cimg%20src=x%20onerror=alert(1)%3E',
    '+=cmd',
    '500&PJSIP/101',
    '%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
  ];

  test('sixty names, and numbers and DIDs: every view, no script, no foreign markup', async () => {
    expect(names.length).toBeGreaterThanOrEqual(60);
    const { page, context } = await stage.desk('root');
    opened.push(page);
    const ran: string[] = [];
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('console', (line) => {
      if (/Content Security Policy/.test(line.text())) ran.push(line.text());
    });
    const placed = [
      ...names.map((callerName, index) => ({
        did: ANNA,
        callerNumber: `7916700${String(index).padStart(4, '0')}`,
        callerName,
      })),
      ...numbers.map((callerNumber) => ({ did: ANNA, callerNumber, callerName: 'by number' })),
      {
        did: '7495%3Cimg%20src=x%20onerror=alert(1)%3E',
        callerNumber: '79167009999',
        callerName: 'by DID',
      },
    ];
    for (let i = 0; i < placed.length; i += 8) {
      const calls = placed
        .slice(i, i + 8)
        .map((call) => callIn(stage.pbx, { ...call, cancelAfterMs: 200, media: 'none' }));
      for (const call of calls) await (await call).finished;
    }
    const cookie = await stage.server.signIn('root');
    const list = async () =>
      (
        (await (
          await stage.server.ask('GET', '/api/calls?limit=100', { cookie })
        ).json()) as CallPage
      ).items;
    const since = (call: CallView) =>
      call.externalNumber?.startsWith('7916700') ||
      ['by number', 'by DID'].includes(call.externalName ?? '');
    const logged = await until(
      async () => {
        const found = (await list()).filter(since);
        return found.length >= placed.length && found.every(({ state }) => state === 'ended')
          ? found
          : undefined;
      },
      { what: 'all are in the log', timeoutMs: 15_000 },
    );
    expect(logged.some(({ externalName }) => externalName === '<script>alert(1)</script>')).toBe(
      true,
    );
    expect(logged.some(({ externalNumber }) => externalNumber === '500&PJSIP/101')).toBe(true);
    await page.goto(stage.server.origin);
    await page.getByText('500&PJSIP/101').first().waitFor();
    for (const call of logged.filter(({ externalName }) => tags.includes(externalName ?? ''))) {
      await page.goto(`${stage.server.origin}/calls/${call.id}`);
      await page
        .getByText(call.externalName ?? '')
        .first()
        .waitFor();
    }
    await page.goto(`${stage.server.origin}/contacts`);
    expect(ran).toEqual([]);
    expect(await page.locator('img[src="x"], iframe, script:not([src])').count()).toBe(0);
    expect(context.pages()).toHaveLength(1);
  }, 120_000);

  test('invalid UTF-8 in a name is shown with replacement signs', async () => {
    const page = await desk('anna');
    const callerName = Buffer.concat([
      Buffer.from('"ab'),
      Buffer.of(0xff, 0xfe),
      Buffer.from('cd"'),
    ]);
    const call = await callIn(stage.pbx, {
      did: ANNA,
      callerNumber: '79165009999',
      callerName,
      cancelAfterMs: 700,
    });
    await answerButton(page).waitFor();
    await call.finished;
    expect((await ended('79165009999')).externalName).toMatch(/ab.*cd/);
  }, 60_000);
});

test('Asterisk is killed in a call: the page says so, and within seconds of its return the call is over and phones ring again', async () => {
  const page = await desk('anna');
  await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230066' });
  await answerButton(page).click();
  await soundFlows(page);
  await stage.pbx.kill();
  await page.getByText(/PBX/).first().waitFor();
  await stage.pbx.start();
  expect(await ended('79161230066')).toMatchObject({ complete: false });
  await page
    .getByText(/^Ready/)
    .first()
    .waitFor({ timeout: 30_000 });
  const again = await callIn(stage.pbx, {
    did: ANNA,
    callerNumber: '79161230067',
    cancelAfterMs: 1_000,
  });
  await answerButton(page).waitFor();
  await again.finished;
  await ended('79161230067');
}, 90_000);
