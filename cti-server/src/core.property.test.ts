import { expect, test, vi } from 'vitest';
import { simulatedDay } from '../../fixtures/simulated-pbx/simulated-day.ts';

// other programs of the machine may be busy, too; the whole row takes its time
vi.setConfig({ testTimeout: process.env['CHAOS_RUNS'] ? 14_400_000 : 60_000 });

/** `CHAOS_RUNS=1000` for the whole row; `CHAOS_SEED=N` begins with that one. */
const runs = Number(process.env['CHAOS_RUNS'] ?? 2);
const first = Number(process.env['CHAOS_SEED'] ?? 1);
/** So many days must do to find a bug. */
const ENOUGH = 20;

test('A10 ten hours of line, model, log and live channel with faults of network, disk and process', async () => {
  const found: { seed: number; wrong: string[] }[] = [];
  for (let seed = first; seed < first + runs; seed += 1) {
    const wrong = await simulatedDay(seed);
    if (wrong.length > 0) found.push({ seed, wrong });
  }
  expect(found).toEqual([]);
});

test.each(['deaf', 'forgetful'] as const)(
  'A10 the simulation finds a planted fault in time: %s',
  async (planted) => {
    let wrong: string[] = [];
    for (let seed = 1; seed <= ENOUGH && wrong.length === 0; seed += 1)
      wrong = await simulatedDay(seed, planted);
    expect(wrong).not.toEqual([]);
  },
);

test('A10 a seed gives the same day each time', async () => {
  expect(await simulatedDay(7, 'deaf')).toEqual(await simulatedDay(7, 'deaf'));
});
