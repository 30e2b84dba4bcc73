import { systemClock } from '../kernel/clock.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import { createMarkStore } from '../recordings/marks.ts';
import { createPlayStore, createRecordingPlays } from '../recordings/plays.ts';

let temp: TempLog;
beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

const written = () => until(() => temp.log.waiting() === 0, { what: 'the log to be written' });

test('L2 who heard the recording of a call that turned out to be part of another, and what they said of it, is that one’s', async () => {
  const anna = { id: 'anna', name: 'Anna' };
  const marks = createMarkStore(temp.handle, systemClock);
  const store = createPlayStore(temp.handle);
  const plays = createRecordingPlays(temp.handle, store, systemClock);
  for (const [index, id] of ['office-1', 'office-2'].entries()) {
    temp.log.append(aChange({ id, recording: `${id}.wav` }));
    await written();
    await marks.add(id, anna, { atMs: index, text: id, recording: 1 });
    const { id: userId, name: userName } = anna;
    await store.add({ at: 1, callId: id, recording: 1, userId, userName, address: '127.0.0.1' });
  }
  temp.log.append(aChange({ id: 'office-1' }, { merged: ['office-2'] }));
  await written();
  expect(marks.of('office-1').map(({ text }) => text)).toEqual(['office-1', 'office-2']);
  expect(plays.of('office-1')).toHaveLength(2);
  expect([marks.of('office-2'), plays.of('office-2')]).toEqual([[], []]);

  // so that nothing of them is left once the call is removed
  await temp.log.remove(['office-1'], 2);
  expect([marks.of('office-1'), plays.of('office-1')]).toEqual([[], []]);
});
