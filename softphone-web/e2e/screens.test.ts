import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhoneEvent } from '../src/phone/reduce.ts';
import {
  ANNA,
  ANNAS_PAST,
  answeredCall,
  call,
  person,
  ringingCall,
  sampleCalls,
} from './sample-calls.ts';
import type { ScriptedPhone } from './scripted-phone.ts';
import { buildPage, openStage, operator, removePage, type Stage, StageProblem } from './stage.ts';

/** First load of sign-in and desk, gzipped script, bytes. */
const FIRST_LOAD = 350_000;

let folder: string;
let browser: Browser;
let stage: Stage;
let page: Page;
let wrongs: string[];

beforeAll(async () => {
  folder = await buildPage();
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});

afterAll(async () => {
  await browser?.close();
  await removePage(folder);
});

beforeEach(async () => {
  stage = await openStage(folder);
  stage.me = operator();
  stage.calls = sampleCalls();
});

afterEach(async () => {
  // one that was opened before would go on asking a stage that is gone
  for (const context of browser.contexts()) await context.close();
  await stage.close();
  if (wrongs.length > 0) throw new Error(`The page complained: ${wrongs.join('; ')}`);
});

type Look = { width?: number; dark?: boolean; path?: string; locale?: string };

/** Opens the page in a fresh browser profile; whatever it complains of fails the test. */
async function open(look: Look = {}): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 800 },
    colorScheme: look.dark ? 'dark' : 'light',
    locale: look.locale ?? 'ru-RU',
    permissions: ['notifications'],
  });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  wrongs = [];
  page.on('pageerror', (error) => wrongs.push(error.message));
  page.on('console', (message) => {
    const expected = /401|429|WebSocket connection/.test(message.text());
    if (message.type() === 'error' && !expected) wrongs.push(message.text());
  });
  await page.goto(stage.url + (look.path ?? '/'));
}

async function openDesk(look: Look = {}): Promise<void> {
  await open(look);
  await page.waitForFunction(() => 'scriptedPhone' in window);
  await page.getByText(stage.me?.user.language === 'en' ? 'Ready · 201' : 'Готов · 201').waitFor();
}

async function give(event: PhoneEvent): Promise<void> {
  await page.evaluate((one) => {
    (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.give(one);
  }, event);
}

function commands(): Promise<readonly string[]> {
  return page.evaluate(
    () => (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.commands,
  );
}

/** A call rings: in the live channel and at the phone. */
async function ring(one: ReturnType<typeof ringingCall>): Promise<void> {
  stage.push(one);
  await give({
    kind: 'invited',
    id: `sip-${one.id}`,
    remoteNumber: one.externalNumber ?? '',
    remoteName: one.externalName ?? '',
    at: Date.now(),
  });
}

const card = (name: string) =>
  page.getByRole('region', { name: 'Входящий' }).filter({ hasText: name });
const sideways = () =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Waits until a look gives what is expected. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 });

const annasCall = () =>
  ringingCall('live', {
    caller: { kind: 'known', contact: ANNA, chosen: false },
    history: ANNAS_PAST,
    didLabel: 'Отдел продаж',
    queue: 'sales',
  });

const TRAFFIC = {
  pbx: 'main',
  messages: 120,
  events: 100,
  unused: [
    { name: 'RTCPSent', count: 10 },
    { name: 'x'.repeat(80), count: 2 },
  ],
  ignored: [{ reason: 'dial of an unknown channel', count: 3 }],
  refused: 1,
  setAside: 1,
  firstSetAside: [
    {
      at: '2026-11-23T08:15:30.000Z',
      text: `Event: Newstate\r\nCallerIDName: <img src=x>\r\n${'y'.repeat(200)}`,
      error: 'TypeError: <b>',
    },
  ],
};

