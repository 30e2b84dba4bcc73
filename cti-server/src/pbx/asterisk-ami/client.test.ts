import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ReplayedPbx,
  startReplayedPbx,
} from '../../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { createTestClock, type TestClock } from '../../../../fixtures/test-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import type { AmiEvent } from './ami-event.ts';
import { type AmiClient, createAmiClient, type LinkState, reconnectDelay } from './client.ts';
import { createAsteriskConnector } from './index.ts';
import { ActionError } from './pending.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let pbx: ReplayedPbx;
let client: AmiClient | undefined;
let links: LinkState[];
let events: string[];

beforeEach(async () => {
  pbx = await startReplayedPbx();
  links = [];
  events = [];
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
  await pbx.stop();
});

function connect(
  options: {
    clock?: Clock;
    secret?: string;
    port?: number;
    onEvent?: (event: AmiEvent) => void;
  } = {},
): AmiClient {
  client = createAmiClient({
    host: '127.0.0.1',
    port: options.port ?? pbx.port,
    tls: null,
    user: 'perezvon',
    secret: options.secret ?? 'change-me-perezvon',
    eventMask: 'call',
    clock: options.clock ?? systemClock,
    log: quiet,
    onEvent(event) {
      events.push(`${event.name} ${event.fields.uniqueid ?? ''}`.trim());
      options.onEvent?.(event);
    },
    onLink: (state) => links.push(state),
  });
  client.start();
  return client;
}
const isUp = () => until(() => links.at(-1)?.state === 'up', { what: 'the link is up' });
const last = () => links.at(-1);

test('logs in by challenge: the secret itself is never on the line', async () => {
  connect();
  await isUp();
  expect(pbx.received()).toContain('AuthType: MD5');
  expect(pbx.received()).not.toContain('change-me-perezvon');
});

test('an answer goes to its action, whatever the order', async () => {
  const ami = connect();
  await isUp();
  pbx.behaviour.ignore = new Set(['ping', 'corestatus']);
  const first = ami.send({ action: 'Ping' });
  const second = ami.send({ action: 'CoreStatus' });
  await until(() => pbx.received().includes('corestatus'), { what: 'both sent' });
  const ids = [...pbx.received().matchAll(/ActionID: (perezvon-\d+)/g)].map((match) => match[1]);
  pbx.send(
    `Response: Success\r\nActionID: ${ids.at(-1)}\r\nMessage: two\r\n\r\nResponse: Success\r\nActionID: ${ids.at(-2)}\r\nMessage: one\r\n\r\n`,
  );
  expect((await second).message).toBe('two');
  expect((await first).message).toBe('one');
});

test('a list is collected by its ActionID, events in between go their own way', async () => {
  pbx.behaviour.channels = ['Uniqueid: 1', 'Uniqueid: 2'];
  const ami = connect();
  await isUp();
  const items = await ami.list({ action: 'CoreShowChannels' });
  expect(items.map(({ fields }) => fields.uniqueid)).toEqual(['1', '2']);
  pbx.send('Event: Hangup\r\nUniqueid: 9\r\n\r\n');
  await until(() => events.includes('Hangup 9'), { what: 'the event' });
});

test('A07 a list is read before the event that came behind it in the same packet', async () => {
  const order: string[] = [];
  const ami = connect({ onEvent: ({ name }) => order.push(name) });
  await isUp();
  pbx.behaviour.ignore = new Set(['coreshowchannels']);
  const items = ami.list({ action: 'CoreShowChannels' }, (channels) =>
    order.push(`list of ${channels.length}`),
  );
  const asked = /Action: coreshowchannels\r\n(?:.*\r\n)*?ActionID: (perezvon-\d+)/i;
  await until(() => asked.test(pbx.received()), { what: 'asked' });
  const id = asked.exec(pbx.received())?.[1];
  pbx.send(
    `Event: Newstate\r\nUniqueid: 1\r\n\r\nEvent: CoreShowChannel\r\nActionID: ${id}\r\nUniqueid: 1\r\n\r\n` +
      `Event: CoreShowChannelsComplete\r\nEventList: Complete\r\nActionID: ${id}\r\n\r\nEvent: Hangup\r\nUniqueid: 1\r\n\r\n`,
  );
  await items;
  await until(() => order.includes('Hangup'), { what: 'the event behind' });
  expect(order.filter((one) => one !== 'FullyBooted')).toEqual(['Newstate', 'list of 1', 'Hangup']);
});

