import { expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { operator } from './stage.ts';

const desk = useDesk();

const heading = (name: string) => desk.page.getByRole('heading', { level: 1, name, exact: true });
const path = () => desk.page.evaluate(() => location.pathname);

it('the browser’s Back leads from a form to the list that it was opened in; Cancel leaves no step behind', async () => {
  const { user, ...me } = operator();
  desk.stage.me = { ...me, user: { ...user, role: 'admin' } };
  desk.stage.answers.set('GET /api/users', () => ({ items: [] }));
  desk.stage.answers.set('GET /api/teams', () => ({ items: [] }));
  await desk.openDesk();
  await desk.goTo('/teams');
  const add = desk.page.getByRole('button', { name: 'Добавить команду' });
  await add.click();
  await heading('Добавить команду').waitFor();
  await desk.page.goBack();
  await add.waitFor();
  expect(await path()).toBe('/teams');
  await add.click();
  await desk.page.getByRole('button', { name: 'Отмена' }).click();
  await add.waitFor();
  await desk.page.goBack();
  await soon(path).toBe('/');
});
