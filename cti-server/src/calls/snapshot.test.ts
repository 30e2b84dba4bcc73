import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { PbxEvent, SnapshotChannel } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

const numbering = {
  outsidePrefix: '9',
  isExtension: (digits: string) => /^\d{3}$/.test(digits),
  // as 9 7 916 111 22 33 may be written, it is a number of the premium rates of +979, too
  toE164: (number: string) => (/^(?:7|97)\d{10}$/.test(number) ? `+${number}` : null),
};
const GROUP = '1.1';

function channel(id: string, facts: Partial<SnapshotChannel>): SnapshotChannel {
  return {
    channel: id,
    group: GROUP,
    name: `PJSIP/${id}`,
    party: extension('101'),
    number: null,
    isWithheld: false,
    callerName: null,
    dialled: null,
    state: 'up',
    bridge: null,
    use: 'talk',
    ageMs: 5_000,
    queue: null,
    voicemail: false,
    pair: null,
    ...facts,
  };
}

const extension = (number: string) => ({ kind: 'extension', number }) as const;
const trunk = { kind: 'trunk', name: 'pstn' } as const;
const local = { kind: 'local' } as const;
const customer = (facts: Partial<SnapshotChannel> = {}) =>
  channel(GROUP, { party: trunk, number: '79161234567', dialled: '74950000003', ...facts });

/** The call as the server has it that finds these channels at its start. */
function found(channels: SnapshotChannel[]): CallRecord {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const snapshot: PbxEvent = { kind: 'snapshot', pbx: 'p', at: 60_000, askedAt: 60_000, channels };
  const calls = tracker.apply(snapshot).map(({ call }) => call);
  expect(calls).toHaveLength(1);
  return calls[0] as CallRecord;
}

