import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { answeredCall, call, ringingCall } from './sample-calls.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { open, openDesk, ring, commands } = desk;

describe('who has no extension', () => {
  for (const [role, words] of [
    ['admin', 'Задайте его себе в разделе «Сотрудники».'],
    ['supervisor', 'Его задаёт администратор в разделе «Сотрудники».'],
  ] as const) {
    it(`is offered nothing that needs one, and told why and what to do: ${role}`, async () => {
      const me = operator({ role, extension: null, device: 'desk' });
      desk.stage.me = { ...me, sip: null, demo: true };
      await open();
      await desk.page.getByText(words).waitFor();
      const bar = desk.page.getByRole('region', { name: 'Телефон' });
      await bar.getByText('Чтобы звонить отсюда, нужен внутренний номер.').waitFor();
      await bar.getByText('Нет номера').waitFor();
      expect(await bar.getByRole('button').count()).toBe(0);
      expect(await bar.getByRole('textbox').count()).toBe(0);
    });
  }
});

describe('who wanted a page of the server itself', () => {
  it('gets there after the sign-in', async () => {
    desk.stage.me = null;
    desk.stage.answers.set('POST /api/session', () => operator());
    desk.stage.answers.set('GET /api/docs', () => ({}));
    await open({ path: '/?then=%2Fapi%2Fdocs' });
    await desk.page.getByLabel('Логин').fill('olga');
    await desk.page.locator('input[type=password]').fill('a password');
    await desk.page.keyboard.press('Enter');
    await desk.page.waitForURL('**/api/docs');
    desk.expectComplaint('favicon.ico');
  });

  it('gets to no other address by such a link', async () => {
    for (const then of ['//example.org', '/api/session', 'https://example.org/api/docs']) {
      await openDesk({ path: `/?then=${encodeURIComponent(then)}` });
      expect(new URL(desk.page.url()).origin).toBe(desk.stage.url);
      expect(new URL(desk.page.url()).pathname).toBe('/');
    }
  });
});

describe('a recording', () => {
  it('that is not there, or cannot be had, is said to be so, in the words of the server', async () => {
    desk.stage.calls = [call('k', { recordingId: 'r' })];
    const missing = new StageProblem(404, 'recording-missing', 'Файла этой записи нет.');
    desk.stage.answers.set('GET /api/recordings/r', () => missing);
    await openDesk();
    await desk.page.getByRole('button', { name: 'Слушать: Запись' }).click();
    await desk.page.getByRole('alert').filter({ hasText: 'Файла этой записи нет.' }).waitFor();
    const silent = new StageProblem(502, 'recording-unreachable', 'АТС не отдаёт записи.');
    desk.stage.answers.set('GET /api/recordings/r', () => silent);
    await desk.page.getByRole('alert').getByRole('button').click();
    await desk.page.getByRole('alert').filter({ hasText: 'АТС не отдаёт записи.' }).waitFor();
    desk.expectComplaint('recordings/r');
  });

  for (const width of [1280, 1000, 380]) {
    it(`has a player wide enough to find a place in it, ${width} px wide`, async () => {
      desk.stage.calls = [call('k', { recordingId: 'r' }), call('other')];
      // what has no end does not fail either
      desk.stage.answers.set('GET /api/recordings/r', () => new Promise(() => {}));
      await openDesk({ width });
      const other = desk.page.getByRole('row').last();
      const before = await other.boundingBox();
      await desk.page.getByRole('button', { name: 'Слушать: Запись' }).click();
      const player = desk.page.locator('audio');
      await player.waitFor();
      expect((await player.boundingBox())?.width).toBeGreaterThanOrEqual(320);
      expect((await player.boundingBox())?.width).toBeLessThanOrEqual(width);
      expect(await desk.page.evaluate(() => document.activeElement?.tagName)).toBe('AUDIO');
      expect((await other.boundingBox())?.width).toBe(before?.width);
      expect(await desk.sideways()).toBe(0);
    });
  }
});

describe('a screen that is opened while the server is away', () => {
  it('says so, and is there once the server is back, without a reload', async () => {
    await openDesk();
    await desk.page.route('**/assets/ContactList*', (route) => route.abort());
    desk.expectComplaint('net::ERR_FAILED');
    await desk.page.getByRole('link', { name: 'Контакты' }).click();
    await desk.page.getByText('Этот раздел не загрузился').waitFor();
    await desk.page.unroute('**/assets/ContactList*');
    await desk.page.getByRole('button', { name: 'Повторить' }).click();
    await desk.page.getByText('Контактов ещё нет.').waitFor();
    const top = desk.page.locator('main header, main [class*=top]').first();
    expect(await top.evaluate((element) => getComputedStyle(element).display)).toBe('flex');
  });
});

describe('leaving the page', () => {
  it('in a call is asked for; before and after it is not', async () => {
    const asked: string[] = [];
    await openDesk();
    desk.page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await desk.page.reload();
    await desk.page.getByText('Готов · 201').waitFor();
    expect(asked).toEqual([]);
    const ringing = ringingCall('live');
    await ring(ringing);
    await desk.page.getByRole('button', { name: 'Ответить' }).click();
    desk.stage.push(answeredCall(ringing));
    await desk.page.getByRole('button', { name: 'Завершить' }).waitFor();
    await desk.page.evaluate(() => location.reload());
    await soon(() => asked).toEqual(['beforeunload']);
    expect(await commands()).toEqual(['start', 'answer:sip-live']);
    await desk.page.keyboard.press('Alt+KeyH');
    await soon(commands).toContain('hangUp:sip-live');
    await desk.page.reload();
    await desk.page.getByText('Готов · 201').waitFor();
    expect(asked).toEqual(['beforeunload']);
  });
});
