import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aUser, createLiveStage, type LiveStage, OFFICE_UP } from '../../../fixtures/live-stage.ts';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { type LiveMessage, Role } from '../contract/index.ts';
import { LIVE_RIGHTS, reachOf } from '../users/rights.ts';
import { createScopes } from '../users/scopes.ts';

let temp: TempLog;
let stage: LiveStage;
beforeEach(async () => {
  temp = createTempLog();
  stage = await createLiveStage(temp.log);
});
afterEach(async () => {
  await stage.stop();
  await temp.remove();
});

const isCall = (message: LiveMessage) => message.type === 'call';
const isBegin = ({ type }: LiveMessage) => type === 'snapshot' || type === 'resumed';

describe('W1 how a client begins', () => {
  test('W1 without a number it gets what is there, then what comes', async () => {
    temp.log.append(aChange({ id: 'office-1' }));
    temp.log.append(aChange(ended(aCall({ id: 'office-2' }))));
    const client = await stage.open();
    client.resume();
    const snapshot = await client.sees('a snapshot', isBegin);
    expect(snapshot).toMatchObject({ type: 'snapshot', n: 2, pbx: [{ state: 'up' }] });
    expect(snapshot.type === 'snapshot' && snapshot.calls.map(({ id }) => id)).toEqual([
      'office-1',
      'office-2',
    ]);
    temp.log.append(aChange({ id: 'office-3' }));
    expect(await client.sees('the call', isCall)).toMatchObject({ n: 3, call: { id: 'office-3' } });
  });

  test('W1 with a number of this log it gets what it missed, then what comes', async () => {
    for (const id of ['office-1', 'office-2', 'office-3']) temp.log.append(aChange({ id }));
    const client = await stage.open();
    client.resume({ epoch: temp.log.epoch, after: 1 });
    await client.sees('the end of the past', isBegin);
    temp.log.append(aChange({ id: 'office-4' }));
    await until(() => client.messages.length === 4, { what: 'four messages' });
    expect(client.messages.map((one) => (one.type === 'call' ? one.call.id : one.type))).toEqual([
      'office-2',
      'office-3',
      'resumed',
      'office-4',
    ]);
  });

  test('a call that merged into another is taken away before it', async () => {
    temp.log.append(aChange({ id: 'office-1' }));
    temp.log.append(aChange({ id: 'office-2' }));
    const client = await stage.open();
    client.resume();
    await client.sees('a snapshot', isBegin);
    temp.log.append(aChange({ id: 'office-1' }, { merged: ['office-2'] }));
    await client.sees('the call', isCall);
    expect(client.messages.slice(1)).toMatchObject([
      { type: 'gone', n: 3, callId: 'office-2' },
      { type: 'call', n: 3, call: { id: 'office-1' } },
    ]);
  });

  test('L5 a gap is told as the state of its PBX', async () => {
    const client = await stage.open();
    client.resume();
    await client.sees('a snapshot', isBegin);
    temp.log.recordGap({ pbx: 'office', from: 1, to: 2 }, 2);
    expect(await client.sees('the state', ({ type }) => type === 'pbx')).toMatchObject({ n: 1 });
  });

  test('F11 hosts and accounts in the state of a PBX are told to administrators alone', async () => {
    const status = { ...OFFICE_UP, state: 'refused' as const, problem: 'pbx-login-refused' };
    const detail = '10.0.0.5 refused the AMI user "perezvon".';
    const told = new Map<string, LiveMessage[]>();
    for (const role of ['operator', 'supervisor', 'admin'] as const) {
      const client = await stage.open(aUser('101', { id: role, role }));
      client.resume();
      await client.sees('a snapshot', isBegin);
      told.set(role, client.messages);
    }
    stage.office = { ...status, detail };
    stage.hub.tellPbx(stage.office);
    const late = await stage.open(aUser('101'));
    late.resume();
    await late.sees('a snapshot', isBegin);
    const again = await stage.open(aUser('101'));
    again.resume({ epoch: temp.log.epoch, after: temp.log.lastN() });
    await again.sees('the end of the past', isBegin);
    await until(() => [...told.values()].every((messages) => messages.length === 2), {
      what: 'all to be told',
    });
    const heard = (role: string) => told.get(role)?.[1];
    expect(heard('admin')).toMatchObject({ status: { problem: 'pbx-login-refused', detail } });
    for (const role of ['operator', 'supervisor']) {
      expect(heard(role)).toMatchObject({ status: { problem: 'pbx-login-refused', detail: null } });
    }
    for (const { messages } of [late, again]) {
      expect(messages[0]).toMatchObject({ pbx: [{ problem: 'pbx-login-refused', detail: null }] });
    }
  });

  test('W4 W5 operators are told of their own calls; the card opens where it rings', async () => {
    const [mine, other, all] = await Promise.all([
      stage.open(aUser('101')),
      stage.open(aUser('102')),
      stage.open(),
    ]);
    for (const client of [mine, other, all]) client.resume();
    await all.sees('a snapshot', isBegin);
    temp.log.append(aChange({ id: 'office-1', rang: ['101'] }));
    temp.log.append(aChange({ id: 'office-2', rang: ['102'] }));
    await other.sees('its call', isCall);
    await until(() => all.messages.length === 3, { what: 'both calls' });
    const told = (messages: LiveMessage[]) =>
      messages.flatMap((one) => (one.type === 'call' ? [[one.call.id, one.pop]] : []));
    expect(told(mine.messages)).toEqual([['office-1', true]]);
    expect(told(other.messages)).toEqual([['office-2', true]]);
    expect(told(all.messages)).toEqual([
      ['office-1', false],
      ['office-2', false],
    ]);
  });
});

