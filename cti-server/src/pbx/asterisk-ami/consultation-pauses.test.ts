import { expect, test } from 'vitest';
import { createTestClock } from '../../../../fixtures/test-clock.ts';
import { createConsultationPauses, DEAF_MS } from './consultation-pauses.ts';

test('P4 a consultation behind a cancelled one of the same phone waits until the PBX hears it again', async () => {
  const clock = createTestClock();
  const pauses = createConsultationPauses(clock);
  const began: string[] = [];
  const consult = (channel: string) =>
    void pauses.mayBegin({ act: 'consult', channel, to: '102' }).then(() => began.push(channel));
  consult('a');
  await clock.advance(0);
  expect(began).toEqual(['a']);

  await pauses.mayBegin({ act: 'cancel', channel: 'a' });
  await clock.advance(300);
  consult('a');
  consult('b');
  await pauses.mayBegin({ act: 'transfer', channel: 'a', to: '102' });
  await clock.advance(DEAF_MS - 301);
  expect(began).toEqual(['a', 'b']);
  await clock.advance(1);
  expect(began).toEqual(['a', 'b', 'a']);
  expect(clock.timers()).toBe(0);
  consult('a');
  await clock.advance(0);
  expect(began).toHaveLength(4);
});
