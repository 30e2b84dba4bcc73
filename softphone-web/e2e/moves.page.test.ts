import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, ANNA, answeredCall, ringingCall } from './sample-calls.ts';
import { operator } from './stage.ts';

const desk = useDesk();
const { openDesk, give, ring, commands, sideways } = desk;

const annas = () => ringingCall('a', { caller: { kind: 'known', contact: ANNA, chosen: false } });
const bar = () => desk.page.getByRole('region', { name: 'Телефон' });
const button = (name: string) => bar().getByRole('button', { name, exact: true });
const field = () => desk.page.getByRole('textbox', { name: 'Кому перевести' });
const CODES = { pickup: '*8', park: '700', voicemail: '*98' };

/** A customer is talked with; colleagues and a queue are known. */
async function talking(look: { width?: number } = {}): Promise<void> {
  desk.stage.me = { ...operator(), codes: CODES };
  desk.stage.answers.set('GET /api/directory', () => ({
    items: [
      { kind: 'person', name: 'Вера Орлова', number: '103' },
      { kind: 'person', name: 'Ольга Смирнова', number: '201' },
      { kind: 'house', name: 'Очередь поддержки', number: '502' },
    ],
  }));
  desk.stage.answers.set('POST /api/calls', ({ body }) => ({
    digits: (body as { number: string }).number.replace('+', '9'),
    via: 'browser',
    callId: null,
  }));
  await openDesk(look);
  await ring(annas());
  desk.stage.push(answeredCall(annas()), false);
  await give({ kind: 'answered', id: 'sip-a', at: Date.now() });
}

describe('a call that goes on', () => {
  it('is sent to a colleague found by a part of the name, who is asked first, and both are joined, by keys alone', async () => {
    await talking();
    await desk.page.keyboard.press('Alt+r');
    await field().pressSequentially('орл');
    await desk.page.getByRole('option', { name: 'Вера Орлова' }).waitFor();
    // nobody takes their own call over, and nobody sends it to oneself
    const offered = desk.page.getByRole('listbox', { name: 'Кому перевести' });
    expect(await offered.getByRole('option').count()).toBe(1);
    await desk.page.keyboard.press('Enter');
    await soon(commands).toContain('consult:sip-a:103');
    await bar().getByText('консультация').waitFor();
    await give({ kind: 'answered', id: 'out-103', at: Date.now() });
    await button('Соединить').click();
    await soon(commands).toContain('connect:sip-a');
    expect(await bar().getByText('Передан').count()).toBe(2);
  });

  it('is sent nowhere by a name that nobody has, and that is said', async () => {
    await talking();
    await desk.page.keyboard.press('Alt+r');
    await field().pressSequentially('ьььь');
    await desk.page.getByRole('status').filter({ hasText: 'Никого с таким именем нет' }).waitFor();
    await desk.page.keyboard.press('Enter');
    expect(await desk.page.getByRole('button', { name: 'Перевести сразу' }).isDisabled()).toBe(
      true,
    );
    expect((await commands()).filter((one) => /^(?:consult|transfer)/.test(one))).toEqual([]);
  });

  it('is sent to a queue or an outside number at once', async () => {
    await talking();
    await button('Перевести').click();
    await field().fill('502');
    await desk.page.getByRole('option', { name: 'Очередь поддержки' }).click();
    await desk.page.getByRole('button', { name: 'Перевести сразу' }).click();
    await soon(commands).toContain('transfer:sip-a:502');
  });

  it('is sent to an outside number by Ctrl+Enter, in the digits of this PBX', async () => {
    await talking();
    await desk.page.keyboard.press('Alt+r');
    await field().fill('+79031112233');
    await desk.page.keyboard.press('Control+Enter');
    await soon(commands).toContain('transfer:sip-a:979031112233');
  });

  it('is parked, stands beside the dial box by its place, and is taken back by a click', async () => {
    await talking();
    await button('Припарковать').click();
    await soon(commands).toContain('transfer:sip-a:700');
    const at = ago(0);
    const parked = { type: 'park', from: '201', to: null, at, result: null, place: '701' } as const;
    desk.stage.push({ ...answeredCall(annas()), state: 'held', transfers: [parked] }, false);
    await bar()
      .getByRole('button', { name: /701.*Анна Сергеевна/ })
      .click();
    await soon(commands).toContain('dial:701');
  });

  it('waits with a timer of its own while another is spoken in; Alt+X switches, a conference joins them', async () => {
    await talking();
    await ring(ringingCall('b'));
    await give({ kind: 'held', id: 'sip-a', on: true, at: Date.now() - 65_000 });
    await give({ kind: 'answered', id: 'sip-b', at: Date.now() });
    await bar()
      .getByText(/На удержании 1:0/)
      .waitFor();
    await desk.page.keyboard.press('Alt+x');
    await soon(commands).toContain('hold:sip-a:false');
    await give({ kind: 'held', id: 'sip-b', on: true, at: Date.now() });
    await button('Конференция').click();
    await soon(commands).toContain('confer:sip-b');
    await soon(() => bar().getByText('Конференция').count()).toBe(2);
    await button('Оставить вдвоём').click();
    await soon(commands).toContain('connect:sip-a');
  });

  it('is moved on a narrow screen, too', async () => {
    await talking({ width: 380 });
    await button('Перевести').click();
    await field().fill('вера');
    await desk.page.getByRole('option', { name: 'Вера Орлова' }).waitFor();
    expect(await sideways()).toBe(0);
  });
});

describe('beside calls', () => {
  it('new voice messages are told, and heard by a click', async () => {
    desk.stage.me = { ...operator(), codes: CODES };
    desk.stage.answers.set('POST /api/calls', () => ({
      digits: '*98',
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    await give({ kind: 'messages', messages: 2 });
    await bar().getByRole('button', { name: '2 новых голосовых сообщения' }).click();
    await soon(commands).toContain('dial:*98');
  });

  it('the ringing call of a colleague is taken from the dial box, and Enter in the empty box brings back the last number', async () => {
    desk.stage.me = { ...operator(), codes: CODES };
    desk.stage.answers.set('GET /api/directory', () => ({
      items: [{ kind: 'person', name: 'Вера Орлова', number: '103' }],
    }));
    desk.stage.answers.set('POST /api/calls', ({ body }) => ({
      digits: (body as { number: string }).number,
      via: 'browser',
      callId: null,
    }));
    await openDesk();
    const box = bar().getByRole('textbox', { name: 'Номер или имя' });
    await box.fill('вера');
    await desk.page.getByRole('option', { name: 'перехватить его звонок' }).last().click();
    await soon(commands).toContain('dial:*8103');
    await box.press('Enter');
    expect(await box.inputValue()).toBe('*8103');
  });

  it('do not disturb and answering by itself are chosen at the phone, and outlive a reload', async () => {
    await openDesk();
    await desk.page.getByRole('button', { name: 'Готов · 201' }).click();
    await desk.page.getByRole('menuitemradio', { name: 'Сам через 2 с' }).click();
    await ring(annas());
    await soon(commands).toContain('answer:sip-a');
    await give({ kind: 'ended', id: 'sip-a', reason: 'hung-up', at: Date.now() });
    await desk.page.getByRole('button', { name: 'Готов · 201' }).click();
    await desk.page.getByRole('menuitemcheckbox', { name: 'Не беспокоить' }).click();
    await desk.page.reload();
    await desk.page.getByRole('button', { name: 'Не беспокоить' }).waitFor();
  });
});
