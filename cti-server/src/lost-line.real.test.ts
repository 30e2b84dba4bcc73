import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { type SipPhone, sipPhone } from '../../fixtures/asterisk/sip-phone/sip-phone.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { CallPage, CallView, Health, LiveMessage } from './contract/index.ts';

// The line between one running server and a real Asterisk is cut while people talk.
describe.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
  let line: BreakableWay;
  let server: TestServer;
  let cookie: string;
  const phones: SipPhone[] = [];

  beforeAll(async () => {
    pbx = await startAsterisk({ version });
    line = await breakableWay(pbx.ports.ami);
    const main = connectionTo(pbx, { host: '127.0.0.1', port: line.port });
    server = await startTestServer({ config: { pbx: [main] } });
    await server.addUser({ login: 'root', role: 'admin' });
    cookie = await server.signIn('root');
    await until(isUp, { what: 'the line' });
  });
  afterAll(async () => {
    for (const phone of phones) await phone.stop();
    await server?.stop();
    await line?.close();
  });

  const isUp = async () => {
    const { parts } = (await (await server.ask('GET', '/healthz')).json()) as Health;
    return parts.some(({ part, ok }) => part === 'pbx:main' && ok);
  };
  const calls = async (): Promise<Map<string | null, CallView>> => {
    const { items } = (await (
      await server.ask('GET', '/api/calls?limit=20', { cookie })
    ).json()) as CallPage;
    return new Map(items.map((call) => [call.externalNumber, call]));
  };
  const desk = async (extension: string) => {
    const phone = await sipPhone(pbx, { extension });
    phones.push(phone);
    return phone;
  };
  const customer = async (number: string, extension: string) => {
    const phone = await sipPhone(pbx, { extension: number, register: false });
    phones.push(phone);
    return phone.call(`74950000${extension}`);
  };
  /** What a page hears first. */
  const snapshot = async () => {
    const headers = { cookie, origin: server.origin };
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, { headers });
    const heard = new Promise<LiveMessage>((resolve) => {
      socket.on('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as LiveMessage));
    });
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null })),
    );
    const message = await heard;
    socket.close();
    if (message.type !== 'snapshot') throw new Error(`No snapshot: ${message.type}`);
    return message;
  };

  test('C11, L5 what changed while the line was away is right within 2 s of its return, and the gap is told', async () => {
    const [goesOn, isAnswered, ends, begins] = [
      '79165550021',
      '79165550022',
      '79165550023',
      '79165550024',
    ];
    const [one, two, three, four] = [
      await desk('106'),
      await desk('107'),
      await desk('108'),
      await desk('109'),
    ];
    const first = await customer(goesOn, '106');
    await (await one.incoming()).answer();
    const second = await customer(isAnswered, '107');
    const secondRings = await two.incoming();
    const third = await customer(ends, '108');
    await (await three.incoming()).answer();
    const states = async (...expected: string[]) => {
      const now = await calls();
      const found = [goesOn, isAnswered, ends, begins].map((number) => now.get(number)?.state);
      return expected.every((state, index) => found[index] === state);
    };
    await until(() => states('talking', 'ringing', 'talking'), { what: 'the three calls' });
    const before = await calls();

    const lostAt = Date.now();
    line.lose();
    await until(async () => !(await isUp()), { what: 'the loss' });
    await secondRings.answer();
    await third.hangUp();
    await third.over();
    const fourth = await customer(begins, '109');
    const fourthRings = await four.incoming();
    // the last that was heard of the one that ended is over a second old
    await until(() => Date.now() - lostAt > 1_500, { what: 'a while' });
    line.mend();
    await until(() => states('talking', 'talking', 'ended', 'ringing'), {
      what: 'all four right',
      timeoutMs: 15_000,
    });
    expect(performance.now() - line.openedAt()).toBeLessThan(2_000);
    expect(line.most()).toBe(1);

    const now = await calls();
    for (const number of [goesOn, isAnswered, ends]) {
      expect(now.get(number)?.id).toBe(before.get(number)?.id);
      expect(now.get(number)?.startedAt).toBe(before.get(number)?.startedAt);
    }
    expect(now.get(goesOn)).toMatchObject({
      answeredAt: before.get(goesOn)?.answeredAt,
      answeredBy: ['106'],
    });
    expect(now.get(isAnswered)).toMatchObject({ answeredBy: ['107'] });
    expect(now.get(ends)).toMatchObject({
      disposition: 'answered',
      reason: 'end-not-seen',
      complete: false,
    });
    expect(now.get(begins)).toMatchObject({ direction: 'inbound', rang: ['109'], complete: false });
    const { pbx: statuses } = await snapshot();
    const gap = statuses[0]?.lastGap;
    expect(Date.parse(gap?.from ?? '')).toBeGreaterThanOrEqual(lostAt - 5);
    expect(Date.parse(gap?.to ?? '') - Date.parse(gap?.from ?? '')).toBeGreaterThan(1_000);

    await fourthRings.answer();
    await until(() => states('talking', 'talking', 'ended', 'talking'), { what: 'the fourth' });
    for (const call of [first, second, fourth]) await call.hangUp();
    await until(() => states('ended', 'ended', 'ended', 'ended'), { what: 'their ends' });
    const over = await calls();
    for (const number of [goesOn, isAnswered, begins]) {
      expect(over.get(number), number).toMatchObject({
        disposition: 'answered',
        hangup: { by: 'caller', cause: 16 },
      });
    }
    expect(over.size).toBe(4);
  });

  test('B05 a line that is cut again and again in one call: one connection, one call, its end seen', async () => {
    const phone = phones.find(({ extension }) => extension === '106');
    const number = '79165550025';
    const call = await customer(number, '106');
    await (await phone?.incoming())?.answer();
    await until(async () => (await calls()).get(number)?.state === 'talking', {
      what: 'they talk',
    });
    const { id } = (await calls()).get(number) ?? {};
    for (let n = 0; n < 5; n += 1) {
      line.cut();
      await until(async () => !(await isUp()), { what: 'the loss' });
      await until(isUp, { what: 'the line' });
      expect((await calls()).get(number)).toMatchObject({ id, state: 'talking' });
    }
    await call.hangUp();
    await until(async () => (await calls()).get(number)?.state === 'ended', { what: 'its end' });
    expect((await calls()).get(number)).toMatchObject({
      id,
      disposition: 'answered',
      hangup: { by: 'caller', cause: 16 },
    });
    expect(line.most()).toBe(1);
  });
});
