import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { soon, useDesk } from './desk.ts';
import { answeredCall, ringingCall } from './sample-calls.ts';
import type { ScriptedPhone } from './scripted-phone.ts';

const desk = useDesk();
const { openDesk, goTo, give, ring } = desk;

const WELL = { mos: 4.3, rttMs: 20, jitterMs: 2, lossPercent: 0, silent: false, poor: false };
const WHOLE = { mos: 4.1, worstMos: 2.4, jitterMs: 3, lossPercent: 1.5, rttMs: 20 };

describe('how a call sounds', () => {
  it('is said in words while it is bad, and kept with the call when it is over', async () => {
    await openDesk();
    const ringing = ringingCall('live');
    await ring(ringing);
    await desk.page.keyboard.press('Alt+KeyA');
    desk.stage.push(answeredCall(ringing));
    const quality = { kind: 'quality' as const, id: 'sip-live' };
    await give({ ...quality, quality: { ...WELL, whole: WHOLE } });
    await desk.page.getByRole('img', { name: 'Звук: хороший' }).waitFor();
    const bad = { ...WELL, mos: 2.4, lossPercent: 12.4, poor: true, whole: WHOLE };
    await give({ ...quality, quality: bad });
    await desk.page.getByText('Связь теряет 12 % звука.').waitFor();
    await give({ ...quality, quality: { ...bad, silent: true } });
    await desk.page.getByText('От собеседника ничего не слышно.').waitFor();
    await desk.page.keyboard.press('Alt+KeyH');
    const kept = () => desk.stage.asked.find(({ path }) => path.endsWith('/quality'));
    await soon(() => kept()?.path).toBe('/api/calls/live/quality');
    expect(kept()?.body).toEqual(WHOLE);
  });

  it('stands in the details of the call', async () => {
    const items = [{ extension: '201', ...WHOLE }];
    desk.stage.answers.set('GET /api/calls/k1/quality', () => ({ items }));
    await openDesk();
    await goTo('/calls/k1');
    await desk.page.getByText('Звук на 201').waitFor();
    await desk.page.getByText('4,1 из 4,4, в худший момент 2,4').waitFor();
  });
});

describe('microphone and speakers', () => {
  it('are chosen for this browser, and a test call is asked for', async () => {
    desk.stage.answers.set('POST /api/me/echo', () => ({ result: 'accepted', reason: null }));
    await openDesk();
    await goTo('/sound');
    await desk.page.getByRole('switch', { name: 'Подавление шума' }).click();
    const kept = () => desk.page.evaluate(() => localStorage.getItem('perezvon.sound') ?? '{}');
    expect(JSON.parse(await kept())).toMatchObject({ noiseSuppression: false, bell: null });
    await desk.page.getByRole('button', { name: 'Сделать пробный звонок' }).click();
    await desk.page.getByText('Сейчас звонит ваш телефон').waitFor();
    expect(desk.stage.asked.at(-1)).toMatchObject({ method: 'POST', path: '/api/me/echo' });
  });
});

describe('in a browser with devices', () => {
  it('shows the level of the microphone, and rings where it was chosen to, not where one talks', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'perezvon-devices-'));
    const browser = await openBrowser(scratch);
    try {
      const context = await browser.newContext({ locale: 'ru-RU', permissions: ['microphone'] });
      const page = await context.newPage();
      await page.addInitScript(() => {
        const sinks: string[] = [];
        Object.assign(globalThis, { perezvonTestSinks: sinks });
        Object.assign(AudioContext.prototype, {
          setSinkId: async (id: string) => void sinks.push(id),
        });
      });
      await page.goto(`${desk.stage.url}/sound`);
      await page.getByRole('button', { name: 'Показать уровень' }).click();
      const level = page.getByRole('meter', { name: 'Уровень' });
      await soon(async () => Number(await level.getAttribute('aria-valuenow'))).toBeGreaterThan(30);
      const bell = page.getByLabel('Устройство для звонка');
      const outputs = await bell
        .locator('option')
        .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
      expect(outputs.length).toBeGreaterThan(2);
      const [, , chosen = ''] = outputs;
      await bell.selectOption(chosen);
      const sinks = () =>
        page.evaluate(
          () => (globalThis as unknown as { perezvonTestSinks: string[] }).perezvonTestSinks,
        );
      await page.getByRole('button', { name: 'Проиграть сигнал' }).last().click();
      await soon(sinks).toEqual([chosen]);
      await page.evaluate((at) => {
        const party = { remoteNumber: '79161234567', remoteName: '', at };
        (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.give({
          kind: 'invited',
          id: 'rings',
          ...party,
        });
      }, Date.now());
      await soon(sinks).toEqual([chosen, chosen]);
      await page.getByRole('button', { name: 'Проиграть сигнал' }).first().click();
      await soon(sinks).toEqual([chosen, chosen, '']);
    } finally {
      await browser.close();
      rmSync(scratch, { recursive: true });
    }
  });
});
