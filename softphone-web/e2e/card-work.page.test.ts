import type { CallView } from '@perezvon/cti-server/contract';
import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, ANNA, ANNAS_PAST, answeredCall, person, ringingCall } from './sample-calls.ts';
import { samplePresence } from './sample-presence.ts';
import { ANNAS_CARD, deal, task } from './sample-work.ts';
import { CARD_SETTINGS, StageProblem } from './stage.ts';

const desk = useDesk();
const { openDesk, goTo, sideways } = desk;

const known = { kind: 'known', contact: ANNA, chosen: false } as const;
const talking = (part: Partial<CallView> = {}) => answeredCall(ringingCall('live', part));
const over = (before: CallView, endedAt = ago(0)): CallView => ({
  ...before,
  state: 'ended',
  disposition: 'answered',
  endedAt,
  legs: before.legs.map((leg) => ({ ...leg, endedAt, result: 'answered' as const })),
});

const card = () => desk.page.getByRole('region', { name: 'Входящий' });
const button = (name: string | RegExp) => card().getByRole('button', { name, exact: true });
const field = (name: string) => card().getByLabel(name, { exact: true });
/** What was sent last to a path. */
const sent = (path: string) =>
  desk.stage.asked.filter((one) => one.path === path && one.method !== 'GET').at(-1)?.body;
const press = (key: string) => desk.page.keyboard.press(key);

/** Opens the page with a call of Anna that goes on. */
async function openWithAnna(part: Partial<CallView> = {}): Promise<CallView> {
  desk.stage.answers.set('GET /api/calls/live/card', () => ANNAS_CARD);
  const now = talking({ caller: known, history: ANNAS_PAST, ...part });
  await openDesk();
  desk.stage.push(now);
  await card().getByRole('heading', { name: ANNA.name }).waitFor();
  return now;
}

describe('the card of a known caller', () => {
  it('shows owner, tags, other numbers, open deals and tasks, and who transferred the call', async () => {
    const transfer = {
      type: 'blind',
      from: '202',
      to: '201',
      at: ago(1),
      result: 'answered',
    } as const;
    await openWithAnna({ transfers: [transfer], note: 'Спросить про скидку' });
    for (const text of ['Ведёт: Вера Ильина', 'VIP', '8 (495) 123-45-67', 'Поставка на склад']) {
      await card().getByText(text).first().waitFor();
    }
    await card()
      .getByText(/^125\s050\s₽$/)
      .waitFor();
    await card()
      .getByText(/^Просрочено: /)
      .waitFor();
    await card()
      .getByText(/^завтра, /)
      .waitFor();
    await card()
      .getByText(/^Вера Ильина · .*202$/)
      .waitFor();
    expect(await field('Заметка').inputValue()).toBe('Спросить про скидку');
    const lines = async (count: number) => {
      await field('Заметка').fill(Array(count).fill('строка').join('\n'));
      return field('Заметка').evaluate(({ clientHeight }) => clientHeight);
    };
    const [short, long, endless] = [await lines(2), await lines(8), await lines(50)];
    expect(long).toBeGreaterThan(2 * short);
    expect(endless).toBeLessThan(2 * long);
  });

  it('asks again when the work of the contact changed; a failure is said, with a way to try again', async () => {
    desk.expectComplaint('500');
    await openWithAnna();
    await card().getByText('Поставка на склад').waitFor();
    desk.stage.answers.set('GET /api/calls/live/card', () => ({
      ...ANNAS_CARD,
      deals: [deal('d2', { title: 'Другая сделка' })],
    }));
    desk.stage.tellWork(ANNA.id);
    await card().getByText('Другая сделка').waitFor();
    desk.stage.answers.set(
      'GET /api/calls/live2/card',
      () => new StageProblem(500, 'internal', ''),
    );
    desk.stage.push(over(talking({ caller: known })));
    await button('Закрыть').click();
    desk.stage.push({ ...talking({ caller: known }), id: 'live2' });
    await card().getByText('Не удалось загрузить сделки и задачи.').waitFor({ timeout: 15_000 });
    desk.stage.answers.set('GET /api/calls/live2/card', () => ANNAS_CARD);
    await button('Повторить').click();
    await card().getByText('Поставка на склад').waitFor();
  });
});

