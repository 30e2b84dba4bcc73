import type { CallView } from '@perezvon/cti-server/contract';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import {
  ANNA,
  ANNAS_CONTACT,
  ANNAS_PAST,
  answeredCall,
  placedCall,
  ringingCall,
} from './sample-calls.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { openDesk, goTo, ring, commands, sideways } = desk;

const annasCall = () =>
  ringingCall('live', {
    caller: { kind: 'known', contact: ANNA, chosen: false },
    history: ANNAS_PAST,
    didLabel: 'Отдел продаж',
    queue: 'sales',
  });

const card = () => desk.page.getByRole('region', { name: 'Входящий' });
const heading = () => card().getByRole('heading', { name: ANNA.name });
const focused = () => desk.page.evaluate(() => document.activeElement?.id);

/** Whether one sees an element: what a click in its middle would hit is not something over it. */
function seen(what: Locator): Promise<boolean> {
  return what.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit !== null && (element.contains(hit) || hit.contains(element));
  });
}

function fillAnswers(): void {
  const contacts = Array.from({ length: 40 }, (_, n) => ({ ...ANNAS_CONTACT, id: `c${n}` }));
  desk.stage.answers.set('GET /api/contacts', () => ({ items: contacts, next: null }));
  desk.stage.answers.set('GET /api/contacts/anna', () => ANNAS_CONTACT);
  desk.stage.answers.set('GET /api/contacts/anna/interactions', () => ({ items: ANNAS_PAST }));
  desk.stage.answers.set('GET /healthz', () => ({ ok: true, version: '1', parts: [] }));
}

const PLACES = ['/', '/contacts', '/contacts/anna', '/contacts/new', '/calls/k1', '/connection'];

describe('the card of a call that rings', () => {
  for (const width of [1280, 1000, 380]) {
    it(`is in full sight on every screen however far one has scrolled, ${width} px wide`, async () => {
      fillAnswers();
      await openDesk({ width });
      for (const [n, path] of PLACES.entries()) {
        await goTo(path);
        await desk.page.mouse.move(100, 400);
        await desk.page.mouse.wheel(0, 5_000);
        const call = { ...annasCall(), id: `c${n}` };
        await ring(call);
        await heading().waitFor();
        for (const what of [
          heading(),
          card().getByText('8 (916) 123-45-67'),
          card().getByText('Главный бухгалтер · ООО «Северный ветер»'),
          card().getByText('Отдел продаж'),
        ]) {
          expect([path, await seen(what)]).toEqual([path, true]);
        }
        expect([path, await sideways()]).toEqual([path, 0]);
        if (n % 2) await desk.page.keyboard.press('Alt+KeyA');
        else await desk.page.getByRole('button', { name: 'Ответить' }).click();
        await soon(commands).toContain(`answer:sip-c${n}`);
        await desk.page.keyboard.press('Alt+KeyH');
        desk.stage.push({ ...call, state: 'ended', legs: [] });
        await card().getByRole('button', { name: 'Закрыть' }).click();
        await desk.give({ kind: 'forgotten', id: `sip-c${n}` });
      }
    });
  }
});

describe('who types while a call comes', () => {
  for (const [width, height] of [
    [1280, 800],
    [800, 700],
    [380, 700],
  ] as const) {
    it(`keeps the focus, the text and the field in sight, ${width} px wide`, async () => {
      fillAnswers();
      await openDesk({ width, height, path: '/contacts/new' });
      for (const [n, name] of ['Имя', 'Должность', 'О клиенте'].entries()) {
        const field = desk.page.getByRole('textbox', { name, exact: true });
        await field.click();
        await desk.page.keyboard.type('нов');
        const id = await focused();
        const call = { ...annasCall(), id: `c${n}` };
        await ring(call);
        await heading().waitFor();
        await desk.page.keyboard.type('ый');
        expect([name, await focused()]).toEqual([name, id]);
        expect(await field.inputValue()).toBe('новый');
        await soon(() => seen(field)).toBe(true);
        await desk.page.keyboard.press('Alt+KeyH');
        desk.stage.push({ ...call, state: 'ended', legs: [] });
        await card().getByRole('button', { name: 'Закрыть' }).click();
      }
    });
  }
});

describe('a card on a narrow screen', () => {
  it('is folded to a line and unfolded again; the next call and the key for the note unfold it', async () => {
    fillAnswers();
    await openDesk({ width: 380, path: '/contacts' });
    await ring(annasCall());
    await heading().waitFor();
    await desk.page.getByRole('button', { name: 'Свернуть карточку' }).click();
    await heading().waitFor({ state: 'hidden' });
    await card().getByText(ANNA.name).first().waitFor();
    await desk.page.keyboard.press('Alt+KeyN');
    await heading().waitFor();
    await soon(focused).toBe('note-live');
    await desk.page.getByRole('button', { name: 'Свернуть карточку' }).click();
    await ring(ringingCall('second', { externalNumber: '74959876543', e164: '+74959876543' }));
    await heading().waitFor();
  });

  it('has its buttons free of messages', async () => {
    desk.expectComplaint('502');
    desk.stage.answers.set('POST /api/calls', () => new StageProblem(502, 'pbx-refused', 'Нет.'));
    await openDesk({ width: 380 });
    for (const name of ['+44 20 7946 0123', '8 (812) 333-44-55']) {
      await desk.page.getByRole('link', { name }).click();
    }
    await soon(() => desk.page.getByRole('alert').count()).toBe(2);
    await ring(annasCall());
    await desk.page.getByRole('button', { name: 'Ответить' }).click();
    await soon(commands).toContain('answer:sip-live');
  });

  it('is not folded on a wide one, where it covers nothing', async () => {
    await openDesk();
    await ring(annasCall());
    await heading().waitFor();
    expect(await desk.page.getByRole('button', { name: 'Свернуть карточку' }).count()).toBe(0);
  });
});

