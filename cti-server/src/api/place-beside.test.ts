import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type {
  CallPage,
  LiveMessage,
  Me,
  Place,
  Problem,
  SettingsFile,
  SettingsItem,
  User,
} from '../contract/index.ts';

// Nina has a phone in her browser and takes a shared place beside it for a shift.

const pbx = createFakePbx();
const sip = { url: 'ws://127.0.0.1:9', domain: 'pbx.example' };
const DESK = { pbx: 'office', extension: '301', device: 'desk' } as const;
let server: TestServer;
let nina: User;
const cookies: Record<string, string> = {};
const places: Record<string, Place> = {};

beforeAll(async () => {
  const config = { pbx: [officeOf({ sip, extensions: '[1-9]\\d\\d' })] };
  server = await startTestServer({ connectors: pbx.connectors, config });
  await server.addUser({ login: 'root', role: 'admin' });
  nina = await server.addUser({ login: 'nina', extension: '101', sipPassword: 'own-101' });
  const boss = await server.addUser({ login: 'boss', role: 'supervisor' });
  await server.addUser({ login: 'other', extension: '105', device: 'desk' });
  await server.addTeam({ name: 'Shift', members: [nina.id], supervisors: [boss.id] });
  for (const login of ['root', 'nina', 'boss', 'other'])
    cookies[login] = await server.signIn(login);
  for (const place of [DESK, { ...DESK, extension: '302', device: 'browser' as const }]) {
    const body = { ...place, sipPassword: `placed-${place.extension}` };
    places[place.extension] = await asked<Place>('root', 'POST', '/api/places', body);
  }
});
beforeEach(async () => {
  for (const login of ['nina', 'other']) await send(login, 'DELETE', '/api/me/place');
});
afterAll(() => server.stop());

const send = (login: string, method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: cookies[login] ?? '', body });
async function asked<T>(login: string, method: string, path: string, body?: unknown): Promise<T> {
  return (await (await send(login, method, path, body)).json()) as T;
}
const take = (login: string, extension: string) =>
  asked<Me & Problem>(login, 'PUT', '/api/me/place', { place: places[extension]?.id });
const listed = async (login: string) =>
  (await asked<CallPage>(login, 'GET', '/api/calls')).items.map(({ id }) => id);

/** The calls whose card opens for somebody. */
async function popsOf(login: string) {
  const ids: string[] = [];
  let ready = false;
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
    headers: { cookie: cookies[login] ?? '', origin: server.origin },
  });
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null })),
  );
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as LiveMessage;
    if (message.type === 'snapshot') ready = true;
    if (message.type === 'call' && message.pop) ids.push(message.call.id);
  });
  await until(() => ready, { what: 'the live channel' });
  return { ids, close: () => socket.close() };
}

let calls = 0;
function ring(extension: string): string {
  calls += 1;
  return pbx.ring({ from: '79160000000', extension, channel: `call-${calls}` });
}
async function hangUp(id: string) {
  pbx.hangUp(`call-${calls}`);
  const over = async () =>
    (await asked<{ state: string }>('root', 'GET', `/api/calls/${id}`)).state === 'ended';
  await until(over, { what: 'the call is over' });
}

describe('a shared place beside phones of one’s own', () => {
  test('it is one phone more, with the calls of the shift; the own one stays theirs', async () => {
    const { user, sip: account } = await take('nina', '301');
    expect(user).toMatchObject({ extension: '101', device: 'browser', morePhones: [DESK] });
    expect(account).toMatchObject({ extension: '101', password: 'own-101' });
    const pops = await popsOf('nina');
    const theirs = [];
    for (const extension of ['101', '301']) {
      const id = ring(extension);
      await until(() => pops.ids.includes(id), { what: 'the card' });
      theirs.push(id);
      await hangUp(id);
    }
    pops.close();
    const left = await asked<Me>('nina', 'DELETE', '/api/me/place');
    expect(left.user).toMatchObject({ extension: '101' });
    expect(left.user.morePhones).toBeUndefined();
    expect(left.user.place).toBeUndefined();
    const after = ring('301');
    await until(async () => (await listed('root')).includes(after), { what: 'the call' });
    await hangUp(after);
    for (const login of ['nina', 'boss'])
      expect((await listed(login)).toReversed()).toEqual(theirs);
    expect(await listed('other')).toEqual([]);
    expect((await send('nina', 'GET', `/api/calls/${after}`)).status).toBe(404);
  });

  test('a call is placed from it where it is named; nobody else places one there', async () => {
    await take('nina', '301');
    const from = { pbx: 'office', extension: '301' };
    pbx.commands.length = 0;
    expect(await asked('nina', 'POST', '/api/calls', { number: '102', from })).toMatchObject({
      via: 'pbx',
    });
    expect(pbx.commands).toMatchObject([{ dial: { from: '301' } }]);
    expect(await asked('other', 'POST', '/api/calls', { number: '102', from })).toMatchObject({
      code: 'not-your-phone',
    });
  });

  test('one phone in the browser: neither a place makes it two, nor a change of the own one', async () => {
    const refused = { code: 'one-browser-phone' };
    expect(await take('nina', '302')).toMatchObject(refused);
    await take('nina', '301');
    const file = await asked<SettingsFile>('root', 'GET', '/api/settings/export');
    const inBrowser = (file.places ?? []).map((place) => ({ ...place, device: 'browser' }));
    const { items } = await asked<{ items: SettingsItem[] }>(
      'root',
      'POST',
      '/api/settings/import',
      {
        file: { ...file, places: inBrowser },
        secrets: {},
      },
    );
    const put = items.find(({ kind, name }) => kind === 'place' && name === 'office/301');
    expect(put?.problem?.en).toMatch(/one phone in the browser/);
    expect((await asked<Me>('nina', 'GET', '/api/me')).user.morePhones).toEqual([DESK]);
    const { sip: account } = await take('other', '302');
    expect(account).toMatchObject({ extension: '302', password: 'placed-302' });
    expect(await asked('other', 'PATCH', '/api/me', { device: 'browser' })).toMatchObject(refused);
    const after = await asked<Me>('other', 'GET', '/api/me');
    expect(after.user).toMatchObject({ extension: '105', device: 'desk' });
  });

  test('F11 a new key renews the password of each under its own record', async () => {
    await take('other', '302');
    expect((await send('root', 'POST', '/api/secret-key')).ok).toBe(true);
    for (const [login, password] of [
      ['nina', 'own-101'],
      ['other', 'placed-302'],
    ] as const) {
      expect((await asked<Me>(login, 'GET', '/api/me')).sip?.password).toBe(password);
    }
  });

  test('neither the settings file nor a change by an administrator makes it their own', async () => {
    await take('nina', '301');
    const { users } = await asked<SettingsFile>('root', 'GET', '/api/settings/export');
    const told = users.find(({ login }) => login === 'nina');
    expect(told).toMatchObject({ extension: '101', morePhones: [] });
    expect(told).not.toHaveProperty('place');
    const changed = await asked<User>('root', 'PATCH', `/api/users/${nina.id}`, { name: 'Nina' });
    expect(changed).toMatchObject({ extension: '101', morePhones: [DESK] });
    const left = await asked<Me>('nina', 'DELETE', '/api/me/place');
    expect(left.user).toMatchObject({ name: 'Nina', extension: '101' });
    expect(left.user.morePhones).toBeUndefined();
  });
});