describe('signing in', () => {
  it('says why it was refused, how long to wait, and opens the desk', async () => {
    stage.me = null;
    await open();
    await page.getByLabel('Логин').fill('olga');
    await page.locator('input[type=password]').fill('wrong');
    stage.answers.set(
      'POST /api/session',
      () => new StageProblem(401, 'sign-in-refused', 'Логин или пароль не подходит.'),
    );
    await page.keyboard.press('Enter');
    await page.getByText('Логин или пароль не подходит.').waitFor();
    stage.answers.set(
      'POST /api/session',
      () => new StageProblem(429, 'too-many-attempts', 'x', { 'retry-after': '2' }),
    );
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByText('Подождите 2 секунды').waitFor();
    expect(await page.getByRole('button', { name: 'Войти' }).isDisabled()).toBe(true);
    stage.me = operator();
    stage.answers.set('POST /api/session', () => stage.me);
    await page.locator('button[type=submit]:enabled').click();
    await page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
  });

  it('takes an invite link with the token behind the #', async () => {
    stage.me = null;
    stage.answers.set('POST /api/welcome', () => operator());
    await open({ path: '/welcome#secret-token' });
    await page.getByLabel('Ваше имя').fill('Ольга');
    await page.getByLabel('Логин').fill('olga');
    await page.locator('input[type=password]').fill('a long password');
    await page.getByRole('button', { name: 'Начать работу' }).click();
    await page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(stage.asked.find((one) => one.path === '/api/welcome')?.body).toEqual({
      token: 'secret-token',
      name: 'Ольга',
      login: 'olga',
      password: 'a long password',
    });
    expect(page.url()).toBe(`${stage.url}/`);
  });

  it('changes its language before anyone is signed in, and remembers it', async () => {
    stage.me = null;
    await open();
    await page.getByRole('button', { name: 'In English' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});

describe('a call', () => {
  it('is answered, muted, held and ended by the keyboard alone', async () => {
    await openDesk();
    const ringing = annasCall();
    await ring(ringing);
    await card('Анна Сергеевна Ковалёва').waitFor();
    await page.waitForFunction(() => document.title.includes('Ковалёва'));
    await page.keyboard.press('Alt+KeyA');
    stage.push(answeredCall(ringing));
    await page.keyboard.press('Alt+KeyM');
    await page.getByRole('button', { name: 'Включить микрофон' }).waitFor();
    await page.keyboard.press('Alt+KeyM');
    await page.keyboard.press('Alt+KeyP');
    await page.getByRole('button', { name: 'Вернуться' }).waitFor();
    await page.keyboard.press('Alt+KeyP');
    await page.keyboard.press('Alt+KeyN');
    await page.keyboard.type('счёт');
    await page.keyboard.press('Alt+KeyH');
    expect((await commands()).slice(1)).toEqual([
      'answer:sip-live',
      'mute:sip-live:true',
      'mute:sip-live:false',
      'hold:sip-live:true',
      'hold:sip-live:false',
      'hangUp:sip-live',
    ]);
    await page.getByText('Сохранено', { exact: true }).waitFor();
    expect(stage.asked.findLast((one) => one.method === 'PUT')).toEqual({
      method: 'PUT',
      path: '/api/calls/live/note',
      body: { note: 'счёт' },
    });
  });

  it('shows who calls, through which line, and what happened before', async () => {
    await openDesk();
    await ring(annasCall());
    const shown = card('Анна Сергеевна Ковалёва');
    await shown.getByText('Главный бухгалтер · ООО «Северный ветер»').waitFor();
    await shown.getByText('Отдел продаж · 8 (495) 000-00-01').waitFor();
    await shown.getByText('Просила счёт на продление').waitFor();
    expect(await shown.getByRole('link', { name: '8 (916) 123-45-67' }).getAttribute('href')).toBe(
      'tel:+79161234567',
    );
  });

  it('of an unknown number makes a contact in two actions', async () => {
    const made = { ...ANNA, id: 'new', name: 'Иван' };
    stage.answers.set('POST /api/contacts', () => made);
    stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    await openDesk();
    await ring(ringingCall('live', { externalNumber: '74959876543', e164: '+74959876543' }));
    await page.getByRole('button', { name: 'Создать контакт' }).click();
    await page.keyboard.type('Иван');
    await page.keyboard.press('Enter');
    await soon(
      () => stage.asked.find((one) => one.path === '/api/calls/live/contact')?.body,
    ).toEqual({ contactId: 'new' });
    expect(
      stage.asked.find((one) => one.path === '/api/contacts' && one.method === 'POST')?.body,
    ).toEqual({
      kind: 'person',
      name: 'Иван',
      numbers: [{ kind: 'other', written: '8 (495) 987-65-43' }],
    });
  });

  it('of a shared number asks who it is, and keeps the choice', async () => {
    stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    const contacts = [person('Игорь Павлов'), person('Ирина Павлова')];
    await openDesk();
    await ring(ringingCall('live', { caller: { kind: 'ambiguous', contacts } }));
    await page.getByRole('button', { name: 'Это Ирина Павлова' }).click();
    await soon(
      () => stage.asked.find((one) => one.path === '/api/calls/live/contact')?.body,
    ).toEqual({ contactId: contacts[1]?.id });
  });

  it('that waits while another is spoken is shown beside it', async () => {
    await openDesk();
    await ring(annasCall());
    await page.keyboard.press('Alt+KeyA');
    await ring(ringingCall('second', { externalNumber: '74959876543', e164: '+74959876543' }));
    const bar = page.getByRole('region', { name: 'Телефон' });
    await bar.getByText('Разговор').waitFor();
    await bar.getByRole('button', { name: 'Ответить' }).waitFor();
    expect(await bar.getByRole('strong').allTextContents()).toEqual([
      'Анна Сергеевна Ковалёва',
      '8 (495) 987-65-43',
    ]);
  });

  it('keeps its unsaved note over a reload', async () => {
    stage.answers.set(
      'PUT /api/calls/live/note',
      () => new StageProblem(503, 'database-locked', 'x'),
    );
    await openDesk();
    await ring(annasCall());
    await page.keyboard.press('Alt+KeyN');
    await page.keyboard.type('обещали скидку');
    await page.reload();
    stage.answers.delete('PUT /api/calls/live/note');
    await soon(() => page.locator('#note-live').inputValue()).toBe('обещали скидку');
    await soon(() => stage.asked.findLast((one) => one.method === 'PUT')?.body).toEqual({
      note: 'обещали скидку',
    });
    wrongs = wrongs.filter((one) => !one.includes('503'));
  });
});

describe('F02 hostile text', () => {
  const names = [
    '<img src=x onerror=alert(1)>',
    '=HYPERLINK("http://x")',
    '"><script>alert(1)</script>',
    `${'Длинное имя '.repeat(420)}конец`,
    '\u202eГосударственный банк',
    "O'Neil & Söhne «»",
  ];
  for (const name of names) {
    it(`is shown literally and moves nothing: ${name.slice(0, 30)}`, async () => {
      await openDesk({ width: 380 });
      const contact = person(name, { id: 'x', role: name, companyName: name });
      await ring(
        ringingCall('live', {
          externalName: name,
          caller: { kind: 'known', contact, chosen: false },
        }),
      );
      const shown = page
        .getByRole('region', { name: 'Входящий' })
        .getByRole('heading', { level: 2 });
      await shown.waitFor();
      const visible = name.replace('\u202e', ' ').slice(0, 60).trim();
      expect(await shown.textContent()).toContain(visible);
      expect(await page.locator('main img, main script').count()).toBe(0);
      expect(await sideways()).toBe(0);
      expect((await shown.boundingBox())?.height).toBeLessThan(80);
    });
  }
});

describe('every screen', () => {
  const screens = [
    '/',
    '/calls/k1',
    '/contacts',
    '/contacts/anna',
    '/users',
    '/connection',
    '/nowhere',
  ];

  function fillAnswers(): void {
    stage.me = operator({ role: 'admin' });
    const numbers = [{ id: 'n', kind: 'work', written: 'x'.repeat(64), e164: null }];
    const anna = {
      ...ANNA,
      companyId: null,
      email: '',
      note: '',
      numbers,
      createdAt: '2026-01-01T00:00:00Z',
    };
    stage.answers.set('GET /api/contacts', () => ({ items: [anna], next: null }));
    stage.answers.set('GET /api/contacts/anna', () => anna);
    stage.answers.set('GET /api/contacts/anna/interactions', () => ({ items: ANNAS_PAST }));
    stage.answers.set('GET /api/users', () => ({ items: [stage.me?.user] }));
    stage.answers.set('GET /healthz', () => ({ ok: true, version: '1', parts: [] }));
    stage.answers.set('GET /api/traffic', () => ({ items: [TRAFFIC] }));
  }

  for (const dark of [false, true]) {
    for (const language of ['ru', 'en'] as const) {
      it(`fits 380 px without sideways scrolling, ${language}, ${dark ? 'dark' : 'light'}`, async () => {
        fillAnswers();
        stage.me = operator({ role: 'admin', language });
        for (const path of screens) {
          await page?.context().close();
          await openDesk({ width: 380, dark, path });
          await page.locator('main').filter({ hasText: /\S/ }).waitFor();
          await page.waitForLoadState('networkidle');
          expect({ path, sideways: await sideways() }).toEqual({ path, sideways: 0 });
          const scheme = await page.evaluate(
            () => document.documentElement.dataset['mantineColorScheme'],
          );
          expect(scheme).toBe(dark ? 'dark' : 'light');
          expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
          const call = { ru: 'Позвонить', en: 'Call' }[language];
          expect(await page.getByRole('button', { name: call, exact: true }).count()).toBe(1);
        }
      });
    }
  }

  it('is reached by Tab from a skip link, with the focus in sight', async () => {
    await openDesk();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Перейти к содержимому',
    );
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Slash');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  });
});

describe('what is wrong', () => {
  it('is said while the live link is away, and gone when it is back', async () => {
    await openDesk();
    stage.letLive(false);
    await page.getByText('Нет связи с сервером с').waitFor();
    stage.letLive(true);
    await page.getByText('Нет связи с сервером с').waitFor({ state: 'detached', timeout: 20_000 });
  });

  it('is said of a PBX that refuses us, with its cure', async () => {
    stage.pbx = stage.pbx.map((one) => ({
      ...one,
      state: 'refused' as const,
      problem: 'pbx-login-refused',
    }));
    await openDesk();
    await page.getByText('сравните secret, deny и permit').waitFor();
  });

  it('is said of a phone that the PBX refuses', async () => {
    await openDesk();
    await give({
      kind: 'registration',
      registration: { kind: 'refused', reason: 'wrong-password' },
    });
    await page.getByText('Ваш телефон не зазвонит.').waitFor();
  });

  it('is said of a list that fails, with a way to try again', async () => {
    stage.answers.set('GET /api/calls', () => new StageProblem(503, 'database-failed', 'x'));
    await openDesk();
    await page.getByText('Не удалось загрузить звонки.').waitFor();
    stage.answers.delete('GET /api/calls');
    await page.getByRole('button', { name: 'Повторить' }).click();
    await page.getByText('Это все: 9 звонков').waitFor();
    wrongs = wrongs.filter((one) => !one.includes('503'));
  });
});

describe('dialling', () => {
  it('takes a pasted number in any form by Enter', async () => {
    stage.answers.set('POST /api/calls', () => ({
      digits: '89161234567',
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    await page.keyboard.press('Alt+KeyC');
    await page.keyboard.insertText('+7 (916) 123-45-67');
    await page.keyboard.press('Enter');
    await soon(commands).toContain('dial:89161234567');
    expect(stage.asked.find((one) => one.method === 'POST')?.body).toEqual({
      number: '+7 (916) 123-45-67',
    });
  });

  it('calls any number that is clicked', async () => {
    stage.answers.set('POST /api/calls', () => ({
      digits: '810442079460123',
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    await page.getByRole('link', { name: '+44 20 7946 0123' }).click();
    await soon(commands).toContain('dial:810442079460123');
  });
});

describe('the first load', () => {
  it('is at most 350 kB of compressed script for sign-in and desk', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(
      (one) => one[1] ?? '',
    );
    const sizes = await Promise.all(
      first.map(async (name) => gzipSync(await readFile(join(folder, 'assets', name))).length),
    );
    const scripts = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.js'));
    expect(first.length).toBeGreaterThan(0);
    expect(scripts.length).toBeGreaterThan(first.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(FIRST_LOAD);
  });

  it('has no inline script and asks no foreign host', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    stage.calls = [call('one')];
    const foreign: string[] = [];
    await open();
    page.on('request', (request) => {
      if (!request.url().startsWith(stage.url)) foreign.push(request.url());
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(foreign).toEqual([]);
  });
});

describe('R3 completeness', () => {
  const whole = {
    ...{ pbx: 'main', day: '2026-11-22', at: '2026-11-23T03:00:00.000Z', calls: 812 },
    ...{ missing: 0, extra: 0, different: 0, filled: 0, findings: [] },
  };
  const wanting = {
    ...{ ...whole, day: '2026-11-23', calls: 40, missing: 1, filled: 1, different: 1 },
    findings: [
      {
        kind: 'missing',
        callId: 'main-1',
        startedAt: '2026-11-23T08:15:30.000Z',
        number: '+79161234567',
        differences: [],
      },
      {
        kind: 'different',
        callId: 'main-2',
        startedAt: '2026-11-23T09:00:00.000Z',
        number: '<b>1</b>',
        differences: [{ field: 'externalNumber', log: '9161234567', cdr: '<b>1</b>' }],
      },
    ],
  };

  it('shows day by day what was missing or different, and compares a day when asked', async () => {
    stage.me = { ...operator(), user: { ...operator().user, role: 'supervisor' } };
    let items: object[] = [whole];
    stage.answers.set('GET /api/reconciliations', () => ({ pbxs: ['main'], items }));
    stage.answers.set('POST /api/reconciliations', () => {
      items = [wanting, whole];
      return wanting;
    });
    await open({ path: '/completeness' });
    await page.getByText('Всё на месте').waitFor();
    await page.getByRole('button', { name: 'Сверить сейчас' }).click();
    await page.getByText('не хватало 1, дописано 1, 1 с отличиями').waitFor();
    await page.getByText('95 %').waitFor();
    await page.getByText('номер: в журнале 9161234567, у АТС <b>1</b>').waitFor();
    expect(await page.getByRole('link', { name: /23/ }).first().getAttribute('href')).toBe(
      '/calls/main-1',
    );
    await page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
  });

  it('says what to do where no PBX has records, and is not for operators', async () => {
    stage.me = { ...operator(), user: { ...operator().user, role: 'admin' } };
    stage.answers.set('GET /api/reconciliations', () => ({ pbxs: [], items: [] }));
    await open({ path: '/completeness' });
    await page.getByText('Master.csv').waitFor();
    stage.me = operator();
    await open({ path: '/completeness' });
    await page.getByText('Эта страница для супервизоров').waitFor();
    expect(await page.getByRole('link', { name: 'Полнота' }).count()).toBe(0);
  });
});

describe('what the PBX says', () => {
  it('B10 what could not be processed is shown to administrators, literally', async () => {
    stage.me = { ...operator(), user: { ...operator().user, role: 'admin' } };
    const since = '2026-11-23T08:00:00.000Z';
    const part = { ok: true, since, detail: null, cure: null };
    stage.answers.set('GET /healthz', () => ({
      ok: true,
      version: '1',
      parts: ['call-log', 'pbx:main', 'cdr:main', 'page'].map((name) => ({ ...part, part: name })),
    }));
    stage.answers.set('GET /api/traffic', () => ({ items: [TRAFFIC] }));
    await open({ path: '/connection' });
    await page.getByText('Журнал звонков (база данных)').waitFor();
    await page.getByText('Не удалось обработать: 1').waitFor();
    await page.getByText('TypeError: <b>').click();
    await page.getByText('CallerIDName: <img src=x>').waitFor();
    await page.getByText('Не о звонках: 12').click();
    await page.getByText('RTCPSent').waitFor();
    await page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
    stage.me = operator();
    await open({ path: '/connection' });
    await page.getByText('Журнал звонков (база данных)').waitFor();
    expect(await page.getByText('Не удалось обработать').count()).toBe(0);
  });
});
