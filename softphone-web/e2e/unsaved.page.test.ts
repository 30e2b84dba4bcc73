import { expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ANNAS_CONTACT } from './sample-calls.ts';

const desk = useDesk();
const { openDesk } = desk;

const field = (name: string) => desk.page.getByRole('textbox', { name, exact: true });
const follow = (name: string) =>
  desk.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
const foundAgain = () => desk.page.getByText('Здесь то, что вы начали писать и не сохранили.');

it('what was written for a new contact is there again after one went elsewhere, until it is thrown away', async () => {
  await openDesk({ path: '/contacts/new' });
  await field('Имя').fill('Пётр');
  await field('О клиенте').fill('Звонить после обеда');
  await follow('Рабочее место');
  await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
  await desk.page.goBack();
  await foundAgain().waitFor();
  expect(await field('Имя').inputValue()).toBe('Пётр');
  expect(await field('О клиенте').inputValue()).toBe('Звонить после обеда');
  await desk.page.getByRole('button', { name: 'Стереть' }).click();
  await soon(() => field('Имя').inputValue()).toBe('');
  await foundAgain().waitFor({ state: 'detached' });
  await follow('Рабочее место');
  await desk.page.goBack();
  await field('Имя').waitFor();
  expect(await field('Имя').inputValue()).toBe('');
  expect(await foundAgain().count()).toBe(0);
});

it('a contact that was being changed opens as it was left; saved, it is as usual', async () => {
  let saved: object = ANNAS_CONTACT;
  desk.stage.answers.set('GET /api/contacts/anna', () => saved);
  desk.stage.answers.set('GET /api/contacts/anna/interactions', () => ({ items: [] }));
  desk.stage.answers.set('PUT /api/contacts/anna', ({ body }) => {
    saved = { ...ANNAS_CONTACT, ...(body as object), version: 'v2' };
    return { ...saved, unreadable: [] };
  });
  await openDesk({ path: '/contacts/anna' });
  const edit = desk.page.getByRole('button', { name: 'Изменить', exact: true });
  await edit.click();
  await field('Должность').fill('Директор');
  await follow('Рабочее место');
  await desk.page.goBack();
  await foundAgain().waitFor();
  expect(await field('Должность').inputValue()).toBe('Директор');
  await desk.page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await desk.page.getByText('Директор').first().waitFor();
  await edit.click();
  expect(await field('Должность').inputValue()).toBe('Директор');
  expect(await foundAgain().count()).toBe(0);
});
