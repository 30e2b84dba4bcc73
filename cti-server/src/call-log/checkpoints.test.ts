import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';

let temp: TempLog;
let clock: TestClock;

beforeEach(() => {
  clock = createTestClock();
  temp = createTempLog(clock);
});
afterEach(() => temp.remove());

const log = () => `${temp.handle.file}-wal`;

/** One second of twenty calls, each in a transaction of its own. */
async function second(): Promise<void> {
  for (let i = 0; i < 20; i += 1) {
    temp.log.append(aChange({ id: `office-${i}` }));
    await clock.advance(50);
  }
}

test('the write-ahead log is carried over between the commits: it does not grow', async () => {
  for (let i = 0; i < 5; i += 1) await second();
  const after = statSync(log()).size;
  for (let i = 0; i < 20; i += 1) await second();
  expect(statSync(log()).size).toBeLessThan(after * 1.5);
});
