import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallPage, Me, Place, PlaceList } from '../contract/index.ts';

// People without an extension of their own sit at shared places in turn; of others: place-beside.test.ts.

const pbx = createFakePbx();
let server: TestServer;
const cookies: Record<string, string> = {};
let place: Place;

beforeAll(async () => {
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf({})] } });
  await server.addUser({ login: 'root', role: 'admin' });
  const boss = await server.addUser({ login: 'boss', role: 'supervisor' });
  const members = [];
  for (const login of ['anna', 'boris']) members.push((await server.addUser({ login })).id);
  await server.addUser({ login: 'fixed', extension: '101' });
  await server.addTeam({ name: 'Shift', members, supervisors: [boss.id] });
  for (const login of ['root', 'boss', 'anna', 'boris'])
    cookies[login] = await server.signIn(login);
  const body = { pbx: 'office', extension: '301', device: 'desk', sipPassword: 'planted' };
  place = await asked<Place>('root', 'POST', '/api/places', body);
});
afterAll(() => server.stop());

async function send(login: string, method: string, path: string, body?: unknown) {
  return server.ask(method, path, { cookie: cookies[login] ?? '', body });
}
async function asked<T>(login: string, method: string, path: string, body?: unknown): Promise<T> {
  return (await (await send(login, method, path, body)).json()) as T;
}
const take = (login: string) => send(login, 'PUT', '/api/me/place', { place: place.id });
const leave = (login: string) => send(login, 'DELETE', '/api/me/place');
const listed = async (login: string) =>
  (await asked<CallPage>(login, 'GET', '/api/calls')).items.map(({ id }) => id);
const holder = async () =>
  (await asked<PlaceList>('root', 'GET', '/api/places')).items[0]?.holder?.name ?? null;

let calls = 0;
/** A call that rings at the place; the log has it when this returns. */
async function ring(): Promise<string> {
  calls += 1;
  const id = pbx.ring({ from: '79160000000', extension: '301', channel: `call-${calls}` });
  await until(async () => (await listed('root')).includes(id), { what: 'the call in the log' });
  return id;
}
const hangUp = async (id: string) => {
  pbx.hangUp(`call-${calls}`);
  const over = async () =>
    (await asked<{ state: string }>('root', 'GET', `/api/calls/${id}`)).state === 'ended';
  await until(over, { what: 'the call is over' });
};

describe('shared places', () => {
  test('whoever sits there has its phone; nobody else may take it; whoever leaves has none', async () => {
    const me = (await (await take('anna')).json()) as Me;
    expect(me.user).toMatchObject({ pbx: 'office', extension: '301', device: 'desk' });
    expect(me.user.place).toBe(place.id);
    expect(await holder()).toBe('anna');
    const refused = await take('boris');
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'place-occupied' });
    const left = (await (await leave('anna')).json()) as Me;
    expect(left.user).toMatchObject({ pbx: null, extension: null });
    expect(await holder()).toBeNull();
  });

  test('a place is nobody’s own', async () => {
    const own = { login: 'late', name: 'Late', role: 'operator', pbx: 'office', extension: '301' };
    expect(await asked('root', 'POST', '/api/users', own)).toMatchObject({
      code: 'extension-taken',
      fields: { extension: 'Extension 301 is a shared place.' },
    });
    const twice = { pbx: 'office', extension: '101', device: 'desk' };
    expect(await asked('root', 'POST', '/api/places', twice)).toMatchObject({
      code: 'extension-taken',
    });
  });

  test('calls are of who sat there then, also later; supervisors see those of their people', async () => {
    await take('anna');
    const annas = await ring();
    expect(await listed('anna')).toContain(annas);
    await hangUp(annas);
    await leave('anna');
    const nobodys = await ring();
    await hangUp(nobodys);
    await take('boris');
    const boriss = await ring();
    await hangUp(boriss);
    await leave('boris');
    expect(await listed('anna')).toEqual([annas]);
    expect(await listed('boris')).toEqual([boriss]);
    expect(await listed('boss')).toEqual([boriss, annas]);
    for (const [login, id, status] of [
      ['anna', annas, 200],
      ['anna', boriss, 404],
      ['boris', annas, 404],
      ['boris', nobodys, 404],
      ['boss', nobodys, 404],
    ] as const)
      expect((await send(login, 'GET', `/api/calls/${id}`)).status).toBe(status);
  });

  test('a call that rings while somebody sits down is theirs', async () => {
    const ringing = await ring();
    expect(await listed('boris')).not.toContain(ringing);
    await take('boris');
    expect(await listed('boris')).toContain(ringing);
    await hangUp(ringing);
    await leave('boris');
  });

  test('sockets come back as who one is now: closed when a place is taken, left or freed', async () => {
    for (const act of [
      () => take('anna'),
      () => leave('anna'),
      () => take('anna'),
      () => send('root', 'DELETE', `/api/places/${place.id}/holder`),
    ]) {
      const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
        headers: { cookie: cookies['anna'] ?? '', origin: server.origin },
      });
      const closed = once(socket, 'close');
      await once(socket, 'open');
      await act();
      // not 1008, which would say that the session is over
      expect((await closed)[0]).toBe(1001);
    }
    expect(await holder()).toBeNull();
  });

  test('the sign-out leaves it, the last one where there are several', async () => {
    // the sign-in by the invite is one, too
    await send('anna', 'DELETE', '/api/sessions');
    await take('anna');
    const other = await server.signIn('anna');
    await server.ask('DELETE', '/api/session', { cookie: other });
    expect(await holder()).toBe('anna');
    await send('anna', 'DELETE', '/api/session');
    await until(async () => (await holder()) === null, { what: 'the place is left' });
    cookies['anna'] = await server.signIn('anna');
    const { user } = await asked<Me>('anna', 'GET', '/api/me');
    expect(user.extension).toBeNull();
  });
});