describe('G4 two acts make what comes of a call, filled in and linked back', () => {
  it('G4 a task, a call-back, a deal and a note of what passed, by the keyboard alone', async () => {
    for (const path of ['tasks', 'deals', 'interactions']) {
      desk.stage.answers.set(`POST /api/${path}`, () => ({}));
    }
    await openWithAnna();
    const links = { contactId: ANNA.id, originId: 'live' };
    const dueAt = expect.stringMatching(/^\d{4}-.*Z$/);
    await press('Alt+t');
    await press('Enter');
    await soon(() => sent('/api/tasks')).toEqual({
      kind: 'task',
      what: `Вернуться к вопросу: ${ANNA.name}`,
      dueAt,
      number: null,
      ...links,
    });
    await desk.page.getByText('Задача в вашем списке.').waitFor();
    await press('Alt+b');
    await press('Enter');
    await soon(() => sent('/api/tasks')).toEqual({
      kind: 'call-back',
      what: `Перезвонить: ${ANNA.name}`,
      dueAt,
      number: '+79161234567',
      ...links,
    });
    await press('Alt+s');
    await field('Сумма, ₽').fill('1 234,5');
    await press('Enter');
    const made = { title: `Сделка: ${ANNA.name}`, amount: 123_450, currency: 'RUB', ...links };
    await soon(() => sent('/api/deals')).toEqual(made);
    await press('Alt+u');
    await field('О чём договорились').fill('Встреча во вторник');
    await press('Control+Enter');
    await soon(() => sent('/api/interactions')).toEqual({
      kind: 'note',
      note: 'Встреча во вторник',
      ...links,
    });
  });

  it('a task is given to a colleague', async () => {
    desk.stage.presence = samplePresence();
    desk.stage.answers.set('POST /api/tasks', () => ({}));
    await openWithAnna();
    await press('Alt+t');
    await field('Кто сделает').selectOption('Вера Петрова');
    await button('Сохранить').first().click();
    await soon(() => sent('/api/tasks')).toMatchObject({ kind: 'task', ownerId: 'u202' });
    await desk.page.getByText('Передано: это в списке у сотрудника.').waitFor();
  });

  it('a deal moves on in place, and is lost for a reason', async () => {
    desk.stage.answers.set('PATCH /api/deals/d1', () => deal('d1'));
    await openWithAnna();
    const stage = card().getByLabel('Этап: Поставка на склад');
    await stage.selectOption('agreed');
    await soon(() => sent('/api/deals/d1')).toEqual({ stage: 'agreed' });
    await stage.selectOption('lost');
    await field('Почему проиграна?').fill('дорого');
    await press('Enter');
    await soon(() => sent('/api/deals/d1')).toEqual({ stage: 'lost', lostReason: 'дорого' });
  });
});

describe('who it is', () => {
  it('of several is picked by a key', async () => {
    const contacts = [person('Анна'), person('Борис', { id: 'boris' })];
    desk.stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    await openDesk();
    desk.stage.push(talking({ caller: { kind: 'ambiguous', contacts } }));
    await button('Это Борис').waitFor();
    await press('Alt+w');
    await press('2');
    await soon(() => sent('/api/calls/live/contact')).toEqual({ contactId: 'boris' });
  });

  it('of an unknown number: one of the client base gets it, or a new contact is made, by keys', async () => {
    const anna = { ...ANNA, companyId: null, email: '', note: '', tags: [], ownerId: null };
    const found = { ...anna, numbers: [], createdAt: ago(9_000) };
    desk.stage.answers.set('GET /api/contacts', () => ({ items: [found], next: null }));
    desk.stage.answers.set('POST /api/contacts/anna/numbers', () => ({ ...found, unreadable: [] }));
    desk.stage.answers.set('POST /api/contacts', () => ({ ...found, id: 'new', unreadable: [] }));
    desk.stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    await openDesk();
    desk.stage.push(talking({ externalName: 'Анна К.' }));
    await button('Создать контакт').waitFor();
    await press('Alt+w');
    await button(`Это ${ANNA.name}`).waitFor();
    await press('ArrowDown');
    await press('Enter');
    await soon(() => sent('/api/calls/live/contact')).toEqual({ contactId: 'anna' });
    const number = { kind: 'other', written: '8 (916) 123-45-67' };
    expect(sent('/api/contacts/anna/numbers')).toEqual(number);
    // two keys where the caller's own name is right
    await button('Создать контакт').waitFor();
    await press('Alt+w');
    await card().getByRole('textbox', { name: 'Имя', exact: true }).waitFor();
    await press('Enter');
    await soon(() => sent('/api/calls/live/contact')).toEqual({ contactId: 'new' });
    expect(sent('/api/contacts')).toEqual({ kind: 'person', name: 'Анна К.', numbers: [number] });
  });

  it('where the number is withheld there is the note, and no contact to make', async () => {
    await openDesk();
    desk.stage.push(talking({ caller: { kind: 'withheld' }, externalNumber: null, e164: null }));
    await field('Заметка').waitFor();
    expect(await button('Создать контакт').count()).toBe(0);
  });
});

