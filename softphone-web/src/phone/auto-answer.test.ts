import { expect, test } from 'vitest';
import { createHandClock } from '../services/hand-clock.ts';
import { createAutoAnswer } from './auto-answer.ts';
import { createFakePhone } from './fake-phone.ts';

function desk(answerAfter: () => number | null = () => 2) {
  const clock = createHandClock();
  const phone = createFakePhone();
  const stop = createAutoAnswer({ phone, clock, answerAfter });
  const answered = () => phone.commands.filter((command) => command.startsWith('answer'));
  return { clock, phone, stop, answered };
}

test('a call is answered by itself, once, when it has rung so long', async () => {
  const { clock, phone, answered } = desk();
  const id = phone.ring('101');
  await clock.pass(1_999);
  expect(answered()).toEqual([]);
  await clock.pass(10_000);
  expect(answered()).toEqual([`answer ${id}`]);
});

test('not one that waits while another is spoken in, and not one that has gone', async () => {
  const { clock, phone, answered } = desk();
  const first = phone.ring('101');
  await clock.pass(2_000);
  await Promise.resolve();
  phone.ring('102');
  await clock.pass(10_000);
  expect(answered()).toEqual([`answer ${first}`]);
  phone.tell({ kind: 'ended', id: first, reason: 'hung-up', at: 0 });
  phone.tell({ kind: 'ended', id: 'call-2', reason: 'cancelled', at: 0 });
  await clock.pass(10_000);
  expect(answered()).toHaveLength(1);
});

test('not without a microphone, not in a tab that only shows the phone, not when it is switched off meanwhile', async () => {
  let wanted: number | null = 2;
  const { clock, phone, answered } = desk(() => wanted);
  const ready = { kind: 'ready' } as const;
  phone.tell({ kind: 'microphone', microphone: 'denied' });
  phone.ring('101');
  await clock.pass(10_000);
  phone.tell({ kind: 'registration', registration: { kind: 'elsewhere', there: ready } });
  phone.tell({ kind: 'microphone', microphone: 'granted' });
  await clock.pass(10_000);
  phone.tell({ kind: 'registration', registration: ready });
  wanted = null;
  await clock.pass(10_000);
  expect(answered()).toEqual([]);
});
