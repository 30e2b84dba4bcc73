import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ANNA, ANNAS_PAST, answeredCall, person, ringingCall } from './sample-calls.ts';
import { StageProblem } from './stage.ts';

const desk = useDesk();
const { openDesk, commands, ring } = desk;

const card = (name: string) =>
  desk.page.getByRole('region', { name: 'Входящий' }).filter({ hasText: name });
const annasCall = () =>
  ringingCall('live', {
    caller: { kind: 'known', contact: ANNA, chosen: false },
    history: ANNAS_PAST,
    didLabel: 'Отдел продаж',
    queue: 'sales',
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
