import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { type SipPhone, sipPhone } from '../../fixtures/asterisk/sip-phone/sip-phone.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { Colleague, LiveMessage, Queue, VersionedCardSettings } from './contract/index.ts';

// Phones and queues of a real Asterisk, as a page hears of them, and what an operator does to their own membership.
describe.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
  let dataDir: string;
  let server: TestServer;
  let cookie: string;
  let socket: WebSocket;
  const phones: SipPhone[] = [];
  const colleagues = new Map<string, Colleague>();
  const queues = new Map<string, Queue>();

  function hear(message: LiveMessage): void {
    if (message.type !== 'presence') return;
    for (const one of message.colleagues) colleagues.set(one.extension, one);
    for (const one of message.queues) queues.set(one.name, one);
    for (const one of message.gone.colleagues) colleagues.delete(one.extension);
    for (const one of message.gone.queues) queues.delete(one.name);
  }

  async function start(): Promise<void> {
    const config = { pbx: [connectionTo(pbx, {})], language: 'en' };
    server = await startTestServer({ config, dataDir });
  }

  /** Another server process would have the same data. */
  async function restart(): Promise<void> {
    socket.close();
    await server.stop();
    colleagues.clear();
    queues.clear();
    await start();
    await listen();
  }

  async function listen(): Promise<void> {
    cookie = await server.signIn('vera');
    const headers = { cookie, origin: server.origin };
    socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, { headers });
    socket.on('message', (data: Buffer) => hear(JSON.parse(data.toString()) as LiveMessage));
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null })),
    );
  }

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'perezvon-presence-'));
    pbx = await startAsterisk({ version });
    await start();
    const at = { pbx: 'main', extension: '103', device: 'desk' } as const;
    await server.addUser({ ...at, login: 'vera', name: 'Вера', role: 'operator' });
    await server.addUser({ login: 'root', role: 'admin' });
    await listen();
  });
  afterAll(async () => {
    socket?.close();
    for (const phone of phones) await phone.stop();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const sees = (part: Partial<Colleague>, what: string) =>
    until(
      () => {
        const vera = colleagues.get('103');
        return vera && Object.entries(part).every(([key, value]) => vera[key as 'name'] === value);
      },
      { what },
    );
  const member = (queue: string) =>
    queues.get(queue)?.members.find(({ extension }) => extension === '103');
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await server.ask(method, `/api/members/main/103/${path}`, {
      cookie,
      ...(body === undefined ? {} : { body }),
    });
    expect({ path, status: answer.status, text: await answer.text() }).toMatchObject({
      status: 204,
    });
  };

  test('a pause, a queue joined and left, a caller who waits, a call; each as the PBX tells it', async () => {
    await until(() => queues.size >= 3, { what: 'the queues' });
    expect(member('sales')).toMatchObject({ fixed: true, pause: null });
    await sees({ name: 'Вера', signedIn: true, state: 'offline' }, 'the phone is off');
    const phone = await sipPhone(pbx, { extension: '103' });
    phones.push(phone);
    await sees({ state: 'available' }, 'the phone is on');

    await ask('PUT', 'pause', { reason: 'Lunch' });
    await until(() => colleagues.get('103')?.pause?.reason === 'Lunch', { what: 'the pause' });
    await sees({ state: 'available' }, 'a phone that is free while its operator pauses');
    expect(await pbx.cli('queue show sales')).toMatch(/PJSIP\/103.*paused/);

    await ask('PUT', 'queues/service');
    await until(() => member('service')?.fixed === false, { what: 'a member of service' });
    await ask('DELETE', 'queues/service');
    await until(() => member('service') === undefined, { what: 'no member of service' });
    const fixed = await server.ask('DELETE', '/api/members/main/103/queues/sales', { cookie });
    expect(await fixed.json()).toMatchObject({ status: 409, code: 'member-fixed' });

    const customer = await sipPhone(pbx, { extension: '79165550031', register: false });
    phones.push(customer);
    const call = await customer.call('74950000001');
    await until(() => queues.get('sales')?.waiting === 1, { what: 'one waits' });
    expect(Date.parse(queues.get('sales')?.longestSince ?? '')).toBeGreaterThan(0);
    await ask('PUT', 'pause', { reason: null });
    const ringing = await phone.incoming();
    await sees({ state: 'ringing', pause: null }, 'it rings');
    await ringing.answer();
    await sees({ state: 'talking' }, 'a talk');
    await until(() => queues.get('sales')?.waiting === 0, { what: 'nobody waits' });
    expect(colleagues.get('103')?.since).not.toBeNull();
    await call.hangUp();
    await sees({ state: 'available' }, 'free again');
  });

  test('Q5 after the talk the PBX sends no call of a queue until all is written; what else is paused stays so', async () => {
    const root = await server.signIn('root');
    const path = '/api/card-settings';
    const answer = await server.ask('GET', path, { cookie: root });
    const { version: _, ...now } = (await answer.json()) as VersionedCardSettings;
    const set = await server.ask('PUT', path, { cookie: root, body: { ...now, wrapUpSec: 600 } });
    expect(set.status).toBe(200);
    await pbx.cli('queue pause member PJSIP/103 queue support reason Audit');
    const paused = async (queue: string) =>
      /PJSIP\/103[^\n]*\(paused:(\S+)/.exec(await pbx.cli(`queue show ${queue}`))?.[1] ?? null;
    await until(() => member('support')?.pause?.reason === 'Audit', {
      what: 'one queue is paused',
    });

    const [phone] = phones;
    const customer = await sipPhone(pbx, { extension: '79165550032', register: false });
    phones.push(customer);
    const call = await customer.call('74950000103');
    const ringing = await phone?.incoming();
    await ringing?.answer();
    await sees({ state: 'talking' }, 'a talk');
    await call.hangUp();
    await until(() => member('sales')?.pause?.reason === 'wrap-up', { what: 'the wrap-up' });
    expect([await paused('sales'), await paused('support')]).toEqual(['wrap-up', 'Audit']);
    await sees({ state: 'available' }, 'the phone itself is free');

    // a server that is started anew goes on with it
    await restart();
    await until(() => member('sales')?.pause?.reason === 'wrap-up', { what: 'it goes on' });
    const { items } = (await (
      await server.ask('GET', '/api/calls?limit=1', { cookie })
    ).json()) as {
      items: { id: string }[];
    };
    const done = await server.ask('DELETE', `/api/calls/${items[0]?.id}/wrap-up`, { cookie });
    expect(done.status).toBe(204);
    await until(() => member('sales')?.pause === null, { what: 'calls of the queue again' });
    expect([await paused('sales'), await paused('support')]).toEqual([null, 'Audit']);
    await pbx.cli('queue unpause member PJSIP/103');
  });
});
