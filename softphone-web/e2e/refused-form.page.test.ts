import { it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { sampleConnections } from './sample-connections.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();

it('a long form that is refused shows the first field that is wrong, with the focus in it', async () => {
  desk.stage.me = operator({ role: 'admin' });
  desk.stage.answers.set('GET /api/connections', sampleConnections);
  const refused = new StageProblem(400, 'invalid', 'port');
  Object.assign(refused.body, { fields: { port: 'От 1 до 65535.' } });
  desk.stage.answers.set('PUT /api/connections/main', () => refused);
  desk.expectComplaint('400');
  await desk.openDesk({ path: '/connections' });
  await desk.page
    .getByRole('button', { name: /^Изменить/ })
    .first()
    .click();
  const port = desk.page.locator('input[name=port]');
  await port.fill('70000');
  await desk.page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await soon(() => port.evaluate((field) => field === document.activeElement)).toBe(true);
  await desk.page.getByText('От 1 до 65535.').waitFor();
  const sight = () =>
    port.evaluate((field) => {
      const { top, bottom } = field.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  await soon(sight).toBe(true);
});
