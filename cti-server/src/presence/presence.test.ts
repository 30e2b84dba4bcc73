import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { aUser } from '../../../fixtures/live-stage.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import type { Colleague } from '../contract/index.ts';
import { createOperators } from '../operators/operators.ts';
import { createAmiStream } from '../pbx/asterisk-ami/ami-stream.ts';
import { isPresenceEvent, presenceIn, takePresence } from '../pbx/asterisk-ami/presence.ts';
import type { PresenceEvent } from '../pbx/presence-event.ts';
import { createPresence, type Presence, type PresenceNews } from './presence.ts';
import { emptyPresence, reducePresence } from './reduce.ts';

const SETTINGS = { pbx: 'office', extensions: /^\d{3}$/, trunks: null };
const RECORDINGS = new URL('../pbx/asterisk-ami/recordings/', import.meta.url);

/** What a recorded stream says of phones and queues. */
function heard(name: string): PresenceEvent[] {
  const events: PresenceEvent[] = [];
  const stream = createAmiStream({
    wanted: isPresenceEvent,
    onEvent(event) {
      const said = presenceIn(event, SETTINGS);
      if (said) events.push(said);
    },
    onResponse() {},
  });
  const lines = readFileSync(new URL(`${name}.jsonl`, RECORDINGS), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines) {
    const { t, data } = JSON.parse(line) as { t: number; data?: string };
    if (data) stream.push(Buffer.from(data), t);
  }
  return events;
}

describe.each(['16', '22'])('what a real Asterisk %s says', (version) => {
  test('a member pauses, a caller waits, the other rings and talks; then all is as before', () => {
    const model = emptyPresence();
    const states: string[] = [];
    const waiting: number[] = [];
    const paused = new Set<string>();
    for (const event of heard(`in-queue-paused-${version}`)) {
      const { phones } = reducePresence(model, event);
      for (const one of phones) states.push(`${one} ${model.phones.get(one)?.state}`);
      waiting.push(model.queues.get('sales')?.waiting.size ?? 0);
      for (const { extension, pause } of model.queues.get('sales')?.members.values() ?? []) {
        if (pause) paused.add(extension ?? '');
      }
    }
    const of103 = states.filter((one) => one.startsWith('103'));
    expect(of103).toEqual([
      '103 available',
      '103 ringing',
      '103 busy',
      '103 available',
      '103 offline',
    ]);
    expect(Math.max(...waiting)).toBe(1);
    expect(waiting.at(-1)).toBe(0);
    expect([...paused]).toEqual(['101']);
    expect([...(model.queues.get('sales')?.members.values() ?? [])]).toEqual([
      { interface: 'PJSIP/101', extension: '101', name: '', pause: null, fixed: true },
    ]);
  });
});

describe('lists', () => {
  const item = (name: string, fields: Record<string, string>) => ({
    name,
    at: 0,
    fields,
    text: '',
    repeated: {},
  });

  async function taken(lists: Record<string, ReturnType<typeof item>[] | Error>) {
    const events: PresenceEvent[] = [];
    const failed = await takePresence(
      async ({ action }, read) => {
        const list = lists[action] ?? [];
        if (list instanceof Error) throw list;
        read?.(list);
        return list;
      },
      { settings: SETTINGS, now: () => 100_000 },
      (event) => events.push(event),
    ).catch((error: unknown) => error);
    return { events, failed };
  }

  test('phones by device, members by their interface or the phone whose state counts', async () => {
    const member = { queue: 'service', paused: '1', pausedreason: 'Lunch', lastpause: '40' };
    const { events, failed } = await taken({
      DeviceStateList: [
        item('DeviceStateChange', { device: 'PJSIP/101', state: 'ONHOLD' }),
        item('DeviceStateChange', { device: 'PJSIP/pstn', state: 'INUSE' }),
        item('DeviceStateChange', { device: 'Queue:sales_avail', state: 'INUSE' }),
        item('DeviceStateChange', { device: 'Queue:sales_pause_PJSIP/101', state: 'INUSE' }),
      ],
      QueueStatus: [
        item('QueueParams', { queue: 'empty' }),
        item('QueueMember', {
          ...member,
          name: 'Anna',
          location: 'Local/101@members/n',
          membership: 'dynamic',
          stateinterface: 'PJSIP/101',
        }),
        item('QueueMember', {
          queue: 'service',
          name: 'x',
          location: 'Local/102@members/n',
          paused: '0',
          stateinterface: 'hint:102@phones',
        }),
        item('QueueEntry', { queue: 'service', uniqueid: '1.2', wait: '7' }),
      ],
    });
    expect(failed).toBeUndefined();
    expect(events).toMatchObject([
      { kind: 'phones', phones: [{ extension: '101', state: 'held' }] },
      {
        kind: 'queues',
        queues: [
          { queue: 'empty', members: [], waiting: [] },
          {
            queue: 'service',
            members: [
              { extension: '101', name: 'Anna', pause: { since: 40_000, reason: 'Lunch' } },
              { extension: '102', name: 'x', pause: null },
            ],
            waiting: [{ channel: '1.2', since: 93_000 }],
          },
        ],
      },
    ]);
  });

  test('a phone that never registered is off by its hint or its queue, whatever its device says', async () => {
    const free = (extension: string) =>
      item('DeviceStateChange', { device: `PJSIP/${extension}`, state: 'NOT_INUSE' });
    const { events } = await taken({
      DeviceStateList: ['101', '102', '103'].map(free),
      ExtensionStateList: [
        item('ExtensionStatus', { exten: '101', hint: 'PJSIP/101&Custom:DND101', status: '4' }),
        item('ExtensionStatus', { exten: '_1XX', hint: 'PJSIP/${EXTEN}', status: '4' }),
        item('ExtensionStatus', { exten: '103', hint: 'PJSIP/103', status: '0' }),
      ],
      QueueStatus: [item('QueueMember', { queue: 'sales', location: 'PJSIP/102', status: '5' })],
    });
    const model = emptyPresence();
    for (const event of events) reducePresence(model, event);
    expect([...model.phones].map(([extension, { state }]) => `${extension} ${state}`)).toEqual([
      '101 offline',
      '102 offline',
      '103 available',
    ]);
  });

  test('what one list lacks keeps the other from nobody', async () => {
    const { events, failed } = await taken({
      DeviceStateList: [item('DeviceStateChange', { device: 'PJSIP/101', state: 'NOT_INUSE' })],
      QueueStatus: new Error('Permission denied'),
    });
    expect(String(failed)).toMatch(/denied/);
    expect(events.map(({ kind }) => kind)).toEqual(['phones']);
  });
});

