import { describe, expect, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { soon, useDesk } from './desk.ts';
import { fillStage } from './filled-stage.ts';
import { answeredCall, ringingCall } from './sample-calls.ts';

const desk = useDesk();
const { openDesk, ring, commands } = desk;

const field = () => desk.page.getByRole('combobox', { name: 'Имя, номер, команда или раздел' });
const options = () => desk.page.getByRole('option');
const marked = () => desk.page.locator('[role=option][aria-selected=true]').textContent();

async function openPalette(): Promise<void> {
  await desk.page.keyboard.press('Control+KeyK');
  await field().waitFor();
}

describe('the palette', () => {
  it('finds people on the server, and calls the number that is taken', async () => {
    fillStage(desk.stage);
    desk.stage.answers.set('POST /api/calls', () => ({ via: 'browser', digits: '89161234567' }));
    await openDesk();
    await openPalette();
    await desk.page.keyboard.type('анна');
    await options().filter({ hasText: 'Анна' }).first().waitFor();
    const active = await field().getAttribute('aria-activedescendant');
    expect(await desk.page.locator(`[id="${active}"]`).getAttribute('aria-selected')).toBe('true');
    expect(await axeViolations(desk.page)).toEqual([]);
    await desk.page.keyboard.press('ArrowDown');
    expect(await marked()).toContain('8 (916) 123-45-67');
    await desk.page.keyboard.press('Enter');
    await soon(async () => (await commands()).at(-1)).toBe('dial:89161234567');
    expect(await field().count()).toBe(0);
    const asked = desk.stage.asked.findLast(({ path }) => path === '/api/calls');
    expect(asked?.body).toEqual({ number: '+79161234567' });
  });

  it('calls a number as it is typed, does acts, and goes to screens', async () => {
    desk.stage.answers.set('POST /api/calls', ({ body }) => ({
      via: 'browser',
      digits: (body as { number: string }).number,
    }));
    await openDesk();
    await openPalette();
    await desk.page.keyboard.type('101');
    await desk.page.keyboard.press('Enter');
    await soon(async () => (await commands()).at(-1)).toBe('dial:101');
    await desk.page.keyboard.press('Alt+KeyH');
    await openPalette();
    await desk.page.keyboard.type('пропу');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: 'Пропущенные' }).first().waitFor();
    expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('offers what a call allows, and gives the focus back to where it was', async () => {
    await openDesk();
    const ringing = ringingCall('live');
    await openPalette();
    await ring(ringing);
    await soon(() => field().count()).toBe(0);
    await desk.page.keyboard.press('Alt+KeyA');
    desk.stage.push(answeredCall(ringing));
    await desk.page.getByRole('button', { name: 'Клавиатура' }).waitFor();
    await desk.page.keyboard.press('Alt+KeyY');
    await desk.page.getByRole('button', { name: '5', exact: true }).waitFor();
    await desk.page.keyboard.type('5#');
    await soon(async () => (await commands()).slice(-2)).toEqual([
      'dtmf:sip-live:5',
      'dtmf:sip-live:#',
    ]);
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('button', { name: '5', exact: true }).waitFor({ state: 'detached' });
    await desk.page.keyboard.press('Alt+KeyN');
    await desk.page.keyboard.type('счёт');
    await openPalette();
    await desk.page.keyboard.type('микро');
    expect(await marked()).toContain('Микрофон');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('button', { name: 'Включить микрофон' }).waitFor();
    await desk.page.keyboard.type(' 17');
    await openPalette();
    await desk.page.keyboard.press('Escape');
    await desk.page.keyboard.type('!');
    const note = desk.page.locator('[id^="note-"]').first();
    expect(await note.inputValue()).toBe('счёт 17!');
  });
});

describe('motion', () => {
  it('is none where the system asks for none, also while a call rings', async () => {
    await openDesk();
    await desk.page.emulateMedia({ reducedMotion: 'reduce' });
    await ring(ringingCall('live'));
    await desk.page.getByRole('button', { name: 'Ответить' }).waitFor();
    const moving = () =>
      desk.page.evaluate(() =>
        document
          .getAnimations()
          .filter(({ effect, playState }) => {
            const { duration, iterations } = effect?.getTiming() ?? {};
            return playState === 'running' && (Number(duration) > 1 || iterations === Infinity);
          })
          .map((one) => ('animationName' in one ? one.animationName : 'transition')),
      );
    expect(await moving()).toEqual([]);
  });
});

describe('keys', () => {
  it('go to each screen by G and a letter, and the sheet lists all of them', async () => {
    fillStage(desk.stage);
    await openDesk();
    await desk.page.keyboard.press('KeyG');
    await desk.page.keyboard.press('KeyC');
    await soon(() => new URL(desk.page.url()).pathname).toBe('/contacts');
    await desk.page.locator('h1').click();
    await desk.page.keyboard.press('Shift+Slash');
    const sheet = desk.page.getByRole('dialog', { name: 'Клавиши' });
    const lines = sheet.locator('dl > div');
    await lines.first().waitFor();
    const said = await lines.allInnerTexts();
    expect(said.some((line) => /Ответить\s+Alt\s*\+\s*A/.test(line))).toBe(true);
    expect(said.some((line) => /Сначала спросить\s+Enter/.test(line))).toBe(true);
    expect(said.some((line) => /Перевести сразу.*\s+Ctrl/.test(line))).toBe(true);
    expect(said.some((line) => /Слушать запись.*\s+Space/.test(line))).toBe(true);
    expect(said.some((line) => /Журнал действий\s+G\s*затем\s*A/.test(line))).toBe(true);
    const keys = await lines.locator('dd').allInnerTexts();
    expect(new Set(keys).size).toBe(keys.length);
    expect(await axeViolations(desk.page)).toEqual([]);
  });

  it('lead through the own menu', async () => {
    await openDesk();
    await desk.page.getByRole('button', { name: /^Меню: / }).focus();
    await desk.page.keyboard.press('Enter');
    // it takes the focus a moment after it is there
    await desk.page.locator('[role=menu] :focus').waitFor({ state: 'attached' });
    await desk.page.keyboard.press('ArrowDown');
    await desk.page.keyboard.press('ArrowDown');
    const focused = desk.page.locator('[role^=menuitem]:focus');
    expect(await focused.textContent()).toBe('English');
    await desk.page.keyboard.press('Escape');
    await soon(() => desk.page.locator('[aria-label^="Меню: "]:focus').count()).toBe(1);
  });

  it('without Alt and Ctrl can be turned off, and stay so', async () => {
    await openDesk();
    await desk.page.keyboard.press('Shift+Slash');
    await desk.page.getByRole('switch', { name: 'Клавиши без Alt и Ctrl' }).click();
    await desk.page.keyboard.press('Escape');
    await desk.page.reload();
    await desk.page.getByText('Готов · 201').waitFor();
    await desk.page.keyboard.press('Slash');
    await desk.page.keyboard.press('KeyG');
    await desk.page.keyboard.press('KeyM');
    expect(await desk.page.evaluate(() => document.activeElement?.id)).not.toBe('search');
    await openPalette();
    expect(new URL(desk.page.url()).pathname).toBe('/');
  });
});
