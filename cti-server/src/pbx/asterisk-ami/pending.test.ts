import { expect, test } from 'vitest';
import { createTestClock } from '../../../../fixtures/test-clock.ts';
import type { AmiEvent } from './ami-event.ts';
import { ActionError, createPending } from './pending.ts';

const item = (actionid: string, fields: Record<string, string> = {}): AmiEvent => ({
  name: 'CoreShowChannel',
  at: 0,
  fields: { actionid, ...fields },
  text: '',
  repeated: {},
});
const failure = (answer: Promise<unknown>) =>
  answer.then(
    () => null,
    (error: unknown) => error,
  );

test('a thousand actions may wait; the next is refused before it is sent, until one is answered', async () => {
  const pending = createPending(createTestClock());
  const answers = Array.from({ length: 1_000 }, (_, n) => pending.response(`a${n}`, 5_000));
  expect(() => pending.response('b', 5_000)).toThrow(ActionError);
  pending.onResponse({ ok: true, actionId: 'a7', message: '', fields: {} });
  await answers[7];
  const last = failure(pending.response('b', 5_000));
  pending.rejectAll('the line was lost');
  expect(await last).toMatchObject({ unknown: true });
  for (const [n, answer] of answers.entries()) {
    if (n !== 7) expect(await failure(answer)).toBeInstanceOf(ActionError);
  }
});

test('a list without end is given up and costs no more memory', async () => {
  const pending = createPending(createTestClock());
  const list = failure(pending.list('a', 5_000));
  let taken = 0;
  while (taken < 100_000 && pending.onEvent(item('a'))) taken += 1;
  expect(taken).toBe(20_001);
  expect(await list).toMatchObject({ unknown: false, message: expect.stringMatching(/longer/) });
});

test('B10 a reader that throws fails its list, and nothing waits for ever', async () => {
  const clock = createTestClock();
  const pending = createPending(clock);
  const list = failure(
    pending.list('a', 5_000, () => {
      throw new Error('poison');
    }),
  );
  expect(pending.onEvent(item('a'))).toBe(true);
  expect(pending.onEvent(item('a', { eventlist: 'Complete' }))).toBe(true);
  expect(await list).toMatchObject({ message: 'poison' });
  expect(clock.timers()).toBe(0);
});
