import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ReplayedPbx,
  startReplayedPbx,
} from '../../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { createTestClock, type TestClock } from '../../../../fixtures/test-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import type { PbxStatus } from '../../contract/index.ts';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import type { PbxConnector } from '../connector.ts';
import type { PbxEvent } from '../event.ts';
import { createAsteriskConnector } from './index.ts';

let pbx: ReplayedPbx;
let connector: PbxConnector;
/** What was told, in order: kinds of events, states of the link, `gap`. */
let told: string[];
let gaps: { from: number; to: number }[];
let statuses: Pick<PbxStatus, 'state' | 'since' | 'problem'>[];
/** What the processing of an event does beside; throws where the test says so. */
let onEvent: (event: PbxEvent) => void;

beforeEach(async () => {
  pbx = await startReplayedPbx();
  told = [];
  statuses = [];
  gaps = [];
  onEvent = () => {};
});
afterEach(async () => {
  await connector.stop();
  await pbx.stop();
});

function start(clock: Clock = systemClock) {
  connector = createAsteriskConnector(
    { id: 'main', extensions: '[0-9]{3}' },
    {
      host: '127.0.0.1',
      port: pbx.port,
      user: 'perezvon',
      secret: 'change-me-perezvon',
      clickToCallContext: 'c',
      technology: 'PJSIP',
    },
    { clock, log: silentLog },
  );
  connector.start({
    event(event) {
      onEvent(event);
      told.push(
        event.kind === 'snapshot'
          ? `snapshot of ${event.channels.length}`
          : 'channel' in event
            ? `${event.kind} ${event.channel}`
            : event.kind,
      );
    },
    status(status) {
      statuses.push(status);
      told.push(status.state);
    },
    presence() {},
    gap(from, to) {
      gaps.push({ from, to });
      told.push(to >= from ? 'gap' : 'wrong gap');
    },
  });
}

const isTold = (what: string) => until(() => told.includes(what), { what });
const channel = (id: string, more = '') =>
  `Uniqueid: ${id}\r\nLinkedid: ${id}\r\nChannel: PJSIP/101-${id}\r\nDuration: 00:00:03${more}`;
const hangup = (id: string) => `Event: Hangup\r\nUniqueid: ${id}\r\nCause: 16\r\n\r\n`;
const isAsked = (action: string, times = 1) =>
  until(() => pbx.received().split(`Action: ${action}\r\n`).length > times, {
    what: `${action} asked`,
  });
const idOf = (action: string) =>
  [...pbx.received().matchAll(new RegExp(`Action: ${action}\r\n(?:.*\r\n)*?ActionID: (\\S+)`, 'g'))]
    .at(-1)
    ?.at(1);

describe('B03 a line that is lost after we stood still', () => {
  async function stoodStill() {
    const clock = createTestClock();
    start(clock);
    const passes = (what: string) =>
      until(async () => (await clock.advance(100), told.includes(what)), { what });
    await passes('up');
    pbx.behaviour.ignore = new Set(['ping']);
    await clock.advance(1_000);
    const ranAt = clock.now();
    clock.standStill(10_000);
    await clock.advance(0);
    return { clock, ranAt, passes };
  }

  test('is unheard since then, as long as no answer shows that all was read', async () => {
    const { clock, ranAt, passes } = await stoodStill();
    await clock.advance(3_000);
    pbx.cut();
    await isTold('down');
    expect(statuses.at(-1)?.problem).toBe('pbx-unread');
    expect(connector.traffic().stalls).toBe(1);
    await passes('gap');
    expect(gaps[0]?.from).toBeGreaterThan(ranAt - 1_000);
    expect(gaps[0]?.from).toBeLessThanOrEqual(ranAt);
  });

  test('is a lost line like any other once the PBX has answered', async () => {
    const { clock, passes } = await stoodStill();
    pbx.behaviour.ignore = new Set();
    const answered = connector.traffic().messages + 1;
    await until(async () => (await clock.advance(100), connector.traffic().messages > answered), {
      what: 'an answer',
    });
    const lostAt = clock.now();
    pbx.cut();
    await isTold('down');
    expect(statuses.at(-1)?.problem).toBe('pbx-lost');
    await passes('gap');
    expect(gaps[0]?.from).toBeGreaterThanOrEqual(lostAt);
  });
});

test('after a reconnect: the gap is told, what goes on comes as a snapshot, a restart is noticed', async () => {
  start();
  await isTold('up');
  expect(told).toEqual(['connecting', 'snapshot of 0', 'up']);
  told.length = 0;
  pbx.behaviour.channels = [channel('1')];
  pbx.behaviour.startedAt = '11:11:11';
  pbx.cut();
  await isTold('up');
  expect(told).toEqual(['down', 'restarted', 'snapshot of 1', 'gap', 'up']);
});

