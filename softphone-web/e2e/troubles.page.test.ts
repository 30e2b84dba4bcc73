import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { CURE, operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { open, openDesk, give, commands } = desk;

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
    desk.stage.me = operator({ role: 'admin' });
    await openDesk();
    await desk.page.getByText('сравните secret, deny и permit').waitFor();
  });

  it('is said to operators of their own PBX alone, without what only an administrator can do', async () => {
    const [own] = desk.stage.pbx;
    if (!own) throw new Error('There is no PBX on the stage.');
    const refused = { ...own, state: 'refused' as const, problem: 'pbx-login-refused' };
    desk.stage.pbx = [refused, { ...refused, pbx: 'branch', name: 'Филиал' }];
    await openDesk();
    const said = desk.page.getByRole('status').filter({ hasText: 'нам отказывает' });
    await said.waitFor();
    expect(await said.allInnerTexts()).toEqual([
      expect.stringMatching(/«Основная АТС».*скажите администратору/),
    ]);
    expect(await desk.page.getByText('сравните secret').count()).toBe(0);
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
    desk.stage.me = operator({ role: 'admin' });
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
