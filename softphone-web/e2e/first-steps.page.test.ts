import { expect, it } from 'vitest';
import { useDesk } from './desk.ts';
import { sampleConnections } from './sample-connections.ts';
import { operator } from './stage.ts';

const desk = useDesk();
const { open } = desk;

it('the door says where the link of the first administrator is', async () => {
  desk.stage.me = null;
  desk.stage.answers.set('GET /api/welcome', () => ({ awaitsAdmin: true }));
  await open();
  await desk.page.getByText('Войти пока не может никто.').waitFor();
});

it('an administrator without a PBX is led from the desk to where one is added', async () => {
  desk.stage.me = operator({ role: 'admin', extension: null, pbx: null });
  desk.stage.pbx = [];
  desk.stage.answers.set('GET /api/connections', sampleConnections);
  await open();
  await desk.page.getByText('АТС ещё не подключена').waitFor();
  await desk.page.getByRole('link', { name: 'АТС', exact: true }).click();
  await desk.page.getByRole('heading', { level: 1, name: 'АТС' }).waitFor();
  expect(await desk.page.getByText('АТС ещё не подключена').count()).toBe(0);
});
