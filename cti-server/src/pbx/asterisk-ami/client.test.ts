import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  watchClient,
  type WatchedClient,
  type WatchedOptions,
} from '../../../../fixtures/ami-client.ts';
import {
  type ReplayedPbx,
  startReplayedPbx,
} from '../../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { createTestClock } from '../../../../fixtures/test-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import type { AmiClient } from './client.ts';
import { ActionError } from './pending.ts';

let pbx: ReplayedPbx;
let watched: WatchedClient | undefined;

beforeEach(async () => {
  pbx = await startReplayedPbx();
});
afterEach(async () => {
  await watched?.client.stop();
  watched = undefined;
  await pbx.stop();
});

function connect(options: Partial<WatchedOptions> = {}): AmiClient {
  watched = watchClient({ port: pbx.port, ...options });
  return watched.client;
}
const links = () => watched?.links ?? [];
const events = () => watched?.events ?? [];
const last = () => links().at(-1);
const isUp = () => until(() => last()?.state === 'up', { what: 'the link is up' });

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
  await until(() => events().includes('Hangup 9'), { what: 'the event' });
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
  await until(() => events().includes('Hangup 4'), { what: 'the event after it' });
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
  await until(() => events().includes('Newstate 6'), { what: 'the next event' });
  expect(events().filter((one) => one.startsWith('Hangup'))).toEqual([]);
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
      const tries = () => links().filter(({ state }) => state === 'down').length;
      await until(() => tries() >= 3, { what: 'tried again' });
      expect(links().map(({ state }) => state)).not.toContain('refused');
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
      problem: 'pbx-not-listening',
      detail: expect.stringContaining('enabled = yes'),
    });
  });
});

test('B04 two pings without an answer: the line is dead within 15 s, a new one is opened', async () => {
  const clock = createTestClock();
  connect({ clock });
  await isUp();
  const heard = clock.now();
  pbx.behaviour.ignore = new Set(['ping']);
  for (let second = 0; second < 15; second += 1) {
    await clock.advance(1_000);
    await until(() => true, { what: 'a turn' });
  }
  await until(() => links().some((link) => link.state === 'down'), { what: 'noticed' });
  expect(links().find((link) => link.state === 'down')).toMatchObject({ silentSince: heard });
  await clock.advance(1_000);
  await until(() => pbx.connections().made === 2, { what: 'a new line' });
});