describe('who is where and does what', () => {
  const clock = createTestClock();
  const operators = createOperators();
  let news: PresenceNews[];
  let presence: Presence;

  beforeEach(() => {
    news = [];
    presence = createPresence({
      operators,
      labelFor: (_, queue) => (queue === 'sales' ? 'Продажи' : null),
      tell: (one) => news.push(one),
      clock,
    });
    operators.watch(presence.touch);
  });

  const say = (event: Record<string, unknown>) =>
    presence.hear({ at: clock.now(), pbx: 'office', ...event } as PresenceEvent);
  const at = (extension: string): Colleague | undefined =>
    presence.all().colleagues.find((one) => one.extension === extension);
  const member = (more: object) => ({
    interface: 'PJSIP/101',
    extension: '101',
    name: '',
    pause: null,
    fixed: false,
    ...more,
  });

  test('changes are told together, each phone once, as it is then', async () => {
    say({ kind: 'phone', extension: '101', state: 'ringing' });
    say({ kind: 'phone', extension: '101', state: 'busy' });
    say({ kind: 'waits', queue: 'sales', caller: { channel: '1', since: 5 } });
    expect(news).toEqual([]);
    await clock.advance(250);
    expect(news).toHaveLength(1);
    expect(news[0]?.colleagues).toMatchObject([{ extension: '101', state: 'busy' }]);
    expect(news[0]?.queues).toMatchObject([{ name: 'sales', label: 'Продажи', waiting: 1 }]);
    await clock.advance(10_000);
    expect(news).toHaveLength(1);
  });

  test('a user is there with no phone known; signed in or not; a disabled one is not', async () => {
    presence.setPeople([aUser('101'), { ...aUser('102'), disabled: true }]);
    expect(at('101')).toMatchObject({ state: 'unknown', signedIn: false, userId: '101' });
    expect(at('102')).toBeUndefined();
    const visit = operators.join(aUser('101'));
    expect(at('101')).toMatchObject({ signedIn: true, doNotDisturb: false });
    visit.leave();
    presence.setPeople([]);
    await clock.advance(250);
    expect(news.at(-1)?.gone.colleagues).toContainEqual({ pbx: 'office', extension: '101' });
  });

  test('paused is who takes calls of no queue; the link lost, nothing is known', async () => {
    const pause = { since: 1_000, reason: 'Lunch' };
    say({ kind: 'phone', extension: '101', state: 'available' });
    say({ kind: 'member', queue: 'sales', member: member({ pause }) });
    say({ kind: 'member', queue: 'support', member: member({}) });
    expect(at('101')).toMatchObject({ pause: null, queues: ['sales', 'support'] });
    say({ kind: 'member', queue: 'support', member: member({ pause }) });
    expect(at('101')?.pause).toEqual({ reason: 'Lunch', since: '1970-01-01T00:00:01.000Z' });
    say({ kind: 'member-gone', queue: 'sales', interface: 'PJSIP/101' });
    expect(at('101')?.queues).toEqual(['support']);
    presence.forget('office');
    expect(presence.all()).toEqual({ colleagues: [], queues: [] });
    await clock.advance(250);
    expect(news.at(-1)?.gone.queues).toContainEqual({ pbx: 'office', name: 'support' });
  });

  test('a list takes the place of what was known, and keeps the times of what is as it was', async () => {
    say({ kind: 'phone', extension: '101', state: 'available' });
    say({ kind: 'phone', extension: '102', state: 'available' });
    const since = at('101')?.since;
    await clock.advance(5_000);
    say({ kind: 'phones', phones: [{ extension: '101', state: 'available' }] });
    expect(at('101')?.since).toBe(since);
    expect(at('102')).toBeUndefined();
    say({ kind: 'queues', queues: [] });
    expect(presence.all().queues).toEqual([]);
  });
});
