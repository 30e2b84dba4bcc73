import { expect, test } from 'vitest';
import { startTestServer } from '../../../fixtures/test-server.ts';

test('F12 the door says that the first administrator is awaited, to anybody, until there is one', async () => {
  const server = await startTestServer({ config: { pbx: [] } });
  const told = async () => (await server.ask('GET', '/api/welcome')).json();
  expect(await told()).toEqual({ awaitsAdmin: true });
  await server.addUser({ login: 'anna' });
  expect(await told()).toEqual({ awaitsAdmin: true });
  await server.addUser({ login: 'root', role: 'admin' });
  expect(await told()).toEqual({ awaitsAdmin: false });
  await server.stop();
});
