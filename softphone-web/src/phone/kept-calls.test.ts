import { expect, test } from 'vitest';
import { createCallKeeper, type KeptCall, MOST_AWAY_MS } from './kept-calls.ts';
import { phoneReduce, quietPhone } from './reduce.ts';

const invited = phoneReduce(quietPhone('browser', '201'), {
  ...({ kind: 'invited', id: 'a', remoteNumber: '7916', remoteName: 'Анна', at: 1_000 } as const),
});
const talking = phoneReduce(invited, { kind: 'answered', id: 'a', at: 2_000 });
const KEPT: KeptCall = {
  call: { ...talking.calls[0], muted: true } as KeptCall['call'],
  dialog: { callId: 'a', localTag: 'b', remoteTag: 'c' },
  farewell: 'BYE',
};

/** Two tabs of one operator; what one posts the other hears. */
function tabs() {
  let now = 10_000;
  const clock = { now: () => now };
  const open = () => {
    const kept = new Map<string, string>();
    const channel = {
      onmessage: null as ((event: { data: unknown }) => void) | null,
      postMessage: (data: unknown) =>
        others.forEach((one) => one !== channel && one.onmessage?.({ data })),
    };
    others.push(channel);
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const keeper = () => createCallKeeper({ extension: '201', storage, channel, clock });
    return { keeper, kept };
  };
  const others: { onmessage: ((event: { data: unknown }) => void) | null }[] = [];
  return { open, pass: (ms: number) => (now += ms) };
}

test('P7 a page that is loaded anew finds its calls, once, and only while they can be taken back', () => {
  const { open, pass } = tabs();
  const { keeper, kept } = open();
  keeper().keep([KEPT]);
  pass(MOST_AWAY_MS);
  expect(keeper().take()).toEqual([KEPT]);
  expect(keeper().take()).toEqual([]);
  keeper().keep([KEPT]);
  pass(MOST_AWAY_MS + 1);
  expect(keeper().take()).toEqual([]);
  keeper().keep([KEPT]);
  keeper().keep([]);
  expect(kept.size).toBe(0);
});

test('P7 what a page that goes hands on, another tab takes; not what it only kept', () => {
  const { open } = tabs();
  const [first, second] = [open().keeper(), open().keeper()];
  first.keep([KEPT]);
  expect(second.take()).toEqual([]);
  first.hand([KEPT]);
  expect(second.take()).toEqual([KEPT]);
});

test.each(['', '{', 'null', '[]', '{"at":1}', '{"at":"x","calls":[]}'])(
  'P7 what no page of ours wrote is none: %s',
  (text) => {
    const { keeper, kept } = tabs().open();
    kept.set('perezvon.calls.201', text);
    expect(keeper().take()).toEqual([]);
  },
);

test('P7 a call on its way back is answered when it was answered first, and counts as one of two', () => {
  const back = phoneReduce(quietPhone('browser', '201'), { kind: 'returning', call: KEPT.call });
  expect(back.calls).toMatchObject([{ id: 'a', state: 'returning', answeredAt: 2_000 }]);
  const there = phoneReduce(back, { kind: 'answered', id: 'a', at: 9_000 });
  expect(there.calls).toMatchObject([{ state: 'talking', answeredAt: 2_000, startedAt: 1_000 }]);
  const lost = phoneReduce(back, { kind: 'ended', id: 'a', reason: 'not-returned', at: 9_000 });
  expect(lost.calls).toMatchObject([{ state: 'ended', endReason: 'not-returned' }]);
  expect(phoneReduce(back, { kind: 'returning', call: KEPT.call })).toBe(back);
});
