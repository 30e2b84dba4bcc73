import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempLog, type TempLog } from '../../fixtures/temp-log.ts';
import { createTestClock, type TestClock } from '../../fixtures/test-clock.ts';
import { type Absence, followAbsence } from './absence.ts';

let clock: TestClock;
let temp: TempLog;

beforeEach(() => {
  clock = createTestClock();
  temp = createTempLog(clock);
});
afterEach(() => temp.remove());

/** As a server that starts does. */
const start = (): Absence => followAbsence({ pbx: 'office', callLog: temp.log, clock });

async function gaps() {
  await clock.advance(0);
  return temp.log.gaps('office', 10);
}

test('L5 a stop of the server is a gap from the stop to the next link', async () => {
  const first = start();
  first.status('up');
  await clock.advance(25_000);
  const stoppedAt = clock.now();
  first.stop();
  await clock.advance(60_000);
  start().status('up');
  expect(await gaps()).toEqual([{ from: stoppedAt, to: stoppedAt + 60_000 }]);
});

test('L5 a kill of the server is a gap from at most 10 s before it', async () => {
  start().status('up');
  await clock.advance(25_000);
  const killedAt = clock.now();
  const next = start();
  await clock.advance(3_000);
  next.status('up');
  expect(await gaps()).toEqual([{ from: killedAt - 5_000, to: killedAt + 3_000 }]);
});

test('L5 a PBX that is away when the server returns: one gap, from when it was last seen', async () => {
  const first = start();
  first.status('up');
  await clock.advance(1_000);
  const lostAt = clock.now();
  first.stop();
  await clock.advance(5_000);
  const next = start();
  next.status('connecting');
  next.status('down');
  await clock.advance(5_000);
  next.gap(lostAt + 5_000, clock.now());
  next.status('up');
  expect(await gaps()).toEqual([{ from: lostAt, to: lostAt + 10_000 }]);
});

test('L5 a PBX that was never seen has no gap, and one that goes on being seen neither', async () => {
  const first = start();
  first.status('connecting');
  first.status('up');
  await clock.advance(120_000);
  first.status('up');
  expect(await gaps()).toEqual([]);
});

test('L5 while the link is lost nothing is noted: a kill then is a gap from the loss on', async () => {
  const first = start();
  first.status('up');
  await clock.advance(10_000);
  const lostAt = clock.now();
  first.status('down');
  await clock.advance(60_000);
  start().status('up');
  expect(await gaps()).toEqual([{ from: lostAt, to: lostAt + 60_000 }]);
});
