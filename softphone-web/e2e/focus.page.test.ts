import type { MissedCaller } from '@perezvon/cti-server/contract';
import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, ANNA, answeredCall, call, person, ringingCall } from './sample-calls.ts';
import { ANNAS_CARD } from './sample-work.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { openDesk, give } = desk;

const known = { kind: 'known', contact: ANNA, chosen: false } as const;
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => desk.page.keyboard.press(key)), Promise.resolve());
const cards = () => desk.page.getByRole('complementary', { name: 'Звонки под рукой' });
/** What has the focus, by its words; its id where it is a place or a field. */
const focused = () =>
  desk.page.evaluate(() => {
    const { activeElement: active } = document;
    return active?.id && !active.id.startsWith('mantine')
      ? active.id
      : (active?.getAttribute('aria-label') ?? active?.textContent ?? '');
  });

describe('the focus', () => {
  it('goes to a card by a key and back by Escape, and is not lost with a form or the card', async () => {
    desk.stage.answers.set('GET /api/calls/live/card', () => ANNAS_CARD);
    desk.stage.answers.set('POST /api/tasks', () => ({}));
    desk.stage.calls = [call('before', { caller: known })];
    await openDesk();
    await press('g', 'd', 'ArrowDown');
    expect(await focused()).toBe(ANNA.name);
    const live = answeredCall(ringingCall('live', { caller: known }));
    desk.stage.push(live);
    await cards().getByRole('heading', { name: ANNA.name }).waitFor();
    await press('Alt+n', 'Escape');
    expect(await focused()).toBe(ANNA.name);
    await press('Alt+t');
    await desk.page.keyboard.type('Позвонить');
    await press('Enter');
    await soon(focused).toBe('Задача');
    const made = desk.stage.asked.find(
      ({ path, method }) => path === '/api/tasks' && method === 'POST',
    );
    // what was typed stands in place of what was offered
    expect(made?.body).toMatchObject({ what: 'Позвонить' });
    const endedAt = ago(0);
    const legs = live.legs.map((leg) => ({ ...leg, endedAt, result: 'answered' as const }));
    desk.stage.push({ ...live, state: 'ended', disposition: 'answered', endedAt, legs });
    await cards().getByRole('button', { name: 'Закрыть' }).waitFor();
    await press('Alt+z');
    await soon(() => cards().getByRole('heading').count()).toBe(0);
    expect(await focused()).toBe(ANNA.name);
  });

  it('goes from the door to the screen, whose rows the arrow keys lead to', async () => {
    const me = desk.stage.me ?? operator();
    desk.stage.calls = [call('before', { caller: known })];
    desk.stage.answers.set('GET /api/me', () => new StageProblem(401, 'not-signed-in', ''));
    desk.stage.answers.set('POST /api/session', () => {
      desk.stage.answers.delete('GET /api/me');
      return me;
    });
    await desk.open();
    await desk.page.getByLabel('Логин').waitFor();
    await desk.page.keyboard.type('анна');
    await press('Tab');
    await desk.page.keyboard.type('the-bell-rings');
    await press('Enter');
    await soon(focused).toBe('main');
    await desk.page.getByText(ANNA.name).first().waitFor();
    await press('ArrowDown');
    expect(await focused()).toBe(ANNA.name);
  });

  it('stays with the card whose choice is gone', async () => {
    const contacts = [person('Анна'), person('Борис', { id: 'boris' })];
    await openDesk();
    const live = answeredCall(ringingCall('live', { caller: { kind: 'ambiguous', contacts } }));
    desk.stage.answers.set('PUT /api/calls/live/contact', () => {
      desk.stage.push({ ...live, caller: known });
      return {};
    });
    desk.stage.push(live);
    await cards().getByRole('button', { name: 'Это Борис' }).waitFor();
    await press('Alt+w', '2');
    await cards().getByRole('heading', { name: ANNA.name }).waitFor();
    await soon(focused).toBe('Входящий');
  });

  it('stays in the row while it is changed, and goes to the same column of the next when it is done', async () => {
    const missed = (id: string, name: string): MissedCaller => ({
      key: id,
      call: call(id, { caller: { ...known, contact: person(name) }, disposition: 'abandoned' }),
      firstAt: ago(9),
      count: 1,
      tries: 0,
      lastTryAt: null,
      claim: null,
    });
    const all = [missed('a', 'Анна'), missed('b', 'Борис')];
    let items = all;
    desk.stage.answers.set('GET /api/missed', () => ({ items, total: items.length }));
    desk.stage.answers.set('PUT /api/missed/a', ({ body }) => {
      const claim = { userId: 'u1', name: 'Вера', at: ago(0) };
      const { mark } = body as { mark: string };
      const isDone = mark === 'done';
      items =
        mark === 'open'
          ? all
          : items.flatMap((one) => (one.key === 'b' ? one : isDone ? [] : { ...one, claim }));
      return null;
    });
    await openDesk({ path: '/missed' });
    await desk.page.getByText('Анна').first().waitFor();
    await press('g', 'm', 'ArrowDown', 'Tab', 'Tab');
    expect(await focused()).toBe('Перезвоню я');
    await press('Enter');
    await desk.page.getByText('Перезваниваете вы').waitFor();
    await soon(focused).toBe('Освободить');
    await press('Tab', 'Enter');
    await soon(() => desk.page.getByText('Анна', { exact: true }).count()).toBe(0);
    await soon(focused).toBe('Готово');
    // also without a way to the message
    await press('Control+z');
    await soon(() => desk.page.getByText('Анна', { exact: true }).count()).toBe(1);
  });

  it('leaves a field by Escape, so that plain keys lead on; a recording is closed by it', async () => {
    desk.stage.calls = [call('k', { recordingId: 'r' })];
    desk.stage.answers.set('GET /api/recordings/r', () => new Promise(() => {}));
    await openDesk();
    await press('/', 'Escape', 'ArrowDown');
    await desk.page.getByRole('button', { name: 'Слушать: Запись' }).focus();
    await press('Enter');
    await desk.page.getByRole('group', { name: 'Запись' }).waitFor();
    await press('n', 'Escape', 'Escape');
    expect(await focused()).toBe('Слушать: Запись');
    await press('g', 'm');
    await soon(() => new URL(desk.page.url()).pathname).toBe('/missed');
    expect(await desk.page.evaluate(() => scrollY)).toBe(0);
  });
});

describe('two calls', () => {
  it('the card of the one that is spoken in lies on top, and keys of the card are its keys', async () => {
    await openDesk();
    const anna = ringingCall('anna', { caller: known });
    const ivan = ringingCall('ivan', {
      caller: { ...known, contact: person('Иван') },
      e164: '+79031112233',
    });
    await desk.ring(anna);
    desk.stage.push(answeredCall(anna));
    await give({ kind: 'answered', id: 'sip-anna', at: Date.now() });
    await desk.ring(ivan);
    const names = () => cards().getByRole('heading', { level: 2 }).allTextContents();
    await soon(names).toEqual(['Иван', ANNA.name]);
    await press('Alt+n');
    expect(await focused()).toBe('note-anna');
    desk.stage.push({ ...answeredCall(anna), state: 'held' }, false);
    desk.stage.push(answeredCall(ivan), false);
    await soon(names).toEqual(['Иван', ANNA.name]);
    expect(await focused()).toBe('note-anna');
    desk.stage.push(answeredCall(anna), false);
    desk.stage.push({ ...answeredCall(ivan), state: 'held' }, false);
    await soon(names).toEqual([ANNA.name, 'Иван']);
    expect(await focused()).toBe('note-anna');
  });
});