test('C12 a PBX that crashed took the line along: its calls ended then, not when it was back', async () => {
  const clock = createTestClock();
  start(clock);
  await isTold('up');
  const lost = clock.now();
  const restarts: number[] = [];
  onEvent = (event) => void (event.kind === 'restarted' && restarts.push(event.at));
  pbx.behaviour.startedAt = '11:11:11';
  pbx.cut();
  await isTold('down');
  await clock.advance(60_000);
  await isTold('restarted');
  expect(restarts).toEqual([lost]);
});

test('L5 the gap of a line that was open and dead begins when the last was heard, not when it was given up', async () => {
  const clock = createTestClock();
  start(clock);
  await isTold('up');
  const heard = clock.now();
  told.length = 0;
  pbx.behaviour.ignore = new Set(['ping']);
  for (let second = 0; second < 15; second += 1) {
    await clock.advance(1_000);
    await until(() => true, { what: 'a turn' });
  }
  await isTold('down');
  pbx.behaviour.ignore = new Set();
  await clock.advance(1_000);
  await isTold('gap');
  expect(gaps).toEqual([{ from: expect.any(Number), to: clock.now() }]);
  // the first ping would have been answered
  expect(gaps[0]?.from).toBeLessThan(heard + 5_000);
});

test('A10 a restart that the PBX tells late ends no call that began since: the list of channels does', async () => {
  const clock = createTestClock();
  start(clock);
  await isTold('up');
  told.length = 0;
  pbx.behaviour.startedAt = '11:11:11';
  pbx.behaviour.ignore = new Set(['corestatus']);
  pbx.cut();
  await isTold('down');
  await until(() => pbx.connections().open === 0, { what: 'the line is cut' });
  await clock.advance(1_000);
  await isAsked('corestatus', 2);
  pbx.send(hangup('1'));
  await until(() => connector.traffic().events >= 3, { what: 'the event came' });
  await clock.advance(5_000);
  await isTold('hangup 1');
  pbx.behaviour.ignore = new Set();
  await clock.advance(1_200);
  await isTold('up');
  expect(told).toEqual(['down', 'hangup 1', 'down', 'snapshot of 0', 'gap', 'up']);
});

test('"no link since" is the time at which it went, and a new try is no news', async () => {
  const clock = createTestClock();
  start(clock);
  await isTold('up');
  statuses.length = 0;
  pbx.behaviour.login = 'acl';
  const lostAt = new Date(clock.now()).toISOString();
  pbx.cut();
  await isTold('down');
  for (let n = 0; n < 60; n += 1) {
    await clock.advance(500);
    await until(() => pbx.connections().open === 0, { what: 'the try is over' });
  }
  expect(pbx.connections().made).toBeGreaterThan(4);
  expect(statuses.map(({ state, problem }) => `${state} ${problem}`)).toEqual([
    'down pbx-lost',
    'down pbx-login-closed',
    'refused pbx-login-closed',
  ]);
  expect(new Set(statuses.map(({ since }) => since))).toEqual(new Set([lostAt]));
});

describe('events that wait for the snapshot', () => {
  test('come behind it, in their order', async () => {
    pbx.behaviour.ignore = new Set(['bridgelist']);
    start();
    await isAsked('bridgelist');
    pbx.send(hangup('1') + hangup('2'));
    pbx.behaviour.ignore = new Set();
    pbx.send(`Response: Error\r\nActionID: ${idOf('bridgelist')}\r\nMessage: no\r\n\r\n`);
    await isTold('up');
    expect(told).toEqual(['connecting', 'snapshot of 0', 'hangup 1', 'hangup 2', 'up']);
  });

  test('are handed on when the PBX does not tell its calls in time, and when the line is lost', async () => {
    const clock = createTestClock();
    pbx.behaviour.ignore = new Set(['coreshowchannels']);
    start(clock);
    await isAsked('coreshowchannels');
    pbx.send(hangup('1') + 'Event: Newstate\r\nUniqueid: 9\r\nChannelStateDesc: Up\r\n\r\n');
    await until(() => connector.traffic().events >= 3, { what: 'the events came' });
    await clock.advance(5_000);
    await isTold('hangup 1');
    await clock.advance(1_200);
    await isAsked('coreshowchannels', 2);
    pbx.send(hangup('2'));
    await until(() => connector.traffic().events >= 5, { what: 'the event came' });
    expect(told).not.toContain('hangup 2');
    pbx.cut();
    await isTold('hangup 2');
    expect(statuses.at(-1)?.problem).toBe('pbx-lost');
  });

  test('are told once each when a lost line and a new one meet in the middle of it', async () => {
    const clock = createTestClock();
    pbx.behaviour.ignore = new Set(['coreshowchannels']);
    start(clock);
    await isAsked('coreshowchannels');
    await clock.advance(5_000);
    await isTold('down');
    expect(statuses.at(-1)?.problem).toBe('pbx-snapshot');
    // the line is cut just before the PBX would be asked again, and a new one comes at once
    await clock.advance(1_100);
    const down = statuses.length;
    pbx.cut();
    await until(() => statuses.length > down, { what: 'the loss' });
    while (pbx.connections().made === 1) await clock.advance(50);
    await isAsked('coreshowchannels', 2);
    pbx.send(hangup('1'));
    await until(() => connector.traffic().events >= 3, { what: 'the event came' });
    await clock.advance(1_500);
    expect(statuses.at(-1)?.problem).toBe('pbx-lost');
    pbx.behaviour.ignore = new Set();
    const id = idOf('coreshowchannels');
    pbx.send(`Event: CoreShowChannelsComplete\r\nEventList: Complete\r\nActionID: ${id}\r\n\r\n`);
    await isTold('up');
    expect(told.filter((one) => one === 'hangup 1')).toHaveLength(1);
    expect(told.filter((one) => one === 'gap')).toHaveLength(1);
  });

  test('do not cost memory without bound: beyond 10,000 they are handed on at once, none is lost', async () => {
    pbx.behaviour.ignore = new Set(['coreshowchannels']);
    start();
    await isAsked('coreshowchannels');
    const many = Array.from({ length: 10_500 }, (_, n) => hangup(String(n)));
    pbx.send(many.join(''));
    await isTold('hangup 10499');
    const id = idOf('coreshowchannels');
    pbx.send(`Event: CoreShowChannelsComplete\r\nEventList: Complete\r\nActionID: ${id}\r\n\r\n`);
    await isTold('up');
    expect(told.filter((one) => one.startsWith('hangup'))).toEqual(
      many.map((_, n) => `hangup ${n}`),
    );
  });
});