describe('F04 every kind of message by every role, of own, team and foreign calls', () => {
  const scopes = createScopes({
    seesAll: () => false,
    seatsOf: () => [],
    supervised: () => [{ pbx: 'office', extension: '102' }],
  });
  const WHOSE = { own: '101', team: '102', foreign: '103' };

  /** Whose calls are in what a client was told, by kind of message. */
  function told(messages: readonly LiveMessage[]): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    for (const message of messages) {
      const calls =
        message.type === 'snapshot'
          ? message.calls.map(({ id }) => id)
          : message.type === 'call'
            ? [message.call.id]
            : message.type === 'gone'
              ? [message.callId]
              : [];
      const before = found.get(message.type) ?? new Set();
      found.set(message.type, new Set([...before, ...calls]));
    }
    return found;
  }

  test.each(Role.anyOf.map((one) => one.const))('as %s', async (role) => {
    await stage.stop();
    const clock = createTestClock(Date.UTC(2026, 10, 23, 10));
    stage = await createLiveStage(temp.log, clock, scopes);
    const user = aUser('101', { id: role, role });
    for (const [whose, extension] of Object.entries(WHOSE)) {
      temp.log.append(aChange({ id: `old-${whose}`, rang: [extension] }));
    }
    await until(() => temp.log.waiting() === 0, { what: 'the calls to be written' });
    const n = temp.log.lastN();
    const begins = await stage.open(user);
    const resumes = await stage.open(user);
    begins.resume();
    await begins.sees('a snapshot', isBegin);
    for (const [whose, extension] of Object.entries(WHOSE)) {
      temp.log.append(
        aChange({ id: `new-${whose}`, rang: [extension] }, { merged: [`old-${whose}`] }),
      );
    }
    await until(() => temp.log.waiting() === 0, { what: 'the calls to be written' });
    resumes.resume({ epoch: temp.log.epoch, after: n });
    await resumes.sees('the end of the past', isBegin);
    stage.hub.tellPbx(stage.office);
    stage.hub.tellLinks();
    stage.hub.tellMissed();
    stage.hub.tellWork(null);
    stage.hub.tellPresence({ colleagues: [], queues: [], gone: { colleagues: [], queues: [] } });
    await clock.advance(10_000);
    for (const client of [begins, resumes]) {
      for (const type of ['pbx', 'links', 'missed', 'work', 'presence', 'beat']) {
        await client.sees(type, (message) => message.type === type);
      }
    }
    const heard = told([...begins.messages, ...resumes.messages]);
    expect([...heard.keys()].sort()).toEqual(Object.keys(LIVE_RIGHTS).sort());
    for (const [type, right] of Object.entries(LIVE_RIGHTS)) {
      const reach = reachOf(right, role);
      const whose = { own: ['own'], team: ['own', 'team'], all: ['own', 'team', 'foreign'] };
      const seen = reach === null ? [] : whose[reach];
      const of = { snapshot: 'old', gone: 'old', call: 'new' }[type];
      const expected = of === undefined ? [] : seen.map((one) => `${of}-${one}`);
      expect([type, [...(heard.get(type) ?? [])].sort()]).toEqual([type, expected.sort()]);
    }
  });
});

