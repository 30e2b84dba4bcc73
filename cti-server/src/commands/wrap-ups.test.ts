import { beforeEach, describe, expect, test } from 'vitest';
import { aUser } from '../../../fixtures/live-stage.ts';
import { aCall, aChange } from '../../../fixtures/temp-log.ts';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import type { Entry } from '../call-log/entry.ts';
import { type CallRecord, type User, WRAP_UP } from '../contract/index.ts';
import { silentLog } from '../kernel/log.ts';
import type { CommandResult, PbxConnector } from '../pbx/connector.ts';
import { createOperators } from '../operators/operators.ts';
import { createPresence, type Presence } from '../presence/presence.ts';
import { createWrapUps, type WrapUps } from './wrap-ups.ts';

const PHONE = { pbx: 'office', extension: '101' };
const SECOND = { pbx: 'office', extension: '301', device: 'desk' } as const;
const SEC = 30;

let clock: TestClock;
let presence: Presence;
let wrapUps: WrapUps;
let here: User[];
let told: string[];
let answer: CommandResult;
/** As the PBX has them: queue → member → reason; null takes calls. */
let queues: Record<string, Record<string, string | null>>;
let since: number;

beforeEach(() => {
  clock = createTestClock();
  here = [aUser('101')];
  told = [];
  answer = { result: 'accepted' };
  since = clock.now();
  queues = { sales: { '101': null, '102': null, '301': null }, support: { '101': null } };
  begin();
  list();
});

/** A server that knows nothing yet of the same PBX. */
function begin(seconds: number | null = SEC): void {
  presence = createPresence({
    operators: createOperators(),
    labelFor: () => null,
    tell() {},
    clock,
  });
  wrapUps = createWrapUps({
    connectorOf: () => ({ pause }),
    presence,
    usersAt: (_, extension) => (extension === '101' ? here : []),
    seconds: () => seconds,
    clock,
    log: silentLog,
  });
}

const pause: PbxConnector['pause'] = async ({ member, reason, queue }) => {
  told.push([member, queue ?? 'all', reason ?? 'takes'].join(' '));
  if (answer.result === 'accepted') set(member.replace('PJSIP/', ''), reason, queue);
  return answer;
};

/** The PBX says what it did, as its events. */
function set(extension: string, reason: string | null, only?: string): void {
  for (const [queue, members] of Object.entries(queues)) {
    if (!(extension in members) || (only !== undefined && only !== queue)) continue;
    members[extension] = reason;
    const event = { at: clock.now(), pbx: 'office', kind: 'member', queue } as const;
    presence.hear({ ...event, member: memberOf(extension, reason) });
  }
}

const memberOf = (extension: string, reason: string | null) => ({
  interface: `PJSIP/${extension}`,
  extension,
  name: '',
  fixed: true,
  pause: reason === null ? null : { since, reason },
});

/** All queues, as they are told after a (re)connect. */
function list(): void {
  const all = Object.entries(queues).map(([queue, members]) => ({
    queue,
    members: Object.entries(members).map(([extension, reason]) => memberOf(extension, reason)),
    waiting: [],
  }));
  const event = { at: clock.now(), pbx: 'office', kind: 'queues', queues: all } as const;
  presence.hear(event);
  wrapUps.hear(event);
}

function follow(record: CallRecord): void {
  const logged = { ...aChange(record), merged: [], note: '', outcome: null, recordingId: null };
  wrapUps.follow({ n: 1, ...logged } as Entry);
}

const talking = (id = 'one', changed: Partial<CallRecord> = {}) => {
  const answeredAt = new Date(clock.now()).toISOString();
  const legs = aCall().legs.map((leg) => ({ ...leg, party: '101', answeredAt }));
  return aCall({ id, state: 'talking', answeredAt, handledBy: ['101'], legs, ...changed });
};
const hungUp = (call: CallRecord, changed: Partial<CallRecord> = {}) => {
  const endedAt = new Date(clock.now()).toISOString();
  const legs = call.legs.map((leg) => ({ ...leg, endedAt: leg.endedAt ?? endedAt }));
  return { ...call, state: 'ended', disposition: 'answered', endedAt, legs, ...changed } as const;
};
async function talk(id = 'one', changed: Partial<CallRecord> = {}): Promise<void> {
  const call = talking(id, changed);
  follow(call);
  // as Asterisk tells it: the call first, its last leg then
  follow({ ...hungUp(call), legs: call.legs });
  follow(hungUp(call));
  await clock.advance(0);
}

