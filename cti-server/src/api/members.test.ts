import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, type FakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { PauseReasons, Problem, VersionedCardSettings } from '../contract/index.ts';

let pbx: FakePbx;
let server: TestServer;
let cookie: string;

beforeEach(async () => {
  pbx = createFakePbx();
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf()], language: 'en' },
  });
  const at = { pbx: 'office', role: 'operator' } as const;
  await server.addUser({ ...at, login: 'anna', name: 'Анна | Q;1', extension: '101' });
  await server.addUser({ ...at, login: 'oleg', extension: '102' });
  await server.addUser({ login: 'root', role: 'admin' });
  cookie = await server.signIn('anna');
});
afterEach(() => server.stop());

const member = (extension: string, more: object = {}) => ({
  interface: `PJSIP/${extension}`,
  extension,
  name: '',
  pause: null,
  fixed: true,
  ...more,
});
const sales = (...members: ReturnType<typeof member>[]) =>
  pbx.tell({ kind: 'queues', queues: [{ queue: 'sales', members, waiting: [] }] });
const pause = (extension: string, reason: string | null) =>
  server.ask('PUT', `/api/members/office/${extension}/pause`, { cookie, body: { reason } });
const inSales = (method: 'PUT' | 'DELETE') =>
  server.ask(method, '/api/members/office/101/queues/sales', { cookie });
const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;

describe('one pauses', () => {
  test('with a reason of the list, at each interface once, and again takes calls', async () => {
    pbx.tell({
      kind: 'queues',
      queues: ['sales', 'support'].map((queue) => ({
        queue,
        members: [member('101')],
        waiting: [],
      })),
    });
    expect((await pause('101', 'Lunch')).status).toBe(204);
    expect((await pause('101', null)).status).toBe(204);
    expect(pbx.commands).toEqual([
      { pause: { member: 'PJSIP/101', reason: 'Lunch' } },
      { pause: { member: 'PJSIP/101', reason: null } },
    ]);
    expect(await codeOf(await pause('101', 'Sleep'))).toBe('invalid');
  });

  test('nobody else, not without a queue, and what the PBX refuses is said', async () => {
    sales(member('102'));
    expect((await pause('102', 'Lunch')).status).toBe(404);
    expect(await codeOf(await pause('101', 'Lunch'))).toBe('no-queues');
    expect(pbx.commands).toEqual([]);
    sales(member('101'));
    pbx.answer = { result: 'refused', code: 'pbx-no-right', reason: 'Permission denied' };
    expect(await codeOf(await pause('101', 'Lunch'))).toBe('pbx-no-right');
    cookie = await server.signIn('root');
    pbx.answer = { result: 'accepted' };
    expect((await pause('101', 'Lunch')).status).toBe(204);
  });
});

test('Q5 after a talk no call of a queue comes for a while, or until one says that all is written', async () => {
  const root = await server
    .addUser({ login: 'boss', role: 'admin' })
    .then(() => server.signIn('boss'));
  const settings = await server.ask('GET', '/api/card-settings', { cookie: root });
  const { version: _, ...now } = (await settings.json()) as VersionedCardSettings;
  const body = { ...now, wrapUpSec: 300 };
  await server.ask('PUT', '/api/card-settings', { cookie: root, body });
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
    headers: { cookie, origin: server.origin },
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null }));
  await once(socket, 'message');
  sales(member('101'));
  const id = pbx.ring({ from: '79161234567', extension: '101' });
  const bridge = { kind: 'bridge-enter', bridge: 'b', use: 'talk', replaces: null } as const;
  for (const channel of ['in1-leg', 'in1']) {
    pbx.say({ kind: 'up', channel, group: 'in1' });
    pbx.say({ ...bridge, channel, group: 'in1' });
  }
  pbx.hangUp('in1');
  const paused = { pause: { member: 'PJSIP/101', reason: 'wrap-up' } };
  await until(() => pbx.commands.length > 0, { what: 'the pause' });
  expect(pbx.commands).toEqual([paused]);
  sales(member('101', { pause: { since: Date.now(), reason: 'wrap-up' } }));
  const skip = (as: string) => server.ask('DELETE', `/api/calls/${id}/wrap-up`, { cookie: as });
  expect((await skip(await server.signIn('oleg'))).status).toBe(204);
  expect(pbx.commands).toEqual([paused]);
  expect((await skip(cookie)).status).toBe(204);
  expect(pbx.commands).toEqual([paused, { pause: { member: 'PJSIP/101', reason: null } }]);
  socket.close();
});

test('one joins a queue there is, and leaves it where the settings of the PBX do not hold one', async () => {
  expect((await inSales('PUT')).status).toBe(404);
  sales();
  expect((await inSales('PUT')).status).toBe(204);
  expect(pbx.commands).toEqual([
    { join: { queue: 'sales', extension: '101', name: 'Анна | Q;1' } },
  ]);
  sales(member('101'));
  expect(await codeOf(await inSales('DELETE'))).toBe('member-fixed');
  sales(member('101', { fixed: false }));
  expect((await inSales('DELETE')).status).toBe(204);
  expect(pbx.commands.at(-1)).toEqual({ leave: { queue: 'sales', member: 'PJSIP/101' } });
});

test('an administrator words the reasons, which is in the audit log', async () => {
  const reasons = async () => {
    const answer = await server.ask('GET', '/api/pause-reasons', { cookie });
    return ((await answer.json()) as PauseReasons).items;
  };
  const save = (items: string[]) =>
    server.ask('PUT', '/api/pause-reasons', { cookie, body: { items } });
  expect(await reasons()).toContain('Lunch');
  expect((await save(['Чай'])).status).toBe(403);
  cookie = await server.signIn('root');
  expect((await save(['Tea | queue'])).status).toBe(400);
  expect((await save(['Tea', 'Wrap-Up'])).status).toBe(400);
  expect((await save(['Чай', 'Обед'])).status).toBe(200);
  expect(await reasons()).toEqual(['Чай', 'Обед']);
  const audit = await server.ask('GET', '/api/audit?action=pause-reasons-changed', { cookie });
  expect(((await audit.json()) as { items: unknown[] }).items).toHaveLength(1);
});
