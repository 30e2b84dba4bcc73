import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { ConnectionList, Problem } from '../contract/index.ts';

let server: TestServer;
let admin: string;

beforeEach(async () => {
  server = await startTestServer({ config: { pbx: [] } });
  await server.addUser({ login: 'admin', role: 'admin' });
  admin = await server.signIn('admin');
});
afterEach(() => server.stop());

const ENTRY = { name: 'Office', host: '127.0.0.1', port: 9, user: 'u', secret: 's' };

/** What is said at the fields of a new connection that is refused. */
async function marks(more: object) {
  const body = Object.assign({}, ENTRY, more);
  const answer = await server.ask('POST', '/api/connections', { cookie: admin, body });
  expect(answer.status).toBe(400);
  return ((await answer.json()) as Problem).fields;
}

test('what a field may hold is said where it holds something else', async () => {
  const country = 'Must be a country of two capitals (ISO 3166), such as RU.';
  expect(await marks({ country: 'zz' })).toEqual({ country });
  expect(await marks({ country: 'ZZ' })).toEqual({ country });
  expect(await marks({ extensions: '[0-9{3}' })).toEqual({
    extensions: expect.stringMatching(
      /^Must be a regular expression .* such as "\[0-9\]\{2,6\}"\.$/,
    ),
  });
  expect(await marks({ sip: { url: 'http://x' } })).toEqual({
    'sip.url': 'Must be a ws:// or wss:// address.',
  });
  expect(await marks({ port: 'x' })).toEqual({
    port: 'Must be the port of the AMI from 1 to 65535.',
  });
  expect(await marks({ numbers: { '502': '' } })).toEqual({ 'numbers.502': 'Must be filled in.' });
  expect(await marks({ numbers: { '501 Sales': '' } })).toEqual({
    'numbers.501 Sales': expect.stringMatching(/such as 501 = Sales queue\.$/),
  });
  const whole = 'Must be a whole path, such as /var/spool/asterisk/monitor.';
  expect(await marks({ recordingsDir: '../x', cdr: { file: 'nope' } })).toEqual({
    recordingsDir: whole,
    'cdr.file': whole,
  });
});

test('one that was saved as it may not be any more says so, until it is saved anew', async () => {
  const send = (method: string, path: string, body?: unknown) =>
    server.ask(method, `/api/connections${path}`, { cookie: admin, body });
  const problem = async () =>
    ((await (await send('GET', '')).json()) as ConnectionList).items[0]?.problem;
  expect((await send('POST', '', ENTRY)).status).toBe(201);
  expect(await problem()).toBeNull();
  const data = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
  data.sqlite.exec(
    `UPDATE pbx_connections SET entry = json_set(entry, '$.numbers', json('{"501 Sales":""}'))`,
  );
  data.close();
  expect(await problem()).toBe('invalid');
  expect((await send('PUT', '/office', ENTRY)).status).toBe(200);
  expect(await problem()).toBeNull();
});
