import { expect, it } from 'vitest';
import type { PhoneCall } from '../phone/phone.ts';
import { phoneReduce, quietPhone, type PhoneEvent } from '../phone/reduce.ts';
import type { PhoneCallInfo } from '../../sdk/words.ts';
import { callEvents } from './call-events.ts';

const infoOf = ({ id }: PhoneCall) => ({ callId: id }) as unknown as PhoneCallInfo;

/** What is told over the life of a phone. */
function told(...events: readonly PhoneEvent[]) {
  let state = quietPhone('browser', '201');
  return events.flatMap((event) => {
    const before = state.calls;
    state = phoneReduce(state, event);
    return callEvents(before, state.calls, infoOf).map(({ name, detail }) =>
      name === 'ended' ? [name, detail.callEndStatus, detail.durationMs] : name,
    );
  });
}

const party = { remoteNumber: '79161234567', remoteName: '', at: 1_000 };
const came = { kind: 'invited', id: 'a', ...party } as const;
const went = { kind: 'dialled', id: 'a', ...party } as const;
const answered = { kind: 'answered', id: 'a', at: 3_000 } as const;
const ended = (reason: Extract<PhoneEvent, { kind: 'ended' }>['reason']) =>
  ({ kind: 'ended', id: 'a', reason, at: 9_000 }) as const;

it('tells a call from its first ring to its end, each step once', () => {
  const hold = { kind: 'held', id: 'a', on: true, at: 8_000 } as const;
  expect(
    told(came, answered, hold, ended('remote-hung-up'), { kind: 'forgotten', id: 'a' }),
  ).toEqual(['ringing', 'answered', ['ended', 'COMPLETED', 6_000]]);
});

it.each([
  [came, 'cancelled', 'MISSED'],
  [came, 'answered-elsewhere', 'MISSED'],
  [came, 'rejected', 'REJECTED'],
  [went, 'busy', 'BUSY'],
  [went, 'no-answer', 'NO_ANSWER'],
  [went, 'hung-up', 'CANCELED'],
  [went, 'not-allowed', 'FAILED'],
] as const)('an unanswered call (%o) that ends as %s is %s', (begin, reason, status) => {
  expect(told(begin, ended(reason))).toEqual(['ringing', ['ended', status, 0]]);
});