describe('after the call', () => {
  it('the outcome is kept as it is chosen, and stands in the list of calls', async () => {
    const now = await openWithAnna();
    desk.stage.answers.set('PUT /api/calls/live/outcome', ({ body }) => {
      desk.stage.push({ ...over(now), ...(body as { outcome: string }) }, false);
      return {};
    });
    desk.stage.push(over(now));
    await press('Alt+o');
    await field('Итог разговора').selectOption({ label: 'Есть интерес' });
    await soon(() => sent('/api/calls/live/outcome')).toEqual({ outcome: 'interested' });
    await desk.page
      .getByRole('row')
      .filter({ hasText: ANNA.name })
      .getByText('Есть интерес')
      .first()
      .waitFor();
  });

  it('the time for it runs, the card goes when it is over, and by hand before; queues are told then', async () => {
    desk.stage.answers.set('DELETE /api/calls/live/wrap-up', () => null);
    desk.stage.answers.set('GET /api/card-settings', () => ({ ...CARD_SETTINGS, wrapUpSec: 30 }));
    const now = await openWithAnna();
    desk.stage.push(over(now, ago(0)));
    const bar = () => card().getByRole('group', { name: 'После звонка' });
    await bar()
      .getByText(/^Осталось 0:(2\d|30)$/)
      .waitFor();
    await press('Alt+z');
    await card().waitFor({ state: 'detached' });
    const skipped = () =>
      desk.stage.asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    await soon(skipped).toEqual(['/api/calls/live/wrap-up']);
    // almost over already
    const next = { ...now, id: 'next' };
    desk.stage.push(next);
    desk.stage.push(over(next, ago(28 / 60)));
    await bar().waitFor();
    await card().waitFor({ state: 'detached' });
    const used = { ...now, id: 'used' };
    desk.stage.push(used);
    await field('Заметка').fill('важное');
    desk.stage.push(over({ ...used, note: 'важное' }, ago(28 / 60)));
    await bar().getByText('Время на это вышло.').waitFor();
    expect(await field('Заметка').inputValue()).toBe('важное');
    await bar().getByRole('button', { name: 'Готово' }).click();
    // sent on to a colleague the call goes on, and what is to be written is
    const sentOn = { ...now, id: 'sent', legs: over(now).legs };
    desk.stage.push({ ...now, id: 'sent' });
    desk.stage.push({ ...sentOn, handledBy: ['201', '202'] });
    await bar()
      .getByText(/^Осталось 0:/)
      .waitFor();
    expect(skipped()).toHaveLength(1);
  });

  it('a reload brings the card of a call that is over back, with the note', async () => {
    const now = await openWithAnna();
    desk.stage.push(over(now));
    await field('Заметка').fill('обещали счёт');
    await card().getByText('Сохранено').waitFor();
    await desk.page.reload();
    await card().getByRole('heading', { name: ANNA.name }).waitFor();
    expect(await field('Заметка').inputValue()).toBe('обещали счёт');
  });
});

describe('when a card comes', () => {
  const rules = (when: 'answer' | 'background') =>
    desk.stage.answers.set('GET /api/card-settings', () => ({
      ...CARD_SETTINGS,
      pops: { standard: 'ring', queues: [{ queue: 'sales', when }], users: [] },
    }));

  it('at the answer, where the queue’s rule says so', async () => {
    rules('answer');
    await openDesk();
    const rings = ringingCall('live', { queue: 'sales', caller: known });
    desk.stage.push(rings);
    await desk.page.getByRole('row').filter({ hasText: ANNA.name }).first().waitFor();
    expect(await card().count()).toBe(0);
    desk.stage.push(answeredCall(rings));
    await card().getByRole('heading', { name: ANNA.name }).waitFor();
  });

  it('in the background as a line, which opens it', async () => {
    rules('background');
    await openDesk();
    desk.stage.push(ringingCall('live', { queue: 'sales', caller: known }));
    await button('Открыть карточку').click();
    await card().getByRole('heading', { name: ANNA.name }).waitFor();
  });
});

describe('my tasks', () => {
  it('are done with a way back, what is late stands out, and the number of those due beside the word', async () => {
    const mine = [task('t1'), task('t3', { what: 'Когда-нибудь', dueAt: null, originId: 'k1' })];
    desk.stage.answers.set('GET /api/tasks', ({ query }) => ({
      items: mine.filter(({ doneAt }) => (doneAt !== null) === (query.get('done') === 'true')),
    }));
    desk.stage.answers.set('PATCH /api/tasks/t1', ({ body }) => {
      const { done } = body as { done: boolean };
      mine[0] = task('t1', { doneAt: done ? ago(0) : null });
      return mine[0];
    });
    await openDesk({ path: '/tasks' });
    await desk.page.getByRole('link', { name: 'Задачи 1' }).waitFor();
    const item = (text: string) => desk.page.getByRole('listitem').filter({ hasText: text });
    await item('Выслать счёт')
      .getByText(/^Просрочено: /)
      .waitFor();
    await item('Когда-нибудь').getByRole('link', { name: 'Звонок' }).waitFor();
    await desk.page.getByRole('button', { name: 'Готово: Выслать счёт' }).click();
    await item('Выслать счёт').waitFor({ state: 'detached' });
    await desk.page.getByRole('button', { name: 'Вернуть' }).click();
    await item('Выслать счёт').waitFor();
    await desk.page.setViewportSize({ width: 380, height: 700 });
    expect(await sideways()).toBe(0);
    await goTo('/');
  });
});