describe('the card of a missed call', () => {
  const missed = (id: string): CallView => {
    const rang = annasCall();
    const legs = rang.legs.map((leg) => ({ ...leg, endedAt: rang.startedAt }));
    const contact = { ...ANNA, name: `${ANNA.name} ${'из далёкого города '.repeat(5)}` };
    const caller = { kind: 'known', contact, chosen: false } as const;
    return { ...rang, id, legs, caller, state: 'ended', disposition: 'abandoned' };
  };
  const line = () => desk.page.getByRole('region', { name: 'Пропущенный звонок' });

  it('goes when nobody has to call back any more: somebody spoke with them, or said that it is done', async () => {
    const item = { key: 'k', call: missed('m1'), count: 1, tries: 0, lastTryAt: null, claim: null };
    let items: object[] = [];
    desk.stage.answers.set('GET /api/missed', () => ({ items, total: items.length }));
    await desk.open();
    await desk.page.clock.install();
    await desk.page.reload();
    await desk.page.getByText('Готов · 201').waitFor();
    await ring({ ...annasCall(), id: 'm1' });
    await heading().first().waitFor();
    items = [item];
    desk.stage.push(missed('m1'));
    desk.stage.tellMissed();
    await card().first().getByText('Пропущен', { exact: true }).waitFor();
    await desk.page.clock.runFor(20_000);
    await line().waitFor();
    items = [];
    desk.stage.tellMissed();
    await line().waitFor({ state: 'hidden' });
  });

  for (const width of [1280, 380]) {
    it(`shrinks to a line that offers the way back and stays until it is closed, ${width} px wide`, async () => {
      desk.stage.answers.set('POST /api/calls', () => {
        return { digits: '979161234567', via: 'browser', callId: null };
      });
      await desk.open({ width });
      await desk.page.clock.install();
      await desk.page.reload();
      await desk.page.getByText('Готов · 201').waitFor();
      for (const id of ['m1', 'm2']) {
        await ring({ ...annasCall(), id });
        await heading().first().waitFor();
        await desk.give({ kind: 'ended', id: `sip-${id}`, reason: 'cancelled', at: Date.now() });
        await desk.give({ kind: 'forgotten', id: `sip-${id}` });
        desk.stage.push(missed(id));
        await card().first().getByText('Пропущен', { exact: true }).waitFor();
        await desk.page.clock.runFor(20_000);
        await heading().waitFor({ state: 'hidden' });
      }
      await desk.page.clock.fastForward(3_600_000);
      expect(await line().count()).toBe(width > 1000 ? 2 : 1);
      await line().first().getByRole('link', { name: ANNA.name }).waitFor();
      expect(await seen(line().first().getByRole('button', { name: 'Закрыть' }))).toBe(true);
      await line().first().getByRole('button', { name: 'Закрыть' }).click();
      expect(await line().count()).toBe(1);
      await desk.page.reload();
      await desk.page.getByText('Готов · 201').waitFor();
      await line().waitFor();
      await line().getByRole('link', { name: 'Перезвонить' }).click();
      await soon(commands).toContain('dial:979161234567');
      desk.stage.push(placedCall('back', { externalNumber: '79161234567', e164: '+79161234567' }));
      await line().waitFor({ state: 'detached' });
      expect(await sideways()).toBe(0);
    });
  }
});

describe('windows over the page', () => {
  it('leave the call to be answered by click; the sheet of keys makes way for it', async () => {
    await openDesk();
    await desk.page.keyboard.press('Shift+Slash');
    await desk.page.getByRole('dialog').waitFor();
    await ring(annasCall());
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    desk.stage.me = operator({ role: 'admin' });
    desk.stage.answers.set('GET /api/users', () => ({ items: [desk.stage.me?.user] }));
    desk.stage.answers.set('POST /api/users/u1/invite', () => ({ link: 'x', expiresAt: '' }));
    await openDesk({ path: '/users' });
    await desk.page.getByRole('button', { name: 'Новая ссылка-приглашение' }).click();
    await desk.page.getByRole('dialog').waitFor();
    await ring(annasCall());
    await desk.page.getByRole('button', { name: 'Ответить' }).click();
    await soon(commands).toContain('answer:sip-live');
    await desk.page.getByRole('dialog').waitFor();
  });
});

describe('a call that we placed', () => {
  it('has its card again after a reload', async () => {
    desk.stage.calls = [answeredCall(placedCall('placed'))];
    await openDesk({ path: '/contacts' });
    await desk.page.getByRole('region', { name: 'Исходящий' }).waitFor();
    await desk.page.reload();
    await desk.page.getByRole('region', { name: 'Исходящий' }).waitFor();
  });
});
