import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { type SipPhone, sipPhone } from '../../fixtures/asterisk/sip-phone/sip-phone.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { Colleague, LiveMessage, Queue } from './contract/index.ts';

// Phones and queues of a real Asterisk, as a page hears of them, and what an operator does to their own membership.
describe.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
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

  beforeAll(async () => {
    pbx = await startAsterisk({ version });
    server = await startTestServer({ config: { pbx: [connectionTo(pbx, {})], language: 'en' } });
    const at = { pbx: 'main', extension: '103', device: 'desk' } as const;
    await server.addUser({ ...at, login: 'vera', name: 'Вера', role: 'operator' });
    cookie = await server.signIn('vera');
    const headers = { cookie, origin: server.origin };
    socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, { headers });
    socket.on('message', (data: Buffer) => hear(JSON.parse(data.toString()) as LiveMessage));
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null })),
    );
  });
  afterAll(async () => {
    socket?.close();
    for (const phone of phones) await phone.stop();
    await server?.stop();
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
      ...{ cookie, ...(body === undefined ? {} : { body }) },
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
});