describe('C11 a call that is there when the server starts', () => {
  test('placed outside by one of ours: the number is without the prefix that was dialled', () => {
    const call = found([
      channel(GROUP, { dialled: '979161112233', bridge: 'b' }),
      channel('1.2', { party: trunk, number: '979161112233', bridge: 'b', ageMs: 4_000 }),
    ]);
    expect(call).toMatchObject({ direction: 'outbound', externalNumber: '79161112233' });
    expect(call.legs.map(({ party }) => party)).toEqual(['79161112233']);
  });

  test('placed outside through a channel of the PBX itself, of which only the line is listed as dialled: likewise', () => {
    const call = found([
      channel(GROUP, { party: local, dialled: 's', bridge: 'a', pair: '1.2' }),
      channel('1.2', { party: local, bridge: 'b', pair: GROUP }),
      channel('1.3', { bridge: 'b' }),
      channel('1.4', { party: trunk, number: '979161112233', bridge: 'a', ageMs: 4_000 }),
    ]);
    expect(call).toMatchObject({ direction: 'outbound', externalNumber: '79161112233' });
  });

  test('connected through both halves of a channel of the PBX: the phone behind it talks', () => {
    const call = found([
      customer({ bridge: 'a' }),
      channel('1.2', { party: local, bridge: 'a', pair: '1.3' }),
      channel('1.3', { party: local, bridge: 'b', pair: '1.2' }),
      channel('1.4', { party: extension('102'), bridge: 'b' }),
    ]);
    expect(call).toMatchObject({ state: 'talking', handledBy: ['102'] });
  });

  test('A10 begun unseen and taken by another phone, which was seen: the customer called, that phone answered', () => {
    const tracker = createCallTracker({ pbx: 'p', numbering });
    const said = { pbx: 'p', at: 50_000, channel: '1.3' };
    const taker = { ...channel('1.3', { dialled: '*8', group: '1.3' }), isCalling: true };
    tracker.apply({ kind: 'channel', ...taker, ...said });
    tracker.apply({ kind: 'pickup', pbx: 'p', at: 50_000, by: '1.3', ringing: '1.2' });
    tracker.apply({ kind: 'up', ...said, group: GROUP });
    const [change] = tracker.apply({
      kind: 'snapshot',
      pbx: 'p',
      at: 60_000,
      askedAt: 60_000,
      channels: [
        customer({ ageMs: 12_000, bridge: 'b' }),
        channel('1.3', { dialled: '*8', ageMs: 10_000, bridge: 'b' }),
      ],
    });
    expect(change?.call).toMatchObject({
      direction: 'inbound',
      externalNumber: '79161234567',
      did: '74950000003',
      handledBy: ['101'],
      startedAt: new Date(48_000).toISOString(),
    });
  });

  test.each([
    { what: 'the list has it already', isListed: true },
    { what: 'it is seen to be begun, but not that the customer is held', isListed: false },
  ])('C15 the phone in it asks a colleague ($what): one call', ({ isListed }) => {
    const tracker = createCallTracker({ pbx: 'p', numbering });
    const asker = channel('2.1', { group: '2.1', dialled: '102', ageMs: 2_000 });
    const asked = channel('2.2', { group: '2.1', party: extension('102'), state: 'ringing' });
    const talk = [customer({ bridge: 'b' }), channel('1.2', { bridge: 'b', ageMs: 4_000 })];
    const channels = isListed ? [...talk, asker, asked] : talk;
    const said = { pbx: 'p', at: 60_500 };
    const events: PbxEvent[] = [
      { kind: 'snapshot', pbx: 'p', at: 60_000, askedAt: 60_000, channels },
      { ...said, kind: 'channel', ...asker, isCalling: true },
      { ...said, kind: 'channel', ...asked, isCalling: false },
      { ...said, kind: 'dial', from: '2.1', to: '2.2', digits: '102' },
      { ...said, at: 61_000, kind: 'hangup', channel: '2.2', group: '2.1', cause: 16 },
      { ...said, at: 61_000, kind: 'hangup', channel: '2.1', group: '2.1', cause: 16 },
    ];
    const calls = new Map<string, CallRecord>();
    for (const { call, merged } of events.flatMap((event) => tracker.apply(event))) {
      for (const id of merged) calls.delete(id);
      calls.set(call.id, call);
    }
    expect([...calls.values()]).toEqual([
      expect.objectContaining({
        direction: 'inbound',
        state: 'talking',
        handledBy: ['101'],
        consultations: [expect.objectContaining({ from: '101', to: '102' })],
      }),
    ]);
  });

  test('C15 a phone that calls a colleague after a talk whose end nobody saw: two calls', () => {
    const tracker = createCallTracker({ pbx: 'p', numbering });
    const talk = [customer({ bridge: 'b' }), channel('1.2', { bridge: 'b', ageMs: 4_000 })];
    const next = [
      channel('2.1', { group: '2.1', dialled: '102', ageMs: 0 }),
      channel('2.2', { group: '2.1', party: extension('102'), state: 'ringing', ageMs: 0 }),
    ];
    const list = (at: number, channels: SnapshotChannel[]): PbxEvent => ({
      kind: 'snapshot',
      pbx: 'p',
      at,
      askedAt: at,
      channels,
    });
    // the first list may be too early for the talk to be known as over
    const told = [list(60_000, talk), list(60_500, next), list(61_700, next)];
    const last = new Map(
      told.flatMap((event) => tracker.apply(event)).map(({ call }) => [call.id, call]),
    );
    expect([...last.values()]).toMatchObject([
      { id: 'p-1.1', state: 'ended', consultations: [] },
      { id: 'p-2.1', state: 'ringing', from: '101' },
    ]);
  });

  test('C7 rung out, though that it rang is what nobody saw: no answer', () => {
    const tracker = createCallTracker({ pbx: 'p', numbering });
    const channels = [customer({ state: 'other' }), channel('1.2', { state: 'other' })];
    const said = { pbx: 'p', at: 80_000, group: GROUP } as const;
    const changes = (
      [
        { kind: 'snapshot', pbx: 'p', at: 60_000, askedAt: 60_000, channels },
        {
          ...said,
          kind: 'dial-end',
          from: GROUP,
          to: '1.2',
          status: 'no-answer',
          forwardedTo: null,
        },
        { ...said, kind: 'hangup', channel: '1.2', cause: 0 },
        { ...said, kind: 'hangup', channel: GROUP, cause: 16 },
      ] satisfies PbxEvent[]
    ).flatMap((event) => tracker.apply(event));
    expect(changes.at(-1)?.call).toMatchObject({ disposition: 'no-answer', rang: [] });
  });

  test('at the voicemail: it ends as such', () => {
    const tracker = createCallTracker({ pbx: 'p', numbering });
    const channels = [customer({ voicemail: true })];
    tracker.apply({ kind: 'snapshot', pbx: 'p', at: 60_000, askedAt: 60_000, channels });
    const [change] = tracker.apply({
      kind: 'hangup',
      pbx: 'p',
      at: 61_000,
      channel: GROUP,
      cause: 16,
    } as PbxEvent);
    expect(change?.call).toMatchObject({ state: 'ended', disposition: 'voicemail' });
  });
});

