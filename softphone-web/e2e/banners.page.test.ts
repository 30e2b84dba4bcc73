import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { soon, useDesk } from './desk.ts';
import { answeredCall, ringingCall } from './sample-calls.ts';
import { operator, StageProblem } from './stage.ts';

// What breaks beside a call: each is said in a line of its own, goes by itself, and the call goes on meanwhile.

const desk = useDesk();
const { openDesk, give, ring, commands } = desk;

const bar = () => desk.page.getByRole('region', { name: 'Телефон' });
const said = (words: string): Locator => desk.page.getByText(words);

/** A customer is talked with. */
async function talking(): Promise<void> {
  await openDesk();
  await ring(ringingCall('a'));
  desk.stage.push(answeredCall(ringingCall('a')), false);
  await give({ kind: 'answered', id: 'sip-a', at: Date.now() });
  await bar().getByText('Разговор').waitFor();
}

/** It is said, the call goes on and can be ended, and once all is well again nothing is said any more. */
async function toldAndGone(words: string, mend: () => void | Promise<void>): Promise<void> {
  await said(words).waitFor();
  expect(await bar().getByText('Разговор').isVisible()).toBe(true);
  expect(await bar().getByRole('button', { name: 'Завершить' }).isEnabled()).toBe(true);
  await mend();
  await said(words).waitFor({ state: 'detached', timeout: 20_000 });
  expect(await bar().getByText('Разговор').isVisible()).toBe(true);
}

describe('in a call', () => {
  it('the server is away', async () => {
    await talking();
    desk.stage.letLive(false);
    await toldAndGone('Нет связи с сервером с', () => desk.stage.letLive(true));
  });

  it('the PBX is out of the server’s sight', async () => {
    await talking();
    desk.stage.tellPbx({ state: 'down', problem: 'pbx-lost' });
    await toldAndGone('Нет связи с АТС', () => desk.stage.tellPbx({ state: 'up', problem: null }));
  });

  it('the phone’s own line is gone', async () => {
    await talking();
    await give({ kind: 'registration', registration: { kind: 'lost', since: Date.now() } });
    await toldAndGone('Начатый разговор продолжается.', () =>
      give({ kind: 'registration', registration: { kind: 'ready' } }),
    );
  });

  it('the microphone is taken, and given back', async () => {
    await talking();
    await give({ kind: 'microphone', microphone: 'missing' });
    await toldAndGone('занят другой программой', () =>
      desk.page.getByRole('button', { name: 'Повторить' }).click(),
    );
  });

  it('the session is over: nothing of the calls is shown, the talk can be ended or come back to', async () => {
    await talking();
    desk.stage.me = null;
    desk.stage.letLive(false);
    await said('Сеанс закончился, разговор продолжается.').waitFor();
    expect(await said('Последние звонки').count()).toBe(0);
    expect(await said('123-45-67').count()).toBe(0);
    expect(await commands()).not.toContain('stop');
    expect(await axeViolations(desk.page)).toEqual([]);
    await bar().getByRole('button', { name: 'Выключить микрофон' }).click();
    await soon(commands).toContain('mute:sip-a:true');

    desk.stage.letLive(true);
    desk.stage.answers.set('POST /api/session', () => {
      desk.stage.me = operator();
      return desk.stage.me;
    });
    await desk.page.getByLabel('Логин').fill('olga');
    await desk.page.getByLabel('Пароль', { exact: true }).fill('secret secret');
    await desk.page.getByRole('button', { name: 'Войти' }).click();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    await bar().getByText('Разговор').waitFor();
    await bar().getByText('Микрофон выключен').waitFor();
    await said('Нет связи с сервером').waitFor({ state: 'detached' });
    expect(await commands()).not.toContain('stop');
  });

  it('the session is over, and then the talk, too: what is left is the way in', async () => {
    await talking();
    desk.stage.me = null;
    desk.stage.answers.set('GET /api/calls', () => new StageProblem(401, 'not-signed-in', ''));
    desk.stage.letLive(false);
    await bar().getByRole('button', { name: 'Завершить' }).click();
    await soon(commands).toContain('hangUp:sip-a');
    await said('Сеанс закончился. Войдите снова.').waitFor();
    await soon(commands).toContain('stop');
  });
});
