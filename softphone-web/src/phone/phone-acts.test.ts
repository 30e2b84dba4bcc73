import { describe, expect, it, vi } from 'vitest';
import { actByKey, type PhoneActs } from './phone-acts.ts';
import type { PhoneCall, PhoneCallState } from './phone.ts';

function call(id: string, state: PhoneCallState, muted = false): PhoneCall {
  return {
    id,
    direction: 'inbound',
    remoteNumber: '',
    remoteName: '',
    state,
    muted,
    heldSince: null,
    joined: false,
    asksFor: null,
    ringback: false,
    startedAt: 0,
    answeredAt: null,
    endedAt: null,
    endReason: null,
  };
}

function acts() {
  return {
    answer: vi.fn<PhoneActs['answer']>(),
    reject: vi.fn<PhoneActs['reject']>(),
    hangUp: vi.fn<PhoneActs['hangUp']>(),
    mute: vi.fn<PhoneActs['mute']>(),
    hold: vi.fn<PhoneActs['hold']>(),
    dtmf: vi.fn<PhoneActs['dtmf']>(),
    transfer: vi.fn<PhoneActs['transfer']>(),
    consult: vi.fn<PhoneActs['consult']>(),
    connect: vi.fn<PhoneActs['connect']>(),
    confer: vi.fn<PhoneActs['confer']>(),
  } satisfies PhoneActs;
}

describe('a key without a call named', () => {
  it('answers the call that has rung longest', () => {
    const done = acts();
    actByKey(done, 'answer', [call('a', 'talking'), call('b', 'ringing'), call('c', 'ringing')]);
    expect(done.answer.mock.calls).toEqual([['b']]);
  });

  it('hangs up the spoken call before it rejects a waiting one', () => {
    const done = acts();
    actByKey(done, 'hangUp', [call('b', 'ringing'), call('a', 'talking')]);
    expect(done.hangUp.mock.calls).toEqual([['a']]);
    actByKey(done, 'hangUp', [call('b', 'ringing'), call('h', 'held')]);
    expect(done.reject.mock.calls).toEqual([['b']]);
    actByKey(done, 'hangUp', [call('r', 'returning'), call('b', 'ringing')]);
    expect(done.hangUp.mock.calls.at(-1)).toEqual(['r']);
  });

  it('mutes and unmutes, holds and comes back', () => {
    const done = acts();
    actByKey(done, 'mute', [call('a', 'talking', true)]);
    expect(done.mute.mock.calls).toEqual([['a', false]]);
    actByKey(done, 'hold', [call('a', 'talking')]);
    actByKey(done, 'hold', [call('a', 'held')]);
    expect(done.hold.mock.calls).toEqual([
      ['a', true],
      ['a', false],
    ]);
  });

  it('does nothing where there is nothing to do', () => {
    const done = acts();
    for (const key of ['answer', 'hangUp', 'mute', 'hold'] as const) {
      actByKey(done, key, [call('a', 'ended')]);
    }
    expect(Object.values(done).every((act) => act.mock.calls.length === 0)).toBe(true);
  });

  it('switches to the one that waits', () => {
    const done = acts();
    actByKey(done, 'swap', [call('a', 'held'), call('b', 'talking')]);
    expect(done.hold.mock.calls).toEqual([['a', false]]);
    actByKey(done, 'swap', [call('b', 'talking')]);
    expect(done.hold.mock.calls).toHaveLength(1);
  });
});
