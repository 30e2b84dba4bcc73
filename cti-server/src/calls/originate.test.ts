import { expect, test } from 'vitest';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

type Said = PbxEvent extends infer E ? (E extends PbxEvent ? Omit<E, 'at' | 'pbx'> : never) : never;

const AT = Date.UTC(2026, 10, 23, 10);
const phone = { name: 'PJSIP/103', party: { kind: 'extension', number: '103' } } as const;
const failure = (channel: string): Said => ({
  kind: 'originated',
  channel,
  ...phone,
  dialled: '979161112233',
  answered: false,
});
const channel = (id: string): Said => ({
  kind: 'channel',
  channel: id,
  group: id,
  name: 'PJSIP/103-0000007d',
  party: phone.party,
  number: '103',
  isWithheld: false,
  callerName: null,
  dialled: null,
  isCalling: false,
});
const hangup = (id: string, cause: number): Said => ({
  kind: 'hangup',
  channel: id,
  group: id,
  cause,
});

/** The calls as they are told last, in the order in which they were told first. */
function callsOf(...events: Said[]) {
  const tracker = createCallTracker({
    pbx: 'main',
    numbering: {
      outsidePrefix: '9',
      isExtension: (digits) => /^\d{3}$/.test(digits),
      toE164: (number) => `+${number}`,
    },
  });
  const calls = new Map<string, unknown>();
  for (const event of events) {
    for (const { call } of tracker.apply({ ...event, at: AT, pbx: 'main' } as PbxEvent))
      calls.set(call.id, call);
  }
  expect(tracker.open(AT)).toEqual([]);
  return [...calls.values()];
}

test('C7 a click-to-call whose phone is away: a failed call, with its reason, of no length', () => {
  expect(callsOf(failure('c2c-1'))).toEqual([
    expect.objectContaining({
      id: 'main-c2c-1',
      state: 'ended',
      direction: 'outbound',
      from: '103',
      dialled: '79161112233',
      e164: '+79161112233',
      disposition: 'failed',
      reason: 'agent-failed',
      rang: [],
      startedAt: '2026-11-23T10:00:00.000Z',
      endedAt: '2026-11-23T10:00:00.000Z',
      legs: [expect.objectContaining({ party: '103', result: 'failed', cause: null })],
    }),
  ]);
});

test.each([
  ['behind', [hangup('c2c-1', 21), failure('c2c-1')]],
  ['before', [failure('c2c-1'), hangup('c2c-1', 21)]],
])('C7 of a phone that refused, the word of the PBX %s the hang-up changes nothing', (_, end) => {
  const dial: Said = { kind: 'dial', from: null, to: 'c2c-1', digits: '103' };
  expect(callsOf(channel('c2c-1'), dial, ...end)).toEqual([
    expect.objectContaining({ disposition: 'failed', reason: 'agent-rejected' }),
  ]);
});

test.each([
  ['busy', 17, 'agent-busy'],
  ['gone without a word', 18, 'agent-failed'],
  ['rung out', 0, 'agent-no-answer'],
])('C7 a phone that is %s', (_, cause, reason) => {
  const dial: Said = { kind: 'dial', from: null, to: 'c2c-1', digits: '103' };
  expect(callsOf(channel('c2c-1'), dial, hangup('c2c-1', cause))).toEqual([
    expect.objectContaining({ disposition: 'failed', reason }),
  ]);
});

test('of a click-to-call that was answered before we came, nothing is made up', () => {
  expect(callsOf({ ...failure('c2c-1'), answered: true } as Said)).toEqual([]);
});

test('what is said late of one of the last thousand channels is about it', () => {
  const others = Array.from({ length: 999 }, (_, n) => [
    channel(`x${n}`),
    { kind: 'dial', from: null, to: `x${n}`, digits: null } satisfies Said,
    hangup(`x${n}`, 21),
  ]).flat();
  const calls = callsOf(channel('c2c-1'), hangup('c2c-1', 16), ...others, failure('c2c-1'));
  expect(calls).toHaveLength(1_000);
  expect(calls[0]).not.toMatchObject({ reason: 'agent-failed' });
});