describe('Q5 the wrap-up', () => {
  test('pauses all queues with its reason when the talk is over, once, and ends with its time', async () => {
    await talk();
    expect(queues.sales?.['101']).toBe(WRAP_UP);
    // a note that is saved tells of the call again
    follow(hungUp(talking()));
    await clock.advance(SEC * 1_000 - 1);
    expect(told).toEqual(['PJSIP/101 all wrap-up']);
    await clock.advance(1);
    expect(told.slice(1)).toEqual(['PJSIP/101 all takes']);
    expect(queues).toMatchObject({ sales: { '101': null, '102': null }, support: { '101': null } });
    await clock.advance(3_600_000);
    expect(told).toHaveLength(2);
  });

  test('is skipped: at once also where the PBX has not told yet of the pause', async () => {
    await talk();
    await wrapUps.end([PHONE], 'another');
    expect(told).toHaveLength(1);
    await wrapUps.end([PHONE], 'one');
    expect(queues.sales?.['101']).toBeNull();
    const call = talking('two');
    follow(call);
    follow(hungUp(call));
    await wrapUps.end([PHONE], 'two');
    await clock.advance(0);
    expect(told.slice(2)).toContain('PJSIP/101 all wrap-up');
    expect([told.at(-1), queues.sales?.['101']]).toEqual(['PJSIP/101 all takes', null]);
  });

  test('of two talks holds as long as the later one, and until both are written', async () => {
    await talk('one');
    await clock.advance(20_000);
    await talk('two');
    await clock.advance(20_000);
    expect(queues.sales?.['101']).toBe(WRAP_UP);
    await wrapUps.end([PHONE], 'one');
    expect(queues.sales?.['101']).toBe(WRAP_UP);
    await wrapUps.end([PHONE], 'two');
    expect(queues.sales?.['101']).toBeNull();
  });

  test('is at all phones of one person', async () => {
    here = [aUser('101', { morePhones: [SECOND] })];
    await talk();
    expect(queues.sales).toEqual({ '101': WRAP_UP, '102': null, '301': WRAP_UP });
    await wrapUps.end([PHONE, SECOND], 'one');
    expect(queues.sales).toEqual({ '101': null, '102': null, '301': null });
  });

  test('begins when one sent the call on, ends when one takes it back', async () => {
    const call = talking();
    follow(call);
    const away = call.legs.map((leg) => ({ ...leg, endedAt: new Date(clock.now()).toISOString() }));
    follow({ ...call, legs: away });
    await clock.advance(0);
    expect(queues.sales?.['101']).toBe(WRAP_UP);
    follow({ ...call, legs: [...away, ...call.legs] });
    await clock.advance(0);
    expect(queues.sales?.['101']).toBeNull();
  });

  test.each<[string, () => Promise<void>]>([
    ['a talk inside the house', () => talk('one', { direction: 'internal' })],
    ['a call that nobody took', () => talk('one', { answeredAt: null, handledBy: [] })],
    ['where the firm measures no time', () => (begin(null), list(), talk())],
    ['where no page is open', () => ((here = []), talk())],
    ['of a call whose end this server did not see', async () => follow(hungUp(talking()))],
  ])('there is none: %s', async (_, act) => {
    await act();
    await clock.advance(3_600_000);
    expect(told).toEqual([]);
  });

  test('of a page that is loaded anew in that moment begins when it is back', async () => {
    const user = here;
    here = [];
    await talk();
    here = user;
    await clock.advance(5_000);
    expect(queues.sales?.['101']).toBe(WRAP_UP);
    await clock.advance(SEC * 1_000 - 5_000);
    expect(queues.sales?.['101']).toBeNull();
  });
});

describe('Q5 a pause that somebody else set', () => {
  test('before: neither set anew nor ended, in the one queue that has it', async () => {
    set('101', 'Audit', 'support');
    await talk();
    await clock.advance(SEC * 1_000);
    expect(told).toEqual(['PJSIP/101 sales wrap-up', 'PJSIP/101 sales takes']);
    expect(queues.support?.['101']).toBe('Audit');
  });

  test('meanwhile: stays; and who took calls again by their own word is not paused again', async () => {
    await talk();
    set('101', 'Lunch');
    await clock.advance(SEC * 1_000);
    await wrapUps.end([PHONE], 'one');
    expect(queues.sales?.['101']).toBe('Lunch');
    set('101', null);
    await talk('two');
    wrapUps.forget(PHONE);
    set('101', null);
    list();
    await clock.advance(SEC * 1_000);
    expect(told).toEqual(['PJSIP/101 all wrap-up', 'PJSIP/101 all wrap-up']);
  });
});

describe('Q5 what breaks meanwhile', () => {
  test('a server that is started anew goes on with the time, and ends what is over', async () => {
    await talk();
    await clock.advance(10_000);
    begin();
    list();
    await clock.advance(SEC * 1_000 - 10_001);
    expect(queues.sales?.['101']).toBe(WRAP_UP);
    await clock.advance(1);
    expect(queues.sales?.['101']).toBeNull();
    since = clock.now() - SEC * 1_000;
    set('101', WRAP_UP);
    begin();
    list();
    await clock.advance(0);
    expect(queues.sales?.['101']).toBeNull();
  });

  test('it is skipped after that restart, too', async () => {
    await talk();
    begin();
    list();
    await wrapUps.end([PHONE], 'one');
    expect(queues.sales?.['101']).toBeNull();
  });

  test('a PBX that forgot it is told again; one that does not end it is, too', async () => {
    await talk();
    queues.sales = { '101': null };
    list();
    await clock.advance(0);
    expect(queues.sales['101']).toBe(WRAP_UP);
    answer = { result: 'unknown', reason: 'no answer' };
    await clock.advance(SEC * 1_000);
    expect(queues.sales['101']).toBe(WRAP_UP);
    answer = { result: 'accepted' };
    await clock.advance(5_000);
    expect(queues.sales['101']).toBeNull();
  });
});