describe('B10 what cannot be processed is set aside after one try', () => {
  const failOn = (poison: string) => {
    const tries: string[] = [];
    onEvent = (event) => {
      if (!JSON.stringify(event).includes(poison)) return;
      tries.push(event.kind);
      throw new Error('poison');
    };
    return tries;
  };

  test('an event that waited for the snapshot: those behind it go on', async () => {
    const tries = failOn('"2"');
    pbx.behaviour.ignore = new Set(['coreshowchannels']);
    start();
    await isAsked('coreshowchannels');
    pbx.send(hangup('1') + hangup('2') + hangup('3'));
    pbx.send(
      `Event: CoreShowChannelsComplete\r\nEventList: Complete\r\nActionID: ${idOf('coreshowchannels')}\r\n\r\n`,
    );
    await isTold('up');
    expect(told).toEqual(['connecting', 'snapshot of 0', 'hangup 1', 'hangup 3', 'up']);
    expect(tries).toEqual(['hangup']);
    expect(connector.traffic()).toMatchObject({
      setAside: 1,
      firstSetAside: [{ text: expect.stringContaining('Event: Hangup\r\nUniqueid: 2') }],
    });
  });

  test('a snapshot: the link is up, events go on, and the snapshot is not asked for in a circle', async () => {
    const clock: TestClock = createTestClock();
    const tries = failOn('poisonous');
    pbx.behaviour.channels = [channel('1', '\r\nCallerIDName: poisonous')];
    start(clock);
    await isTold('up');
    pbx.send(hangup('5'));
    await isTold('hangup 5');
    expect(connector.traffic()).toMatchObject({
      setAside: 1,
      firstSetAside: [{ text: expect.stringContaining('CallerIDName: poisonous') }],
    });
    await clock.advance(4_000);
    await until(() => tries.length === 2, { what: 'the second look' });
    expect(pbx.received().match(/Action: coreshowchannels/g)).toHaveLength(2);
    expect(told.filter((one) => one === 'up')).toHaveLength(1);
  });

  test('the same after a reconnect, and the word of a restart', async () => {
    failOn('restarted');
    start();
    await isTold('up');
    told.length = 0;
    pbx.behaviour.startedAt = '11:11:11';
    pbx.cut();
    await isTold('up');
    pbx.send(hangup('5'));
    await isTold('hangup 5');
    expect(connector.traffic().setAside).toBe(1);
  });
});

test('B02 an event cut short at any byte when the line ends: never told, and the gap is', async () => {
  const clock = createTestClock();
  start(clock);
  await isTold('up');
  const last = 'Event: Hangup\r\nUniqueid: 1\r\nCause: 16\r\n\r\n';
  for (let cut = 1; cut < last.length; cut += 1) {
    const ups = told.filter((one) => one === 'up').length;
    pbx.send(`Event: Newstate\r\nUniqueid: ${cut}\r\nChannelStateDesc: Up\r\n\r\n`);
    pbx.send(last.slice(0, cut));
    pbx.end();
    await until(() => statuses.at(-1)?.state === 'down', { what: 'the end of the line' });
    while (told.filter((one) => one === 'up').length === ups) await clock.advance(50);
    expect(told.filter((one) => one === 'gap')).toHaveLength(cut);
    expect(told).toContain(`up ${cut}`);
  }
  expect(told.filter((one) => one.startsWith('hangup'))).toEqual([]);
});
