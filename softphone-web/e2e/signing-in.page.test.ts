import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { open, openDesk } = desk;

describe('signing in', () => {
  it('says why it was refused, how long to wait, and opens the desk', async () => {
    desk.stage.me = null;
    await open();
    await desk.page.getByLabel('Логин').fill('olga');
    await desk.page.locator('input[type=password]').fill('wrong');
    desk.stage.answers.set(
      'POST /api/session',
      () => new StageProblem(401, 'sign-in-refused', 'Логин или пароль не подходит.'),
    );
    await desk.page.keyboard.press('Enter');
    await desk.page.getByText('Логин или пароль не подходит.').waitFor();
    desk.stage.answers.set(
      'POST /api/session',
      () => new StageProblem(429, 'too-many-attempts', 'x', { 'retry-after': '2' }),
    );
    await desk.page.getByRole('button', { name: 'Войти' }).click();
    await desk.page.getByText('Подождите 2 секунды').waitFor();
    expect(await desk.page.getByRole('button', { name: 'Войти' }).isDisabled()).toBe(true);
    desk.stage.me = operator();
    desk.stage.answers.set('POST /api/session', () => desk.stage.me);
    await desk.page.locator('button[type=submit]:enabled').click();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
  });

  it('takes an invite link with the token behind the #', async () => {
    desk.stage.me = null;
    desk.stage.answers.set('POST /api/welcome', () => operator());
    desk.stage.answers.set('POST /api/welcome/link', () => ({ name: 'Ольга', login: 'olga' }));
    await open({ path: '/welcome#secret-token' });
    await soon(() => desk.page.getByLabel('Ваше имя').inputValue()).toBe('Ольга');
    expect(await desk.page.getByLabel('Логин').inputValue()).toBe('olga');
    await desk.page.locator('input[type=password]').fill('a long password');
    await desk.page.getByRole('button', { name: 'Начать работу' }).click();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    const isTaken = (one: { method: string; path: string }) =>
      `${one.method} ${one.path}` === 'POST /api/welcome';
    expect(desk.stage.asked.find(isTaken)?.body).toEqual({
      token: 'secret-token',
      name: 'Ольга',
      login: 'olga',
      password: 'a long password',
      language: 'ru',
    });
    expect(desk.page.url()).toBe(`${desk.stage.url}/`);
  });

  it('changes its language before anyone is signed in, and remembers it', async () => {
    desk.stage.me = null;
    await open();
    await desk.page.getByRole('button', { name: 'In English' }).click();
    await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await desk.page.reload();
    await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await desk.page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});

describe('who signs in after another', () => {
  it('sees nothing of what the other was shown', async () => {
    desk.stage.answers.set('POST /api/session', () => {
      desk.stage.me = operator({ id: 'u2', name: 'Борис' });
      return desk.stage.me;
    });
    await openDesk();
    await desk.page.getByText('Harriet Wexcombe').waitFor();
    await desk.page.getByRole('link', { name: 'Контакты' }).click();
    await desk.page.getByRole('link', { name: 'Рабочее место' }).click();
    desk.stage.me = null;
    desk.stage.calls = [];
    desk.stage.letLive(false);
    desk.stage.answers.set('GET /api/contacts', () => new StageProblem(401, 'not-signed-in', 'x'));
    await desk.page.getByRole('textbox', { name: 'Номер или имя' }).fill('Анна');
    await desk.page.getByText('Сеанс закончился.').waitFor();
    desk.stage.letLive(true);
    const answer = Promise.withResolvers<object>();
    desk.stage.answers.set('GET /api/calls', () => answer.promise);
    await desk.page.getByLabel('Логин').fill('boris');
    await desk.page.locator('input[type=password]').fill('a long password');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(await desk.page.getByText('Harriet Wexcombe').count()).toBe(0);
    answer.resolve({ items: [], next: null });
    await desk.page.getByText('Звонков ещё не было.').waitFor();
  });
});
