import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import {
  FIRST_RULES,
  type AuditPage,
  type CallPage,
  type LiveMessage,
  type Me,
  type Problem,
  type User,
} from '../contract/index.ts';

// Olga has a desk phone and one in her browser, at once.

const pbx = createFakePbx();
const sip = { url: 'ws://127.0.0.1:9', domain: 'pbx.example' };
const BROWSER = { pbx: 'office', extension: '201', device: 'browser' } as const;
let server: TestServer;
const cookies: Record<string, string> = {};
let olga: User;

beforeAll(async () => {
  const config = { pbx: [officeOf({ sip, extensions: '[1-9]\\d\\d' })] };
  server = await startTestServer({ connectors: pbx.connectors, config });
  await server.addUser({ login: 'root', role: 'admin' });
  olga = await server.addUser({
    login: 'olga',
    extension: '101',
    device: 'desk',
    morePhones: [{ ...BROWSER, sipPassword: 'planted-201' }],
  });
  const boss = await server.addUser({ login: 'boss', role: 'supervisor' });
  await server.addUser({ login: 'other', extension: '105' });
  await server.addTeam({ name: 'Sales', members: [olga.id], supervisors: [boss.id] });
  for (const login of ['root', 'olga', 'boss', 'other'])
    cookies[login] = await server.signIn(login);
});
afterAll(() => server.stop());

const send = (login: string, method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: cookies[login] ?? '', body });
async function asked<T>(login: string, method: string, path: string, body?: unknown): Promise<T> {
  return (await (await send(login, method, path, body)).json()) as T;
}
const listed = async (login: string) =>
  (await asked<CallPage>(login, 'GET', '/api/calls')).items.map(({ id }) => id);
const patch = async (login: string, change: object) => {
  const user = (await asked<{ items: User[] }>('root', 'GET', '/api/users')).items.find(
    (one) => one.login === login,
  );
  return asked<User & Problem>('root', 'PATCH', `/api/users/${user?.id}`, change);
};

/** What `/live` says to somebody of calls: ids, and whether their card opens. */
function listen(login: string) {
  const heard: { id: string; pop: boolean }[] = [];
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
    headers: { cookie: cookies[login] ?? '', origin: server.origin },
  });
  let ready = false;
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null })),
  );
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as LiveMessage;
    if (message.type === 'snapshot') ready = true;
    if (message.type === 'call') heard.push({ id: message.call.id, pop: message.pop });
  });
  return { heard, ready: () => ready, close: () => socket.close() };
}