test('B11 the line is cut before the answer: the action ends as unknown and is never sent again', async () => {
  const ami = connect();
  await isUp();
  pbx.behaviour.ignore = new Set(['originate']);
  const dial = ami.send({
    action: 'Originate',
    channel: 'PJSIP/101',
    exten: '101',
    context: 'c',
    priority: '1',
    async: 'true',
  });
  const outcome = dial.catch((error: unknown) => error);
  await until(() => pbx.received().includes('originate'), { what: 'the action was sent' });
  pbx.cut();
  const error = await outcome;
  expect(error).toBeInstanceOf(ActionError);
  expect((error as ActionError).unknown).toBe(true);
  await until(() => pbx.connections().made === 2 && last()?.state === 'up', {
    what: 'connected anew',
  });
  expect(pbx.received().match(/originate/g)).toHaveLength(1);
});

test('B11 no answer at all: the action ends at its deadline as unknown; a late answer does no harm', async () => {
  const ami = connect();
  await isUp();
  pbx.behaviour.ignore = new Set(['hangup']);
  const error = await ami
    .send({ action: 'Hangup', channel: 'PJSIP/101-1' }, 30)
    .catch((one: unknown) => one);
  expect((error as ActionError).unknown).toBe(true);
  const id = [...pbx.received().matchAll(/ActionID: (perezvon-\d+)/g)].at(-1)?.[1];
  pbx.send(`Response: Success\r\nActionID: ${id}\r\n\r\nEvent: Hangup\r\nUniqueid: 4\r\n\r\n`);
  await until(() => events.includes('Hangup 4'), { what: 'the event after it' });
});

test('nothing is sent while there is no line', async () => {
  const ami = connect({ port: 1 });
  await until(() => last()?.state === 'down', { what: 'down' });
  await expect(ami.send({ action: 'Ping' })).rejects.toThrow('no connection');
});

test('half a message of a lost line does not mix with the next one', async () => {
  connect();
  await isUp();
  pbx.send('Event: Hangup\r\nUniqueid: 5\r\n');
  pbx.cut();
  await until(() => pbx.connections().made === 2 && last()?.state === 'up', {
    what: 'connected anew',
  });
  pbx.send('Event: Newstate\r\nUniqueid: 6\r\n\r\n');
  await until(() => events.includes('Newstate 6'), { what: 'the next event' });
  expect(events.filter((one) => one.startsWith('Hangup'))).toEqual([]);
});

