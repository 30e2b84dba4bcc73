import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ANNA, ANNAS_PAST, answeredCall, call, person, ringingCall } from './sample-calls.ts';
import { sampleAudit } from './sample-audit.ts';
import { sampleSessions } from './sample-sessions.ts';
import { sampleConnections } from './sample-connections.ts';
import { sampleImports } from './sample-imports.ts';
import { CURE, operator, StageProblem } from './stage.ts';

/** First load of sign-in and desk, gzipped script, bytes. */
const FIRST_LOAD = 350_000;

const desk = useDesk();
const { open, openDesk, goTo, give, commands, ring, sideways } = desk;

const card = (name: string) =>
  desk.page.getByRole('region', { name: 'Входящий' }).filter({ hasText: name });
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
  answerMs: 12,
  stalls: 2,
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
    desk.stage.me = null;
    await open();
    await desk.page.getByLabel('Логин').fill('olga');
    await desk.page.locator('input[type=password]').fill('wrong');
    desk.stage.answers.set(
      'POST /api/session',
      () => new StageProblem(401, 'sign-in-refused', 'Логин или пароль не подходит.'),
    );
    await desk.page.keyboard.press('Enter');
    await desk.page.getByText('Логин или пароль не подходит.').waitFor();
    desk.stage.answers.set(
      'POST /api/session',
      () => new StageProblem(429, 'too-many-attempts', 'x', { 'retry-after': '2' }),
    );
    await desk.page.getByRole('button', { name: 'Войти' }).click();
    await desk.page.getByText('Подождите 2 секунды').waitFor();
    expect(await desk.page.getByRole('button', { name: 'Войти' }).isDisabled()).toBe(true);
    desk.stage.me = operator();
    desk.stage.answers.set('POST /api/session', () => desk.stage.me);
    await desk.page.locator('button[type=submit]:enabled').click();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
  });

  it('takes an invite link with the token behind the #', async () => {
    desk.stage.me = null;
    desk.stage.answers.set('POST /api/welcome', () => operator());
    desk.stage.answers.set('POST /api/welcome/link', () => ({ name: 'Ольга', login: 'olga' }));
    await open({ path: '/welcome#secret-token' });
    await soon(() => desk.page.getByLabel('Ваше имя').inputValue()).toBe('Ольга');
    expect(await desk.page.getByLabel('Логин').inputValue()).toBe('olga');
    await desk.page.locator('input[type=password]').fill('a long password');
    await desk.page.getByRole('button', { name: 'Начать работу' }).click();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(desk.stage.asked.find((one) => one.path === '/api/welcome')?.body).toEqual({
      token: 'secret-token',
      name: 'Ольга',
      login: 'olga',
      password: 'a long password',
      language: 'ru',
    });
    expect(desk.page.url()).toBe(`${desk.stage.url}/`);
  });

  it('changes its language before anyone is signed in, and remembers it', async () => {
    desk.stage.me = null;
    await open();
    await desk.page.getByRole('button', { name: 'In English' }).click();
    await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await desk.page.reload();
    await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await desk.page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});

