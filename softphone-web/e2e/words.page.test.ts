import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ANNA, ANNAS_PAST, answeredCall, call, person, ringingCall } from './sample-calls.ts';
import { fillStage, part } from './filled-stage.ts';
import { StageProblem } from './stage.ts';

const desk = useDesk();
const { open, openDesk, goTo, give, ring } = desk;

/** What is written in Latin letters in Russian, too: names of things that a reader types, or finds so elsewhere. */
const ALSO_IN_RUSSIAN =
  /\b(?:(?:https|wss|postgres|mysql):\S+|English|Chrome|Windows|In English|SIP|API|CDR|AMI|SQLite|SHA-256|Caps Lock|https?|manager\.conf|Master\.csv|npm run \w+|dataDir|captureDays|pbx|PEREZVON_\w+|CRM|ringing|answered|ended|screenPop|dial|answer|hangUp|setContact|docs\/embedding\.md|Standard Webhooks|www\.standardwebhooks\.com|(?:Alt|Ctrl)\+\w|Alt|Ctrl|tel|callto|Q\.850|Asterisk Manager Interface|TLS|WebSocket|STUN|rfc4733|info|RU|wav|CSV|Excel|UTF-(?:8|16(?: [LB]E)?)|TAB|cdr-csv|cti-server\/SPEC\.md)\b/g;
/** A configuration line is to be copied. */
const QUOTED = /"[^"]*"|\{[^}]*\}/g;

/** All that one sees or hears of the page, without what strangers wrote (`<bdi>`), times and what one has typed. */
function words(): Promise<string[]> {
  return desk.page.evaluate(() => {
    const found = new Set<string>();
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest('bdi, kbd, code, script, style, time, .figures') || !isShown(element))
        continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription']) {
        const text = element.getAttribute(name);
        if (text && !element.querySelector('bdi')) found.add(text);
      }
      for (const node of element.childNodes) {
        if (node instanceof Text && node.data.trim()) found.add(node.data.trim());
      }
      // what a screen reader would have to make up
      const button = element.closest('button, a, [role=button]') === element;
      const named =
        element.ariaLabel || element.textContent?.trim() || element.ariaLabelledByElements;
      if (button && !named) found.add(`nameless: ${element.outerHTML.slice(0, 120)}`);
    }
    return [...found, document.title];
  });
}

/** Of these what has Latin letters. */
async function english(): Promise<string[]> {
  return (await words()).filter((text) =>
    /[A-Za-z]{2}/.test(text.replaceAll(QUOTED, '').replaceAll(ALSO_IN_RUSSIAN, '')),
  );
}

const fillAnswers = () => fillStage(desk.stage);