describe('B06 what refuses us is named with its cure', () => {
  test.each<[ReplayedPbx['behaviour']['login'], string, RegExp]>([
    ['refuse', 'pbx-login-refused', /secret, deny and permit/],
    ['in-use', 'pbx-login-in-use', /user of its own/],
    ['acl', 'pbx-login-closed', /deny and permit/],
  ])('%s', async (login, problem, cure) => {
    pbx.behaviour.login = login;
    connect();
    await until(() => last()?.state === 'refused', { what: 'refused' });
    expect(last()).toMatchObject({
      state: 'refused',
      problem,
      detail: expect.stringMatching(cure),
    });
  });

  test.each(['shutdown', 'acl'] as const)(
    'A11 a PBX that is being restarted (%s) is tried again within seconds, not after a minute',
    async (login) => {
      connect();
      await isUp();
      pbx.behaviour.login = login;
      pbx.cut();
      const tries = () => links.filter(({ state }) => state === 'down').length;
      await until(() => tries() >= 3, { what: 'tried again' });
      expect(links.map(({ state }) => state)).not.toContain('refused');
      pbx.behaviour.login = 'accept';
      await isUp();
    },
  );

  test('no AMI at the address', async () => {
    pbx.behaviour.banner = 'SSH-2.0-OpenSSH_9.2';
    connect();
    await until(() => last()?.state === 'down', { what: 'down' });
    expect(last()).toMatchObject({ problem: 'pbx-not-ami' });
  });

  test('nothing listens', async () => {
    connect({ port: 1 });
    await until(() => last()?.state === 'down', { what: 'down' });
    expect(last()).toMatchObject({
      problem: 'pbx-refused',
      detail: expect.stringContaining('enabled = yes'),
    });
  });

  test('a wrong secret is tried at most once a minute', async () => {
    const clock: TestClock = createTestClock();
    pbx.behaviour.login = 'refuse';
    connect({ clock });
    for (let tries = 1; tries <= 10; tries += 1) {
      await until(() => links.filter(({ state }) => state === 'refused').length === tries, {
        what: `refused ${tries} times`,
      });
      await clock.advance(59_000);
      expect(pbx.connections().made).toBe(tries);
      await clock.advance(15_000);
      await until(() => pbx.connections().made === tries + 1, { what: 'one more try' });
    }
  });

  test('the delay of reconnecting grows from 50 ms to 30 s and no further, also after a day', () => {
    expect(reconnectDelay(0, 0)).toBe(50);
    let waited = 0;
    let attempt = 0;
    while (waited < 24 * 3_600_000) {
      attempt += 1;
      const delay = reconnectDelay(attempt, attempt % 2 ? 1 : 0);
      expect(delay).toBeLessThanOrEqual(30_000);
      if (attempt > 10) expect(delay).toBeGreaterThanOrEqual(15_000);
      waited += delay;
    }
    expect(attempt).toBeGreaterThan(2_880);
  });
});

test('B04 two pings without an answer: the line is dead within 15 s, a new one is opened', async () => {
  const clock = createTestClock();
  connect({ clock });
  await isUp();
  pbx.behaviour.ignore = new Set(['ping']);
  for (let second = 0; second < 15; second += 1) {
    await clock.advance(1_000);
    await until(() => true, { what: 'a turn' });
  }
  await until(() => links.some((link) => link.state === 'down'), { what: 'noticed' });
  await clock.advance(1_000);
  await until(() => pbx.connections().made === 2, { what: 'a new line' });
});

test('after a reconnect: the gap is told, what goes on comes as a snapshot, a restart is noticed', async () => {
  const told: string[] = [];
  const connector = createAsteriskConnector(
    { id: 'main', extensions: '[0-9]{3}' },
    {
      host: '127.0.0.1',
      port: pbx.port,
      user: 'perezvon',
      secret: 'change-me-perezvon',
      clickToCallContext: 'c',
      technology: 'PJSIP',
    },
    { clock: systemClock, log: quiet },
  );
  connector.start({
    event: (event) =>
      told.push(event.kind === 'snapshot' ? `snapshot of ${event.channels.length}` : event.kind),
    status: ({ state }) => told.push(state),
    gap: (from, to) => told.push(to >= from ? 'gap' : 'wrong gap'),
  });
  await until(() => told.includes('up'), { what: 'up' });
  expect(told).toEqual(['connecting', 'snapshot of 0', 'up']);
  told.length = 0;
  pbx.behaviour.channels = [
    'Uniqueid: 1\r\nLinkedid: 1\r\nChannel: PJSIP/101-1\r\nDuration: 00:00:03',
  ];
  pbx.behaviour.startedAt = '11:11:11';
  pbx.cut();
  await until(() => told.includes('up'), { what: 'up again' });
  expect(told).toEqual(['down', 'connecting', 'restarted', 'snapshot of 1', 'gap', 'up']);
  await connector.stop();
});
