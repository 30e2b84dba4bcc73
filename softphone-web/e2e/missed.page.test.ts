import type { MissedCaller } from '@perezvon/cti-server/contract';
import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, ANNA, call } from './sample-calls.ts';
import { StageProblem } from './stage.ts';

const desk = useDesk();
const { openDesk, goTo, sideways } = desk;

const annas = (part: Partial<MissedCaller> = {}): MissedCaller => ({
  key: '+79161234567',
  call: call('m1', {
    caller: { kind: 'known', contact: ANNA, chosen: false },
    disposition: 'abandoned',
    queue: 'sales',
    startedAt: ago(10),
  }),
  firstAt: ago(20),
  count: 2,
  tries: 1,
  lastTryAt: ago(5),
  claim: null,
  ...part,
});

/** The list as the server would have it. */
function serve(items: MissedCaller[]): { items: MissedCaller[] } {
  const held = { items };
  desk.stage.answers.set('GET /api/missed', () => ({
    items: held.items,
    total: held.items.length,
  }));
  desk.stage.answers.set('PUT /api/missed/%2B79161234567', ({ body }) => {
    const { mark } = body as { mark: string };
    const claim = { userId: 'u1', name: 'Вера', at: ago(0) };
    if (mark === 'claimed') held.items = [annas({ claim })];
    if (mark === 'released' || mark === 'open') held.items = [annas()];
    if (mark === 'done') held.items = [];
    return null;
  });
  return held;
}

const row = () => desk.page.getByRole('listitem').filter({ hasText: ANNA.name });
const button = (name: string) => desk.page.getByRole('button', { name, exact: true });
const badge = () => desk.page.getByRole('link', { name: 'Пропущенные' });

describe('missed callers', () => {
  it('are told by who, when, how often and what was tried; claimed, released, done, taken back', async () => {
    serve([annas()]);
    await openDesk({ path: '/missed' });
    await row().getByText('2 звонка').waitFor();
    await row().getByText('1 попытка перезвонить').waitFor();
    expect(await badge().textContent()).toBe('Пропущенные1');
    await button('Перезвоню я').click();
    await row().getByText('Перезваниваете вы').waitFor();
    await button('Освободить').click();
    await button('Перезвоню я').waitFor();
    await button('Готово').click();
    await desk.page.getByText('Перезванивать некому').waitFor();
    await soon(() => badge().textContent()).toBe('Пропущенные');
    await button('Вернуть').click();
    await row().waitFor();
  });

  it('are called back by a click', async () => {
    serve([annas()]);
    desk.stage.answers.set('POST /api/calls', () => ({
      digits: '979161234567',
      via: 'browser',
      callId: null,
    }));
    await openDesk({ path: '/missed' });
    await row().getByRole('link', { name: '8 (916) 123-45-67' }).click();
    await soon(desk.commands).toContain('dial:979161234567');
  });

  it('claimed by another are told to be; a claim that came too late says whose it is', async () => {
    desk.expectComplaint('409');
    serve([annas()]);
    desk.stage.answers.set('PUT /api/missed/%2B79161234567', () => {
      serve([annas({ claim: { userId: 'u2', name: 'Олег', at: ago(1) } })]);
      return new StageProblem(409, 'missed-claimed', 'Этому клиенту перезванивает Олег.');
    });
    await openDesk({ path: '/missed' });
    await button('Перезвоню я').click();
    await desk.page.getByRole('alert').getByText('перезванивает Олег').waitFor();
    await row().getByText('Перезванивает Олег').waitFor();
  });

  it('come and go by themselves when a call ends, and when a colleague says something', async () => {
    const held = serve([]);
    await openDesk({ path: '/missed' });
    await desk.page.getByText('Перезванивать некому').waitFor();
    held.items = [annas()];
    desk.stage.push(annas().call, false);
    await row().waitFor();
    held.items = [];
    desk.stage.tellMissed();
    await desk.page.getByText('Перезванивать некому').waitFor();
  });

  it('that cannot be loaded are said to be, with a way to try again; a narrow screen holds them', async () => {
    desk.expectComplaint('500');
    desk.stage.answers.set('GET /api/missed', () => new StageProblem(500, 'internal', 'Сбой.'));
    await openDesk({ path: '/missed', width: 380 });
    await desk.page
      .getByText('Не удалось загрузить пропущенные звонки.')
      .waitFor({ timeout: 15_000 });
    serve([annas()]);
    await desk.page.getByRole('button', { name: 'Повторить' }).click();
    await row().waitFor();
    expect(await sideways()).toBe(0);
    await goTo('/');
  });
});

it('every caller is reached, claimed and done with by keys alone', async () => {
  serve([annas(), annas({ key: 'second' })]);
  desk.stage.answers.set('PUT /api/missed/second', () => null);
  await openDesk();
  const focused = () => desk.page.evaluate(() => document.activeElement?.textContent ?? '');
  const press = async (...keys: string[]) => {
    for (const key of keys) await desk.page.keyboard.press(key);
  };
  await press('KeyG', 'KeyM');
  await desk.page.getByRole('button', { name: 'Готово' }).nth(1).waitFor();
  await press('ArrowDown');
  expect(await focused()).toContain('Анна');
  await press('Tab', 'Tab', 'Tab', 'ArrowDown');
  expect(await focused()).toBe('Готово');
  await press('Enter');
  const said = () => desk.stage.asked.findLast(({ method }) => method === 'PUT');
  await soon(said).toMatchObject({ path: '/api/missed/second', body: { mark: 'done' } });
  await goTo('/calls');
  await desk.page.locator('#search').focus();
  await press('ArrowDown');
  expect(await desk.page.evaluate(() => document.activeElement?.closest('tr') !== null)).toBe(true);
  // where one writes they stay the field’s own
  await desk.page.locator('#dial').focus();
  await press('ArrowUp');
  expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('dial');
});

it('a screen that breaks says so, and takes no other with it', async () => {
  desk.expectComplaint('TypeError');
  desk.stage.answers.set('GET /api/missed', () => ({ items: [{ key: 'x' }], total: 1 }));
  await openDesk();
  await goTo('/missed');
  await desk.page.getByText('Эта часть страницы сломалась').waitFor();
  await goTo('/calls');
  await desk.page.getByRole('heading', { level: 1, name: 'Все звонки' }).waitFor();
  expect(await desk.page.getByText('сломалась').count()).toBe(0);
});