describe('W6 how it ends', () => {
  test('D07 signed out: 1008, and not one message more', async () => {
    const client = await stage.open(aUser('101'));
    client.resume();
    await client.sees('a snapshot', isBegin);
    stage.signOut('101');
    temp.log.append(aChange());
    await until(() => client.closed(), { what: 'the close' });
    expect(client.closed()).toBe(1008);
    expect(client.messages.filter(isCall)).toEqual([]);
    await until(() => stage.operators.online().length === 0, { what: 'the user to be gone' });
  });

  test('E01 the server stops: 1001', async () => {
    const client = await stage.open();
    client.resume();
    await client.sees('a snapshot', isBegin);
    stage.hub.closeAll(1001, 'the server stops');
    await until(() => client.closed(), { what: 'the close' });
    expect(client.closed()).toBe(1001);
  });

  test.each([
    ['not JSON', 'hello'],
    ['another type', '{"type":"dial","epoch":null,"after":null}'],
    ['one that comes later', '{"type":"do-not-disturb","on":true}'],
    ['a number below nought', '{"type":"resume","epoch":null,"after":-1}'],
    ['a field too many', '{"type":"resume","epoch":null,"after":null,"as":"admin"}'],
    ['no number', '{"type":"resume","epoch":null}'],
  ])('W2 a first message that is none closes with 4400: %s', async (_, text) => {
    const client = await stage.open();
    client.socket.send(text);
    await until(() => client.closed(), { what: 'the close' });
    expect(client.closed()).toBe(4400);
  });

  test('W2 behind it a page says only whether its phone refuses calls, and no more than 20 times a beat', async () => {
    const client = await stage.open(aUser('101', { device: 'browser' }));
    client.resume();
    await client.sees('a snapshot', isBegin);
    const say = (on: boolean) => client.socket.send(JSON.stringify({ type: 'do-not-disturb', on }));
    say(true);
    const { refusesCalls } = stage.operators;
    await until(() => refusesCalls('office', '101'), { what: 'do not disturb' });
    say(false);
    await until(() => !refusesCalls('office', '101'), { what: 'calls to be taken' });
    for (let more = 2; more < 20; more += 1) say(true);
    await until(() => refusesCalls('office', '101'), { what: 'do not disturb' });
    expect(client.closed()).toBeNull();
    say(true);
    await until(() => client.closed(), { what: 'the close' });
    expect(client.closed()).toBe(1008);
    expect(refusesCalls('office', '101')).toBe(false);
  });

  test('W2 there is no second of them', async () => {
    const client = await stage.open();
    client.resume();
    client.resume();
    await until(() => client.closed(), { what: 'the close' });
    expect(client.closed()).toBe(1008);
    expect(client.messages).toHaveLength(1);
  });
});

describe('a clock in the hand', () => {
  test('W2 who says nothing for 10 s is closed', async () => {
    const clock = createTestClock();
    const slow = await createLiveStage(temp.log, clock);
    const client = await slow.open();
    await clock.advance(10_000);
    await until(() => client.closed(), { what: 'the close' });
    expect(client.closed()).toBe(4400);
    await slow.stop();
  });

  test('a beat every 10 s while the client answers; a dead one is cut off after 20 s', async () => {
    const clock = createTestClock();
    const slow = await createLiveStage(temp.log, clock);
    const client = await slow.open();
    client.resume();
    await client.sees('a snapshot', isBegin);
    const beats = () => client.messages.filter(({ type }) => type === 'beat').length;
    for (const count of [1, 2, 3]) {
      await clock.advance(10_000);
      await until(() => beats() === count, { what: `beat ${count}` });
      // the answer to the ping is on its way back
      await new Promise((resolve) => client.socket.ping(resolve));
      await until(() => slow.hub.size() === 1, { what: 'the session' });
    }
    client.socket.pause();
    await clock.advance(10_000);
    await clock.advance(10_000);
    await until(() => slow.operators.online().length === 0, { what: 'the dead one to be gone' });
    expect(beats()).toBe(3);
    await slow.stop();
  });
});

// on a server in a process of its own: floods.alone.test.ts
describe('D08 floods', () => {
  test('D08 10,000 pings: closed', async () => {
    const client = await stage.open();
    client.resume();
    for (let i = 0; i < 10_000; i += 1) client.socket.ping();
    await until(() => client.closed(), { what: 'the close', timeoutMs: 1_500 });
    expect(client.closed()).toBe(1008);
  });

  test('W2 too many tabs of one user: the newest waits', async () => {
    const clients = await Promise.all(Array.from({ length: 51 }, () => stage.open(aUser('101'))));
    await until(() => clients.some((client) => client.closed() === 1013), { what: 'one to wait' });
    expect(clients.filter((client) => client.closed() === null)).toHaveLength(50);
  });
});

describe('D03 a client that does not read', () => {
  test('W3 is cut off with 1013 before it costs more than 1 MB and what the line holds; others hear all', async () => {
    const [slow, quick] = await Promise.all([stage.open(), stage.open(aUser(null, { id: 'b' }))]);
    for (const client of [slow, quick]) client.resume();
    await slow.sees('a snapshot', isBegin);
    slow.socket.pause();
    const before = process.memoryUsage.rss();
    let serial = 0;
    const long = 'x'.repeat(20_000);
    while (stage.hub.size() === 2 && serial < 2_000) {
      for (let i = 0; i < 20; i += 1) {
        serial += 1;
        temp.log.append(aChange({ id: `office-${serial}`, externalName: long }));
      }
      await until(() => quick.messages.filter(isCall).length === serial, { what: 'the quick one' });
    }
    expect(serial).toBeLessThan(2_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
    slow.socket.resume();
    await until(() => slow.closed(), { what: 'the close' });
    expect(slow.closed()).toBe(1013);
  });
});