describe('a call', () => {
  it('is answered, muted, held and ended by the keyboard alone', async () => {
    await openDesk();
    const ringing = annasCall();
    await ring(ringing);
    await card('Анна Сергеевна Ковалёва').waitFor();
    await desk.page.waitForFunction(() => document.title.includes('Ковалёва'));
    await desk.page.keyboard.press('Alt+KeyA');
    desk.stage.push(answeredCall(ringing));
    await desk.page.keyboard.press('Alt+KeyM');
    await desk.page.getByRole('button', { name: 'Включить микрофон' }).waitFor();
    await desk.page.keyboard.press('Alt+KeyM');
    await desk.page.keyboard.press('Alt+KeyP');
    await desk.page.getByRole('button', { name: 'Вернуться' }).waitFor();
    await desk.page.keyboard.press('Alt+KeyP');
    await desk.page.keyboard.press('Alt+KeyN');
    await desk.page.keyboard.type('счёт');
    await desk.page.keyboard.press('Alt+KeyH');
    expect((await commands()).slice(1)).toEqual([
      'answer:sip-live',
      'mute:sip-live:true',
      'mute:sip-live:false',
      'hold:sip-live:true',
      'hold:sip-live:false',
      'hangUp:sip-live',
    ]);
    await desk.page.getByText('Сохранено', { exact: true }).waitFor();
    expect(desk.stage.asked.findLast((one) => one.method === 'PUT')).toEqual({
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
    expect(
      await shown
        .getByRole('link', { name: '8 (916) 123-45-67', exact: true })
        .getAttribute('href'),
    ).toBe('tel:+79161234567');
  });

  it('of an unknown number makes a contact in two actions', async () => {
    const made = { ...ANNA, id: 'new', name: 'Иван', unreadable: [] };
    desk.stage.answers.set('POST /api/contacts', () => made);
    desk.stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    await openDesk();
    await ring(ringingCall('live', { externalNumber: '74959876543', e164: '+74959876543' }));
    await desk.page.getByRole('button', { name: 'Создать контакт' }).click();
    await desk.page.keyboard.type('Иван');
    await desk.page.keyboard.press('Enter');
    await soon(
      () => desk.stage.asked.find((one) => one.path === '/api/calls/live/contact')?.body,
    ).toEqual({ contactId: 'new' });
    expect(
      desk.stage.asked.find((one) => one.path === '/api/contacts' && one.method === 'POST')?.body,
    ).toEqual({
      kind: 'person',
      name: 'Иван',
      numbers: [{ kind: 'other', written: '8 (495) 987-65-43' }],
    });
  });

  it('of a shared number asks who it is, and keeps the choice', async () => {
    desk.stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    const contacts = [person('Игорь Павлов'), person('Ирина Павлова')];
    await openDesk();
    await ring(ringingCall('live', { caller: { kind: 'ambiguous', contacts } }));
    await desk.page.getByRole('button', { name: 'Это Ирина Павлова' }).click();
    await soon(
      () => desk.stage.asked.find((one) => one.path === '/api/calls/live/contact')?.body,
    ).toEqual({ contactId: contacts[1]?.id });
  });

  it('that waits while another is spoken is shown beside it', async () => {
    await openDesk();
    await ring(annasCall());
    await desk.page.keyboard.press('Alt+KeyA');
    await ring(ringingCall('second', { externalNumber: '74959876543', e164: '+74959876543' }));
    const bar = desk.page.getByRole('region', { name: 'Телефон' });
    await bar.getByText('Разговор').waitFor();
    await bar.getByRole('button', { name: 'Ответить' }).waitFor();
    expect(await bar.getByRole('strong').allTextContents()).toEqual([
      'Анна Сергеевна Ковалёва',
      '8 (495) 987-65-43',
    ]);
  });

  it('keeps its unsaved note over a reload', async () => {
    desk.stage.answers.set(
      'PUT /api/calls/live/note',
      () => new StageProblem(503, 'database-locked', 'x'),
    );
    await openDesk();
    await ring(annasCall());
    await card('Анна Сергеевна Ковалёва').waitFor();
    await desk.page.keyboard.press('Alt+KeyN');
    await desk.page.keyboard.type('обещали скидку');
    await desk.page.reload();
    desk.stage.answers.delete('PUT /api/calls/live/note');
    await soon(() => desk.page.locator('#note-live').inputValue()).toBe('обещали скидку');
    await soon(() => desk.stage.asked.findLast((one) => one.method === 'PUT')?.body).toEqual({
      note: 'обещали скидку',
    });
    desk.expectComplaint('503');
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
      const shown = desk.page
        .getByRole('region', { name: 'Входящий' })
        .getByRole('heading', { level: 2 });
      await shown.waitFor();
      const visible = name.replace('\u202e', ' ').slice(0, 60).trim();
      expect(await shown.textContent()).toContain(visible);
      expect(await desk.page.locator('#root img, #root script').count()).toBe(0);
      expect(await sideways()).toBe(0);
      expect((await shown.boundingBox())?.height).toBeLessThan(80);
    });
  }
});

describe('F02 hostile text outside the page', () => {
  it('stands in title and notification without signs that turn or hide what follows', async () => {
    await desk.open();
    await desk.page.addInitScript(() => {
      const told: string[] = [];
      class Told extends EventTarget {
        static readonly permission = 'granted';
        constructor(title: string, { body }: NotificationOptions) {
          super();
          told.push(title, body ?? '');
        }
        close() {}
      }
      Object.assign(window, { Notification: Told, told });
    });
    await desk.page.reload();
    await desk.page.getByText('Готов · 201').waitFor();
    const name = `\u202eГосударственный\u2066 банк\u200b\n${'я'.repeat(300)}`;
    const contact = person(name, { id: 'x' });
    await ring(ringingCall('live', { caller: { kind: 'known', contact, chosen: false } }));
    await card('Государственный').waitFor();
    await soon(() => desk.page.title()).toContain('Государственный');
    const notified = () => desk.page.evaluate(() => (window as unknown as { told: string[] }).told);
    // told at once by its number where the name is not here yet, and then by its name
    await soon(async () => (await notified()).at(-1)).toContain('Государственный');
    const told = await notified();
    expect(told[0]).toBe('Входящий звонок');
    for (const text of [await desk.page.title(), ...told]) {
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
      expect(text.length).toBeLessThanOrEqual(201);
    }
  });
});

describe('every screen', () => {
  const screens = [
    '/',
    '/calls/k1',
    '/contacts',
    '/contacts/anna',
    '/contacts/new',
    '/contacts/import',
    '/users',
    '/teams',
    '/data',
    '/second-factor',
    '/connections',
    '/audit',
    '/sessions',
    '/connection',
    '/nowhere',
  ];

  function fillAnswers(): void {
    desk.stage.me = operator({ role: 'admin' });
    const numbers = [{ id: 'n', kind: 'work', written: 'x'.repeat(64), e164: null }];
    const anna = {
      ...ANNA,
      companyId: null,
      email: '',
      note: '',
      tags: [],
      ownerId: null,
      numbers,
      createdAt: '2026-01-01T00:00:00Z',
    };
    desk.stage.answers.set('GET /api/contacts', () => ({ items: [anna], next: null }));
    desk.stage.answers.set('GET /api/contacts/anna', () => anna);
    desk.stage.answers.set('GET /api/contacts/anna/interactions', () => ({ items: ANNAS_PAST }));
    desk.stage.answers.set('GET /api/users', () => ({ items: [desk.stage.me?.user] }));
    const team = {
      id: 't',
      name: 'x'.repeat(200),
      members: ['u1'],
      supervisors: [],
      seesAll: true,
    };
    desk.stage.answers.set('GET /api/teams', () => ({ items: [team] }));
    desk.stage.answers.set('GET /api/contact-imports', () => ({
      items: sampleImports().map((one) => ({ ...one, fileName: 'x'.repeat(200) })),
      mostBytes: 10_485_760,
    }));
    desk.stage.answers.set('GET /api/retention', () => ({
      rules: { callsDays: 365, recordingsDays: null, capturesDays: 14 },
      last: {
        ...{ at: '2026-11-23T08:00:00.000Z', calls: 5, recordings: 1, left: 2 },
        reason: { ru: 'x'.repeat(200), en: 'x'.repeat(200) },
      },
    }));
    const erased = { id: 'e', at: '2026-11-23T08:00:00.000Z', by: 'x'.repeat(200), calls: 3 };
    desk.stage.answers.set('GET /api/erasures', () => ({
      items: [{ ...erased, reference: 'x'.repeat(100) }],
    }));
    desk.stage.answers.set('GET /api/connections', sampleConnections);
    desk.stage.answers.set('GET /api/second-factor', () => ({ since: null, recoveryLeft: 0 }));
    desk.stage.answers.set('GET /api/second-factors', () => ({ items: ['u1'], required: [] }));
    desk.stage.answers.set('GET /api/sessions', () => ({ items: sampleSessions() }));
    desk.stage.answers.set('GET /api/audit', () => ({ items: sampleAudit(), next: 'more' }));
    desk.stage.answers.set('GET /api/audit/verify', () => ({ rows: 3, hash: null, broken: null }));
    desk.stage.answers.set('GET /healthz', () => ({ ok: true, version: '1', parts: [] }));
    desk.stage.answers.set('GET /api/traffic', () => ({ items: [TRAFFIC] }));
    desk.stage.answers.set('GET /api/calls/k1/plays', () => ({ items: [] }));
  }

  for (const dark of [false, true]) {
    for (const language of ['ru', 'en'] as const) {
      it(`fits 380 px without sideways scrolling, ${language}, ${dark ? 'dark' : 'light'}`, async () => {
        fillAnswers();
        desk.stage.me = operator({ role: 'admin', language });
        await openDesk({ width: 380, dark });
        for (const path of screens) {
          await goTo(path);
          await desk.page.locator('main').filter({ hasText: /\S/ }).waitFor();
          expect({ path, sideways: await sideways() }).toEqual({ path, sideways: 0 });
          const scheme = await desk.page.evaluate(
            () => document.documentElement.dataset['mantineColorScheme'],
          );
          expect(scheme).toBe(dark ? 'dark' : 'light');
          expect(await desk.page.evaluate(() => document.documentElement.lang)).toBe(language);
          const call = { ru: 'Позвонить', en: 'Call' }[language];
          expect(await desk.page.getByRole('button', { name: call, exact: true }).count()).toBe(1);
        }
      });
    }
  }

  it('has all places of an administrator in the header, in one line from 900 px on, in either language', async () => {
    for (const language of ['ru', 'en'] as const) {
      fillAnswers();
      desk.stage.me = operator({ role: 'admin', language, name: 'Ольга Владимировна Смирнова' });
      await openDesk({ width: 900 });
      const { page } = desk;
      const places = page.getByRole('navigation').locator('a, button');
      const tops = await places.evaluateAll((all) => all.map((one) => one.clientHeight));
      // two lines of a word would be twice as high
      expect(Math.max(...tops)).toBeLessThan(45);
      expect(await sideways()).toBe(0);
      await page.getByRole('button', { name: { ru: 'Настройка', en: 'Set-up' }[language] }).click();
      await page.getByRole('menuitem', { name: { ru: 'АТС', en: 'PBXs' }[language] }).click();
      await page.getByRole('heading', { level: 1, name: /^(АТС|PBXs)$/ }).waitFor();
    }
  });

  it('names the choice of the phone by how it stands', async () => {
    await openDesk();
    await desk.page.getByRole('button', { name: 'Готов · 201' }).click();
    const chosen = (name: string) =>
      desk.page.getByRole('menuitemradio', { name }).getAttribute('aria-checked');
    expect(await chosen('На эту страницу')).toBe('true');
    expect(await chosen('На настольный телефон')).toBe('false');
    desk.stage.answers.set('PATCH /api/me', () => operator({ device: 'desk' }));
    await desk.page.keyboard.press('ArrowDown');
    await desk.page.keyboard.press('ArrowDown');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('button', { name: 'Настольный телефон · 201' }).waitFor();
  });

  it('is reached by Tab from a skip link, with the focus in sight', async () => {
    await openDesk();
    await desk.page.keyboard.press('Tab');
    expect(await desk.page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Перейти к содержимому',
    );
    await desk.page.keyboard.press('Enter');
    expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('main');
    await desk.page.keyboard.press('Slash');
    expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('search');
  });
});

describe('what is wrong', () => {
  it('is said while the live link is away, and gone when it is back', async () => {
    await openDesk();
    desk.stage.letLive(false);
    await desk.page.getByText('Нет связи с сервером с').waitFor();
    desk.stage.letLive(true);
    await desk.page
      .getByText('Нет связи с сервером с')
      .waitFor({ state: 'detached', timeout: 20_000 });
  });

  it('is said of a PBX that refuses us, with its cure', async () => {
    desk.stage.pbx = desk.stage.pbx.map((one) => ({
      ...one,
      state: 'refused' as const,
      problem: 'pbx-login-refused',
    }));
    await openDesk();
    await desk.page.getByText('сравните secret, deny и permit').waitFor();
  });

  it('is said of a command that the PBX refused, in its own words, with one cure', async () => {
    desk.stage.answers.set(
      'POST /api/calls',
      () => new StageProblem(502, 'pbx-refused', 'АТС отказалась: нет такого номера.'),
    );
    desk.expectComplaint('502');
    await openDesk();
    await desk.page.getByRole('link', { name: '+44 20 7946 0123' }).click();
    const said = desk.page.getByRole('alert').filter({ hasText: 'АТС отказалась' });
    await said.waitFor();
    expect(await said.innerText()).toBe(`АТС отказалась: нет такого номера. ${CURE}`);
  });

  it('is said of an AMI port where nothing listens, with its cure', async () => {
    desk.stage.pbx = desk.stage.pbx.map((one) => ({
      ...one,
      state: 'down' as const,
      problem: 'pbx-not-listening',
    }));
    await openDesk();
    await desk.page.getByText('По адресу АТС никто не слушает.').waitFor();
  });

  it('is said of a page over plain http, which gets no microphone, with the way out of it', async () => {
    desk.stage.answers.set('PATCH /api/me', () => {
      desk.stage.me = operator({ device: 'desk' });
      return desk.stage.me;
    });
    await openDesk({ path: '/contacts' });
    await give({ kind: 'microphone', microphone: 'insecure' });
    await desk.page.getByText('Страница открыта по http без шифрования').waitFor();
    await desk.page.getByText('Нет микрофона · 201').waitFor();
    await desk.page.getByRole('button', { name: 'Перейти на настольный телефон' }).click();
    await desk.page.getByText('Настольный телефон · 201').waitFor();
    expect(await desk.page.getByText('без шифрования').count()).toBe(0);
  });

  it('is said of a microphone that is denied or missing, on every screen', async () => {
    await openDesk({ path: '/contacts' });
    await give({ kind: 'microphone', microphone: 'denied' });
    await desk.page.getByText('Браузер запретил микрофон').waitFor();
    await give({ kind: 'microphone', microphone: 'missing' });
    await desk.page.getByText('Микрофон не найден').waitFor();
    await desk.page.getByRole('button', { name: 'Повторить' }).click();
    await soon(commands).toContain('askMicrophone');
  });

  it('is not said of a desk phone that is only out of sight', async () => {
    desk.stage.me = operator({ device: 'desk' });
    await open();
    await desk.page.getByText('Настольный телефон · 201').waitFor();
    await give({ kind: 'registration', registration: { kind: 'lost', since: Date.now() } });
    await desk.page.getByText('Настольный телефон работает как прежде.').waitFor();
    await desk.page.getByText('Настольный телефон не виден').waitFor();
    expect(await desk.page.getByText('Ваш телефон не зазвонит').count()).toBe(0);
  });

  it('is said of a phone that the PBX refuses', async () => {
    await openDesk();
    await give({
      kind: 'registration',
      registration: { kind: 'refused', reason: 'wrong-password' },
    });
    await desk.page.getByText('Ваш телефон не зазвонит.').waitFor();
  });

  it('is said of a list that fails, with a way to try again', async () => {
    desk.stage.answers.set('GET /api/calls', () => new StageProblem(503, 'database-failed', 'x'));
    await openDesk();
    await desk.page.getByText('Не удалось загрузить звонки.').waitFor();
    desk.stage.answers.delete('GET /api/calls');
    await desk.page.getByRole('button', { name: 'Повторить' }).click();
    await desk.page.getByText('Это все: 9 звонков').waitFor();
    desk.expectComplaint('503');
  });
});

describe('who signs in after another', () => {
  it('sees nothing of what the other was shown', async () => {
    desk.stage.answers.set('POST /api/session', () => {
      desk.stage.me = operator({ id: 'u2', name: 'Борис' });
      return desk.stage.me;
    });
    await openDesk();
    await desk.page.getByText('Harriet Wexcombe').waitFor();
    await desk.page.getByRole('link', { name: 'Контакты' }).click();
    await desk.page.getByRole('link', { name: 'Рабочее место' }).click();
    desk.stage.me = null;
    desk.stage.calls = [];
    desk.stage.letLive(false);
    desk.stage.answers.set('GET /api/contacts', () => new StageProblem(401, 'not-signed-in', 'x'));
    await desk.page.getByRole('textbox', { name: 'Номер или имя' }).fill('Анна');
    await desk.page.getByText('Сеанс закончился.').waitFor();
    desk.stage.letLive(true);
    const answer = Promise.withResolvers<object>();
    desk.stage.answers.set('GET /api/calls', () => answer.promise);
    await desk.page.getByLabel('Логин').fill('boris');
    await desk.page.locator('input[type=password]').fill('a long password');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(await desk.page.getByText('Harriet Wexcombe').count()).toBe(0);
    answer.resolve({ items: [], next: null });
    await desk.page.getByText('Звонков ещё не было.').waitFor();
  });
});

describe('dialling', () => {
  it('takes a pasted number in any form by Enter', async () => {
    desk.stage.answers.set('POST /api/calls', () => ({
      digits: '89161234567',
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    await desk.page.keyboard.press('Alt+KeyC');
    await desk.page.keyboard.insertText('+7 (916) 123-45-67');
    await desk.page.keyboard.press('Enter');
    await soon(commands).toContain('dial:89161234567');
    expect(desk.stage.asked.find((one) => one.method === 'POST')?.body).toEqual({
      number: '+7 (916) 123-45-67',
    });
  });

  it('calls any number that is clicked', async () => {
    desk.stage.answers.set('POST /api/calls', () => ({
      digits: '810442079460123',
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    await desk.page.getByRole('link', { name: '+44 20 7946 0123' }).click();
    await soon(commands).toContain('dial:810442079460123');
  });

  it('calls a number once, however quickly it is clicked twice', async () => {
    desk.stage.answers.set('POST /api/calls', () => ({
      digits: '810442079460123',
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    await desk.page.getByRole('link', { name: '+44 20 7946 0123' }).dblclick();
    await soon(commands).toContain('dial:810442079460123');
    expect(desk.stage.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect((await commands()).filter((one) => one.startsWith('dial'))).toHaveLength(1);
  });
});

describe('the first load', () => {
  it('is at most 350 kB of compressed script for sign-in and desk', async () => {
    // the page as it is delivered: that of the tests has React's own checks in it
    const folder = join(import.meta.dirname, '../dist');
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
    const html = await readFile(join(desk.folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    desk.stage.calls = [call('one')];
    const foreign: string[] = [];
    await open();
    desk.page.on('request', (request) => {
      if (!request.url().startsWith(desk.stage.url)) foreign.push(request.url());
    });
    await desk.page.reload();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(foreign).toEqual([]);
  });
});

describe('R3 completeness', () => {
  const whole = {
    ...{ pbx: 'main', day: '2026-11-22', at: '2026-11-23T03:00:00.000Z', calls: 812 },
    ...{ missing: 0, extra: 0, different: 0, filled: 0, findings: [] },
    ...{ recordsFrom: null, clockAheadMs: 0 },
  };
  const gone = {
    ...{ ...whole, day: '2026-11-20', calls: 12, clockAheadMs: -90_000 },
    recordsFrom: '2026-11-20T09:30:00.000Z',
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
    desk.stage.me = { ...operator({ role: 'supervisor' }), reach: 'all' };
    let items: object[] = [whole];
    desk.stage.answers.set('GET /api/reconciliations', () => ({ pbxs: ['main'], items }));
    desk.stage.answers.set('POST /api/reconciliations', () => {
      items = [wanting, whole, gone];
      return wanting;
    });
    await open({ path: '/completeness' });
    await desk.page.getByText('Всё на месте').waitFor();
    await desk.page.getByRole('button', { name: 'Сверить сейчас' }).click();
    await desk.page.getByText('не хватало 1, дописано 1, 1 с отличиями').waitFor();
    await desk.page.getByText('95 %').waitFor();
    await desk.page.getByText(/записи АТС начинаются с .*; что раньше, не сверить/).waitFor();
    await desk.page.getByText('часы АТС отстают на 90 с').waitFor();
    await desk.page.getByText('номер: в журнале 9161234567, у АТС <b>1</b>').waitFor();
    expect(await desk.page.getByRole('link', { name: /23/ }).first().getAttribute('href')).toBe(
      '/calls/main-1',
    );
    await desk.page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
  });

  it('says what to do where no PBX has records, and is not for operators', async () => {
    desk.stage.me = operator({ role: 'admin' });
    desk.stage.answers.set('GET /api/reconciliations', () => ({ pbxs: [], items: [] }));
    await open({ path: '/completeness' });
    await desk.page.getByText('Master.csv').waitFor();
    desk.stage.me = operator();
    await open({ path: '/completeness' });
    await desk.page.getByText('Эта страница для администраторов').waitFor();
    expect(await desk.page.getByRole('link', { name: 'Полнота' }).count()).toBe(0);
  });
});

describe('L5 the times in which a PBX was out of sight', () => {
  const gaps = Array.from({ length: 7 }, (_, n) => ({
    pbx: 'main',
    from: `2026-11-${20 - n}T08:00:00.000Z`,
    to: `2026-11-${20 - n}T08:01:30.000Z`,
  }));
  const list = () => desk.page.getByRole('region', { name: 'Когда связи не было' });

  beforeEach(() => {
    desk.stage.answers.set('GET /healthz', () => ({ ok: true, version: '1', parts: [] }));
    desk.stage.answers.set('GET /api/gaps', () => ({ items: gaps.slice(1) }));
  });

  it('are listed, the latest first, all of them when asked', async () => {
    await openDesk({ path: '/connection' });
    await list().getByRole('listitem').first().waitFor();
    expect(await list().getByRole('listitem').count()).toBe(5);
    expect(await list().getByRole('listitem').first().innerText()).toMatch(/19 нояб.*1 мин/s);
    await list().getByRole('button', { name: 'Показать ещё' }).click();
    expect(await list().getByRole('listitem').count()).toBe(6);
    await list().getByText('только если есть в записях АТС').waitFor();
    await desk.page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
  });

  it('have a new one at once when the link comes back', async () => {
    await openDesk({ path: '/connection' });
    await list().getByText('19 нояб').waitFor();
    desk.stage.answers.set('GET /api/gaps', () => ({ items: gaps }));
    const [latest] = gaps;
    desk.stage.tellPbx({ lastGap: latest ? { from: latest.from, to: latest.to } : null });
    await list().getByText('20 нояб').waitFor();
  });

  it('are said to be none, or not to be loaded', async () => {
    desk.stage.answers.set('GET /api/gaps', () => ({ items: [] }));
    await openDesk({ path: '/connection' });
    await list().getByText('Связь ещё не прерывалась.').waitFor();
    desk.expectComplaint('503');
    desk.stage.answers.set('GET /api/gaps', () => new StageProblem(503, 'database-failed', 'x'));
    await openDesk({ path: '/connection' });
    await list().getByText('Не удалось загрузить список.').waitFor();
    desk.stage.answers.set('GET /api/gaps', () => ({ items: gaps }));
    await list().getByRole('button', { name: 'Повторить' }).click();
    await list().getByText('20 нояб').waitFor();
  });
});

describe('what the PBX says', () => {
  it('B10 what could not be processed is shown to administrators, literally', async () => {
    desk.stage.me = operator({ role: 'admin' });
    const since = '2026-11-23T08:00:00.000Z';
    const part = { ok: true, since, detail: null, cure: null };
    desk.stage.answers.set('GET /healthz', () => ({
      ok: true,
      version: '1',
      parts: ['call-log', 'pbx:main', 'cdr:main', 'page'].map((name) => ({ ...part, part: name })),
    }));
    desk.stage.answers.set('GET /api/traffic', () => ({ items: [TRAFFIC] }));
    await open({ path: '/connection' });
    await desk.page.getByText('Журнал звонков (база данных)').waitFor();
    await desk.page.getByText('Не удалось обработать: 1').waitFor();
    await desk.page.getByText('TypeError: <b>').click();
    await desk.page.getByText('CallerIDName: <img src=x>').waitFor();
    await desk.page.getByText('Не о звонках: 12').click();
    await desk.page.getByText('RTCPSent').waitFor();
    await desk.page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
    desk.stage.me = operator();
    await open({ path: '/connection' });
    await desk.page.getByText('Журнал звонков (база данных)').waitFor();
    expect(await desk.page.getByText('Не удалось обработать').count()).toBe(0);
  });
});