describe('several phones of one user', () => {
  test('the page gets the account of the one in the browser, and of no other', async () => {
    const me = await asked<Me>('olga', 'GET', '/api/me');
    expect(me.user).toMatchObject({ extension: '101', device: 'desk', morePhones: [BROWSER] });
    expect(me.sip).toEqual({
      extension: '201',
      domain: 'pbx.example',
      password: 'planted-201',
    });
  });

  test('W5 calls at each of them pop up and are theirs, and their supervisor’s', async () => {
    const page = listen('olga');
    await until(page.ready, { what: 'the live channel' });
    for (const extension of ['101', '201']) {
      const id = pbx.ring({ from: '79161110000', extension, channel: `at-${extension}` });
      await until(() => page.heard.some((one) => one.id === id && one.pop), { what: 'the card' });
      pbx.hangUp(`at-${extension}`);
      expect(await listed('olga')).toContain(id);
      expect(await listed('boss')).toContain(id);
      expect(await listed('other')).not.toContain(id);
      expect((await send('other', 'GET', `/api/calls/${id}`)).status).toBe(404);
    }
    page.close();
  });

  test('a call is placed from the one that is named, else from the first', async () => {
    const dial = (from?: object) =>
      asked<{ via: string; code: string }>('olga', 'POST', '/api/calls', {
        number: '102',
        ...(from ? { from } : {}),
      });
    pbx.commands.length = 0;
    expect(await dial({ pbx: 'office', extension: '201' })).toMatchObject({ via: 'browser' });
    expect(pbx.commands).toEqual([]);
    expect(await dial()).toMatchObject({ via: 'pbx' });
    expect(pbx.commands).toMatchObject([{ dial: { from: '101' } }]);
    expect(await dial({ pbx: 'office', extension: '105' })).toMatchObject({
      code: 'not-your-phone',
    });
  });

  test('F03 calls of all of them count together', async () => {
    const rules = {
      ...FIRST_RULES,
      atOnce: 1,
    };
    await asked('root', 'PUT', '/api/tolls/rules/default', rules);
    const dial = (extension: string) =>
      send('olga', 'POST', '/api/calls', {
        number: '+79161234567',
        from: { pbx: 'office', extension },
      });
    expect((await dial('101')).status).toBe(200);
    const refused = await dial('201');
    expect(await refused.json()).toMatchObject({ code: 'toll-at-once' });
  });

  test('each is one person’s; two in the browser, one without a first, a PBX that is not there: refused', async () => {
    const desk = (extension: string, more: object = {}) => ({
      morePhones: [{ pbx: 'office', extension, device: 'desk', ...more }],
    });
    expect(await patch('other', desk('201'))).toMatchObject({ code: 'extension-taken' });
    expect(await patch('other', { extension: '201' })).toMatchObject({
      code: 'extension-taken',
      fields: { extension: 'Extension 201 belongs to the user "olga".' },
    });
    expect(await patch('other', desk('105'))).toMatchObject({ code: 'extension-taken' });
    expect(await patch('other', desk('106', { device: 'browser' }))).toMatchObject({
      code: 'one-browser-phone',
    });
    expect(await patch('other', desk('106', { pbx: 'gone' }))).toMatchObject({
      code: 'pbx-not-configured',
    });
    expect(await patch('boss', desk('106'))).toMatchObject({ code: 'first-phone-missing' });
    const place = { pbx: 'office', extension: '201', device: 'desk' };
    expect(await asked('root', 'POST', '/api/places', place)).toMatchObject({
      code: 'extension-taken',
    });
    // nor does she put her desk phone's extension into the browser beside it
    expect(await asked('olga', 'PATCH', '/api/me', { device: 'browser' })).toMatchObject({
      code: 'one-browser-phone',
    });
  });

  test('A1 a change signs out; the password stays until another is typed; the audit log has no secret', async () => {
    const phones = [BROWSER, { pbx: 'office', extension: '301', device: 'desk' }];
    await patch('olga', { morePhones: phones });
    expect((await send('olga', 'GET', '/api/me')).status).toBe(401);
    cookies['olga'] = await server.signIn('olga');
    const me = await asked<Me>('olga', 'GET', '/api/me');
    expect(me.user.morePhones).toEqual(phones);
    expect(me.sip?.password).toBe('planted-201');
    await patch('olga', { morePhones: [{ ...BROWSER, sipPassword: 'planted-anew' }] });
    cookies['olga'] = await server.signIn('olga');
    expect((await asked<Me>('olga', 'GET', '/api/me')).sip?.password).toBe('planted-anew');
    const { items } = await asked<AuditPage>('root', 'GET', '/api/audit?action=user-changed');
    expect(items[0]?.changes).toContainEqual({
      field: 'morePhones.office/201.sipPassword',
      before: null,
      after: null,
      secret: true,
    });
    expect(JSON.stringify(items)).not.toContain('planted');
    // without a first one there are no others
    await patch('olga', { extension: null });
    cookies['olga'] = await server.signIn('olga');
    expect((await asked<Me>('olga', 'GET', '/api/me')).user.morePhones).toBeUndefined();
  });

  test('F11 passwords of all of them are sealed anew with a new key', async () => {
    await patch('olga', {
      extension: '101',
      device: 'desk',
      morePhones: [{ ...BROWSER, sipPassword: 'kept' }],
    });
    expect((await send('root', 'POST', '/api/secret-key')).ok).toBe(true);
    cookies['olga'] = await server.signIn('olga');
    expect((await asked<Me>('olga', 'GET', '/api/me')).sip?.password).toBe('kept');
  });
});