test('C8 C11 who has just asked to end it stays the one who did, though a list that lags has them together still', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const talk = [customer({ bridge: 'b' }), channel('1.2', { bridge: 'b', ageMs: 4_000 })];
  const said = { pbx: 'p', at: 60_500, channel: GROUP, group: GROUP };
  tracker.apply({ kind: 'snapshot', pbx: 'p', at: 59_000, askedAt: 59_000, channels: talk });
  tracker.apply({ kind: 'hangup-request', ...said, cause: 16 });
  tracker.apply({ kind: 'bridge-leave', bridge: 'b', ...said });
  tracker.apply({ kind: 'snapshot', pbx: 'p', at: 60_600, askedAt: 60_550, channels: talk });
  const ended = [GROUP, '1.2'].flatMap((id) =>
    tracker.apply({ kind: 'hangup', ...said, at: 60_700, channel: id, cause: 16 }),
  );
  expect(ended.at(-1)?.call).toMatchObject({ hangup: { by: 'caller' }, endedAt: iso(60_500) });
});

test('C11 a call that outlives a lost line is not all seen from then on, and that is told once', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const said = { pbx: 'p', group: GROUP } as const;
  const caller = customer();
  const [begun] = tracker.apply({
    ...said,
    kind: 'channel',
    at: 50_000,
    ...caller,
    isCalling: true,
  });
  expect(begun?.complete).toBe(true);
  const list = (at: number): PbxEvent => ({
    kind: 'snapshot',
    pbx: 'p',
    at,
    askedAt: at,
    unheardSince: 55_000,
    channels: [caller],
  });
  const told = [list(60_000), list(61_200)].map((event) => tracker.apply(event));
  expect(told.map((changes) => changes.map(({ complete }) => complete))).toEqual([[false], []]);
});

describe('L7 a talk that ended while nobody saw', () => {
  const talk = [customer({ bridge: 'b' }), channel('1.2', { bridge: 'b', ageMs: 4_000 })];
  const list = (at: number, channels: SnapshotChannel[], unheardSince?: number): PbxEvent => ({
    kind: 'snapshot',
    pbx: 'p',
    at,
    askedAt: at,
    channels,
    ...(unheardSince === undefined ? {} : { unheardSince }),
  });

  test('is told as far as it was known: to the loss of the line, not to its return an hour later', () => {
    const tracker = createCallTracker({ pbx: 'p', numbering });
    tracker.apply(list(60_000, talk));
    const changes = tracker.apply(list(4_000_000, [], 400_000));
    expect(changes.at(-1)?.call).toMatchObject({
      endedAt: iso(400_000),
      talkMs: 340_000,
      reason: 'end-not-seen',
      hangup: null,
      legs: [{ party: '101', endedAt: iso(400_000) }],
    });
  });

  test.each([
    { seenAt: 400_000, until: 400_000 },
    // what is known of the call itself may be later: that a link is there is noted every 10 s
    { seenAt: 55_000, until: 60_000 },
    { seenAt: null, until: 4_000_000 },
  ])('so after a start of the server that was last linked at $seenAt', ({ seenAt, until }) => {
    const before = createCallTracker({ pbx: 'p', numbering });
    const memory = before.apply(list(60_000, talk)).at(-1)?.memory() ?? '';
    const tracker = createCallTracker({
      pbx: 'p',
      numbering,
      memories: [memory],
      unheardSince: seenAt,
    });
    const changes = tracker.apply(list(4_000_000, []));
    expect(changes.at(-1)?.call).toMatchObject({ endedAt: iso(until), talkMs: until - 60_000 });
  });
});
