import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, answeredCall, ringingCall } from './sample-calls.ts';
import { colleague, samplePresence } from './sample-presence.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { openDesk, goTo, sideways } = desk;

const row = (name: string) =>
  desk.page.getByRole('region', { name: 'Люди' }).getByRole('listitem').filter({ hasText: name });
const names = () => desk.page.locator('main li bdi:first-child').allTextContents();
const own = () => desk.page.getByRole('button', { name: 'Моё состояние' });

function fill(): void {
  desk.stage.presence = samplePresence();
  desk.stage.answers.set('GET /api/pause-reasons', () => ({ items: ['Обед', 'Обучение'] }));
}

describe('colleagues', () => {
  it('are shown by what they do, found and sifted, and called by a click', async () => {
    fill();
    desk.stage.answers.set('POST /api/calls', () => ({
      digits: '202',
      via: 'browser',
      callId: null,
    }));
    await openDesk({ path: '/colleagues' });
    await row('Вера Петрова').getByText('Говорит').waitFor();
    await row('Пётр').getByText('Пауза').waitFor();
    await row('Пётр').getByText('Обед').waitFor();
    await row('Анна Лунина').getByText('Телефон выключен').waitFor();
    await desk.page.getByRole('combobox', { name: 'Показать' }).selectOption('busy');
    expect(await row('').count()).toBe(4);
    await desk.page.keyboard.press('/');
    await desk.page.keyboard.type('пет');
    await soon(() => row('').count()).toBe(1);
    await row('Вера').getByRole('link', { name: '202' }).click();
    await soon(desk.commands).toContain('dial:202');
    desk.stage.tellPresence({ colleagues: [colleague('202', { name: 'Вера Петрова' })] });
    await desk.page.getByText('Никто не подходит').waitFor();
    await desk.page.getByRole('button').filter({ hasText: 'Сбросить' }).click();
    await row('Вера').getByText('Свободен').waitFor();
    const gone = { colleagues: [{ pbx: 'main', extension: '207' }], queues: [] };
    desk.stage.tellPresence({ gone });
    await soon(async () => (await names()).length).toBeGreaterThan(0);
    await soon(() => row('207').count()).toBe(0);
  });

  it('are sent the call that goes on, asked first, or relieved of the one that rings', async () => {
    fill();
    desk.stage.me = { ...operator(), codes: { pickup: '*8' } };
    desk.stage.answers.set('POST /api/calls', ({ body }) => ({
      digits: (body as { number: string }).number,
      via: 'browser',
      callId: null,
    }));
    await openDesk({ path: '/colleagues' });
    await row('Семён').getByRole('button', { name: 'Перехватить звонок' }).click();
    await soon(desk.commands).toContain('dial:*8203');
    const now = row('Глеб').getByRole('button', { name: 'Перевести сразу' });
    expect(await now.count()).toBe(0);
    await desk.ring(ringingCall('a'));
    desk.stage.push(answeredCall(ringingCall('a')), false);
    await desk.give({ kind: 'answered', id: 'sip-a', at: Date.now() });
    await now.waitFor();
    // nobody sends a call to oneself, nor to a phone that is off
    for (const name of ['Ольга Смирнова', 'Анна Лунина'])
      expect(await row(name).getByRole('button').count()).toBe(0);
    await row('Вера').getByRole('button', { name: 'Сначала спросить' }).click();
    await soon(desk.commands).toContain('consult:sip-a:202');
  });

  it('fit a narrow screen in both languages', async () => {
    fill();
    for (const language of ['ru', 'en'] as const) {
      desk.stage.me = operator({ language, role: 'supervisor' });
      await openDesk({ path: '/colleagues', width: 380 });
      await desk.page.getByText('Вера Петрова').waitFor();
      expect(await sideways()).toBe(0);
    }
  });

  it('of a PBX that is away are not known, and it says so', async () => {
    desk.stage.presence = { colleagues: [], queues: [] };
    await openDesk({ path: '/colleagues' });
    await desk.page.getByText('Внутренних номеров пока ни у кого нет').waitFor();
    desk.stage.tellPbx({ state: 'down', problem: 'pbx-lost' });
    await desk.page.getByText('кто чем занят, сейчас неизвестно').waitFor();
  });
});

describe('queues', () => {
  it('tell how many wait and how long, and who is no member may join', async () => {
    fill();
    desk.stage.answers.set(
      `PUT /api/members/main/201/queues/${encodeURIComponent('поддержка')}`,
      () => null,
    );
    await openDesk({ path: '/colleagues' });
    const sales = desk.page.getByRole('row').filter({ hasText: 'Отдел продаж' });
    await sales.getByText('2 из 3').waitFor();
    await sales.getByText('2:').waitFor();
    const support = desk.page.getByRole('row').filter({ hasText: 'поддержка' });
    await support.getByRole('button', { name: 'Войти' }).click();
    await soon(() => desk.stage.asked.at(-1)?.path).toMatch(/queues/);
  });
});

describe('my state', () => {
  it('is in sight on every screen; a pause is asked for, and shown once the PBX tells it', async () => {
    fill();
    let refuse = true;
    desk.expectComplaint('502');
    desk.stage.answers.set('PUT /api/members/main/201/pause', () =>
      refuse ? new StageProblem(502, 'pbx-no-right', 'АТС не дала права на это.') : null,
    );
    await openDesk();
    await own().click();
    await desk.page.getByRole('menuitem', { name: 'Обед' }).click();
    await desk.page.getByText('АТС не дала права на это.').waitFor();
    expect(await own().textContent()).toMatch(/Принимаю звонки/);
    refuse = false;
    await own().click();
    await desk.page.getByRole('menuitem', { name: 'Обед' }).click();
    await soon(() => desk.stage.asked.at(-1)?.body).toEqual({ reason: 'Обед' });
    const pause = { since: ago(0), reason: 'Обед' };
    const me = colleague('201', { userId: 'u1', queues: ['продажи'], pause });
    desk.stage.tellPresence({ colleagues: [me] });
    await soon(() => own().textContent()).toMatch(/^Обед0:/);
    await goTo('/missed');
    await own().click();
    await desk.page.getByRole('menuitem', { name: 'Принимать звонки' }).click();
    await soon(() => desk.stage.asked.at(-1)?.body).toEqual({ reason: null });
    const afterCall = { since: ago(0), reason: 'wrap-up' };
    desk.stage.tellPresence({ colleagues: [{ ...me, pause: afterCall }] });
    await soon(() => own().textContent()).toMatch(/^После звонка0:/);
    // the same by the keyboard alone
    await desk.page.keyboard.press('Control+KeyK');
    await desk.page.getByRole('combobox').waitFor();
    await desk.page.keyboard.type('обе');
    await desk.page.getByRole('option', { name: 'Пауза: Обед' }).waitFor();
    await desk.page.keyboard.press('Enter');
    await soon(() => desk.stage.asked.at(-1)?.body).toEqual({ reason: 'Обед' });
  });
});
