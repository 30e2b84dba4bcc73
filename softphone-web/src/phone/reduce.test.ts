import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLive, MAX_CALLS, MAX_REMOTE_TEXT, type PhoneState } from './phone.ts';
import { type PhoneEvent, phoneReduce, quietPhone } from './reduce.ts';

const quiet = quietPhone('browser', '201');
const id = fc.constantFrom('a', 'b', 'c');
const at = fc.integer({ min: 0, max: 1_000 });
const party = { remoteNumber: fc.string(), remoteName: fc.string({ maxLength: 500 }) };
const event: fc.Arbitrary<PhoneEvent> = fc.oneof(
  fc.record({ kind: fc.constantFrom('invited' as const, 'dialled' as const), id, at, ...party }),
  fc.record({ kind: fc.constant('answered' as const), id, at }),
  fc.record({
    kind: fc.constantFrom('muted' as const, 'joined' as const, 'ringback' as const),
    id,
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('held' as const), id, on: fc.boolean(), at }),
  fc.record({
    kind: fc.constant('ended' as const),
    id,
    at,
    reason: fc.constantFrom('hung-up' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constant('forgotten' as const), id }),
);

const after = (...events: PhoneEvent[]): PhoneState => events.reduce(phoneReduce, quiet);
const rings: PhoneEvent = {
  kind: 'invited',
  id: 'a',
  remoteNumber: '79161234567',
  remoteName: 'Анна',
  at: 10,
};

function expectPossible(state: PhoneState): void {
  expect(new Set(state.calls.map((call) => call.id)).size).toBe(state.calls.length);
  expect(state.calls.filter(isLive).length).toBeLessThanOrEqual(MAX_CALLS);
  for (const call of state.calls) {
    const spoken = call.state === 'talking' || call.state === 'held';
    const begins = call.state === 'ringing' || call.state === 'dialling';
    expect(call.state === 'ringing' && call.direction === 'outbound').toBe(false);
    expect(call.state === 'dialling' && call.direction === 'inbound').toBe(false);
    expect(spoken && call.answeredAt === null).toBe(false);
    expect(begins && call.answeredAt !== null).toBe(false);
    expect(call.muted && !spoken).toBe(false);
    expect(call.ringback && call.state !== 'dialling').toBe(false);
    expect(call.endedAt !== null).toBe(call.state === 'ended');
    expect(call.endReason !== null).toBe(call.state === 'ended');
    const times = [call.startedAt, call.answeredAt, call.endedAt].filter((one) => one !== null);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(call.remoteName.length).toBeLessThanOrEqual(MAX_REMOTE_TEXT);
  }
}

describe('phoneReduce', () => {
  test('no sequence of events leads to an impossible state', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = quiet;
        for (const one of events) {
          state = phoneReduce(state, one);
          expectPossible(state);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('whatever happened, ended calls leave and nothing is left', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const full = after(...events);
        const empty = full.calls
          .flatMap((call): PhoneEvent[] => [
            { kind: 'ended', id: call.id, reason: 'hung-up', at: 2_000 },
            { kind: 'forgotten', id: call.id },
          ])
          .reduce(phoneReduce, full);
        expect(empty.calls).toEqual([]);
      }),
    );
  });

  test('a call rings, is answered, held, muted, ended and forgotten', () => {
    const talking = after(rings, { kind: 'answered', id: 'a', at: 20 });
    expect(talking.calls[0]).toMatchObject({ state: 'talking', startedAt: 10, answeredAt: 20 });
    const held = phoneReduce(talking, { kind: 'held', id: 'a', on: true, at: 3_000 });
    expect(held.calls[0]).toMatchObject({ state: 'held' });
    const ended = phoneReduce(held, { kind: 'ended', id: 'a', reason: 'hung-up', at: 30 });
    expect(ended.calls[0]).toMatchObject({ state: 'ended', endedAt: 30, endReason: 'hung-up' });
    expect(phoneReduce(ended, { kind: 'forgotten', id: 'a' }).calls).toEqual([]);
  });

  test('what does not fit changes nothing: an unknown call, an ended one, a living one forgotten, a third', () => {
    const one = after(rings);
    const ended = after(rings, { kind: 'ended', id: 'a', reason: 'busy', at: 11 });
    const two = after(rings, { ...rings, id: 'b' });
    expect(phoneReduce(one, { kind: 'answered', id: 'x', at: 11 })).toBe(one);
    expect(phoneReduce(one, { kind: 'forgotten', id: 'a' })).toBe(one);
    expect(phoneReduce(one, rings)).toBe(one);
    expect(phoneReduce(ended, { kind: 'answered', id: 'a', at: 12 })).toBe(ended);
    expect(phoneReduce(two, { ...rings, id: 'c' })).toBe(two);
  });
});
