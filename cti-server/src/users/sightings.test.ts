import { expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { createSightings, type Sighting } from './sightings.ts';

function stage() {
  const clock = createTestClock(0);
  const written: (readonly Sighting[])[] = [];
  const failures: unknown[] = [];
  const database = { locked: false, tries: 0 };
  const sightings = createSightings({
    clock,
    async write(all) {
      database.tries += 1;
      if (database.locked) throw new Error('locked');
      written.push(all);
    },
    failed: (error) => failures.push(error),
  });
  return { clock, written, failures, database, sightings };
}

test('however often and by however many: one write a minute, the last time of each', async () => {
  const { clock, written, sightings } = stage();
  for (const at of [0, 10_000, 20_000]) {
    for (const id of ['a', 'b']) sightings.note(id);
    sightings.note(`once at ${at}`);
    await clock.advance(10_000);
  }
  await clock.advance(30_000);
  expect(written).toEqual([
    [
      ['a', 20_000],
      ['b', 20_000],
      ['once at 0', 0],
      ['once at 10000', 10_000],
      ['once at 20000', 20_000],
    ],
  ]);
  await clock.advance(600_000);
  expect(written).toHaveLength(1);
});

test('C05 while the database is locked there is one try a minute, and nothing is forgotten', async () => {
  const { clock, written, failures, database, sightings } = stage();
  database.locked = true;
  for (let second = 0; second < 180; second += 1) {
    sightings.note(second < 60 ? 'early' : 'late');
    await clock.advance(1_000);
  }
  expect(database.tries).toBe(3);
  expect(failures).toHaveLength(3);
  database.locked = false;
  await clock.advance(60_000);
  expect(written).toEqual([
    [
      ['early', 59_000],
      ['late', 179_000],
    ],
  ]);
});

test('what was noted is written at the stop, and nothing after it', async () => {
  const { clock, written, sightings } = stage();
  sightings.note('a');
  sightings.stop();
  await clock.advance(600_000);
  expect(written).toEqual([[['a', 0]]]);
  expect(clock.timers()).toBe(0);
});
