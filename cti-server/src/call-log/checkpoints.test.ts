import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aChange, createTempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { silentLog } from '../kernel/log.ts';
import { keepWalShort } from './checkpoints.ts';

test('the write-ahead log is carried over: it does not grow', async () => {
  const clock = createTestClock();
  const temp = createTempLog(clock);
  /** Ten seconds of two hundred calls, each in a transaction of its own. */
  const tenSeconds = async () => {
    for (let i = 0; i < 200; i += 1) {
      temp.log.append(aChange({ id: `office-${i}` }));
      await clock.advance(50);
    }
  };
  const size = () => statSync(`${temp.handle.file}-wal`).size;
  await tenSeconds();
  const after = size();
  for (let i = 0; i < 4; i += 1) await tenSeconds();
  expect(size()).toBeLessThan(after * 1.5);
  await temp.remove();
});

describe('no call waits for it without need', () => {
  function setUp(tookMs = 0) {
    const clock = createTestClock();
    const state = { n: 0, tookMs, made: [] as number[] };
    const began = clock.monotonic();
    let away = 0;
    const stop = keepWalShort({
      writes: {
        async checkpoint() {
          state.made.push(clock.monotonic() - began);
          away += state.tookMs;
        },
      },
      lastN: () => state.n,
      onFatal(error) {
        throw error;
      },
      clock: { ...clock, monotonic: () => clock.monotonic() + away },
      log: silentLog,
    });
    const busy = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        state.n += 1;
        await clock.advance(100);
      }
    };
    return { clock, state, busy, stop };
  }

  test('it is made as soon as nothing is written', async () => {
    const { clock, state, busy, stop } = setUp();
    await busy(1_000);
    expect(state.made).toEqual([]);
    await clock.advance(500);
    expect(state.made).toHaveLength(1);
    await clock.advance(60_000);
    expect(state.made).toHaveLength(1);
    stop();
  });

  test('where something is written all the time, every ten seconds', async () => {
    const { state, busy, stop } = setUp();
    await busy(31_000);
    expect(state.made).toHaveLength(3);
    stop();
  });

  test('C04 on a slow disk, every two minutes', async () => {
    const { state, busy, stop } = setUp(400);
    await busy(300_000);
    expect(state.made.length).toBeLessThanOrEqual(3);
    stop();
  });
});