describe('the Russian page speaks Russian, to the eye and to the ear', () => {
  it('before the sign-in', async () => {
    desk.stage.me = null;
    await open();
    await desk.page.getByRole('heading', { name: 'Вход' }).waitFor();
    expect(await english()).toEqual([]);
    await desk.page.getByRole('button', { name: 'Войти' }).click();
    expect(await english()).toEqual([]);
    desk.stage.answers.set('POST /api/welcome/link', () => ({ name: 'Ольга', login: 'ольга' }));
    await open({ path: '/welcome#token' });
    await desk.page.getByLabel('Ваше имя').waitFor();
    expect(await english()).toEqual([]);
  });

  it('on every screen', async () => {
    fillAnswers();
    await openDesk();
    for (const path of [
      '/',
      '/calls/k1',
      '/contacts',
      '/contacts/anna',
      '/contacts/new',
      '/contacts/import',
      '/users',
      '/teams',
      '/data',
      '/tasks',
      '/card-settings',
      '/second-factor',
      '/audit',
      '/sessions',
      '/sound',
      '/calls-from-elsewhere',
      '/embedding',
      '/webhooks',
      '/call?to=tel:89161234567',
      '/completeness',
      '/connections',
      '/connection',
      '/nowhere',
    ]) {
      await goTo(path);
      expect({ path, english: await english() }).toEqual({ path, english: [] });
    }
  });

  it('in the form of a PBX', async () => {
    fillAnswers();
    await openDesk({ path: '/connections' });
    await desk.page.getByRole('button', { name: 'Изменить' }).click();
    await desk.page.getByRole('button', { name: 'Сохранить' }).waitFor();
    expect(await english()).toEqual([]);
  });

  it('in menus, forms and windows', async () => {
    fillAnswers();
    await openDesk({ path: '/users' });
    const { page } = desk;
    const look = async (what: string) =>
      expect({ what, english: await english() }).toEqual({ what, english: [] });
    await page.getByRole('button', { name: /^Меню/ }).click();
    await page.getByRole('menuitemradio').first().waitFor();
    await look('the user’s menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Готов · 201' }).click();
    await page.getByRole('menuitemradio').first().waitFor();
    await look('the phone’s menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Новая ссылка-приглашение' }).first().click();
    await page.getByRole('dialog').waitFor();
    await look('a new link');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Отключить' }).click();
    await page.getByRole('dialog').waitFor();
    await look('the question whether to disable somebody');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Добавить сотрудника' }).click();
    await page.getByLabel('Логин').waitFor();
    await look('a new user');
    await page.keyboard.press('Shift+Slash');
    await goTo('/contacts/new');
    await page.getByRole('combobox', { name: 'Компания' }).click();
    await page.locator('[role=option]:visible').first().waitFor();
    await look('a new contact');
    await page.keyboard.press('Escape');
    await page.locator('body').click();
    await page.keyboard.press('Shift+Slash');
    await page.getByRole('dialog').waitFor();
    await look('the keys');
  });

  it('of calls in every state', async () => {
    const ringing = ringingCall('live', {
      caller: { kind: 'known', contact: ANNA, chosen: false },
      history: ANNAS_PAST,
    });
    const two = [person('Игорь Павлов'), person('Ирина Павлова')];
    await openDesk();
    for (const change of [
      ringing,
      { ...ringing, caller: { kind: 'ambiguous', contacts: two } },
      { ...ringing, caller: { kind: 'unknown' } },
      { ...ringing, caller: { kind: 'withheld' }, e164: null, externalNumber: null },
      { ...ringing, caller: { kind: 'pending' } },
    ] as const) {
      await ring(change);
      expect({ caller: change.caller, english: await english() }).toEqual({
        caller: change.caller,
        english: [],
      });
    }
    await desk.page.getByRole('button', { name: 'Ответить' }).click();
    desk.stage.push(answeredCall(ringing));
    await desk.page.getByRole('button', { name: 'Удержать' }).waitFor();
    await desk.page.getByRole('button', { name: 'Клавиатура' }).click();
    expect(await english()).toEqual([]);
    await desk.page.keyboard.press('Alt+KeyH');
    desk.stage.push({ ...call('live'), caller: { kind: 'unknown' } });
    await desk.page.getByRole('button', { name: 'Создать контакт' }).click();
    expect(await english()).toEqual([]);
  });

  it('of every trouble of the server', async () => {
    fillAnswers();
    const codes = [
      'database-locked',
      'database-unwritable',
      'database-full',
      'database-damaged',
      'database-failed',
      'disk-short',
      'disk-slow',
      'page-missing',
      'no-pbx',
      'pbx-secret',
      'pbx-settings',
      'pbx-set-aside',
      'cdr-unreadable',
      'recordings-unreadable',
      'webhooks-troubled',
    ];
    const parts = codes.map((code) => {
      const values = { waiting: 3, count: 2, mb: 100, stopped: 1 };
      const english = { detail: 'Something is wrong.', cure: 'Mend it.' };
      return { ...part, ok: false, part: `cdr:${code}`, problem: { code, values }, ...english };
    });
    desk.stage.answers.set('GET /healthz', () => ({ ok: false, version: '1', parts }));
    await openDesk({ path: '/connection' });
    await desk.page.getByText('Диск полон').waitFor();
    const said = await english();
    // the names of these parts are made of the codes here
    expect(said.filter((text) => !text.startsWith('Записи о звонках'))).toEqual([]);
  });

  it('when something is wrong', async () => {
    desk.stage.answers.set('POST /api/calls', () => new StageProblem(502, 'pbx-refused', 'Нет.'));
    desk.expectComplaint('502');
    await openDesk();
    await desk.page.getByRole('link', { name: '8 (812) 333-44-55' }).click();
    await desk.page.getByRole('alert').waitFor();
    await give({ kind: 'microphone', microphone: 'denied' });
    desk.stage.tellPbx({ state: 'down', problem: 'pbx-lost' });
    await desk.page.getByText('скажите администратору').waitFor();
    expect(await english()).toEqual([]);
    desk.stage.letLive(false);
    await desk.page.getByText('Нет связи с сервером с').waitFor();
    expect(await english()).toEqual([]);
    await soon(() => desk.page.getByText('Браузер запретил микрофон').count()).toBe(1);
  });
});
