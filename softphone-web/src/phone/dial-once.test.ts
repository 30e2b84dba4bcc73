import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createHandClock, type HandClock } from '../services/hand-clock.ts';
import { dialOnce, SAME_WITHIN_MS } from './dial-once.ts';

describe('a number that is clicked twice', () => {
  let clock: HandClock;
  const dial = vi.fn<(number: string) => Promise<void>>();
  beforeEach(() => {
    clock = createHandClock();
    dial.mockReset().mockResolvedValue();
  });

  test('is dialled once, also where the first click is through already', async () => {
    const once = dialOnce(dial, clock);
    await Promise.all([once('101'), once('101')]);
    await once('101');
    expect(dial.mock.calls).toEqual([['101']]);
  });

  test('is dialled again when some time has passed', async () => {
    const once = dialOnce(dial, clock);
    await once('101');
    await clock.pass(SAME_WITHIN_MS);
    await once('101');
    expect(dial).toHaveBeenCalledTimes(2);
  });

  test('is dialled again at once where the first try failed', async () => {
    const once = dialOnce(dial, clock);
    dial.mockRejectedValueOnce(new Error('no'));
    await expect(once('101')).rejects.toThrow('no');
    await once('101');
    expect(dial).toHaveBeenCalledTimes(2);
  });

  test('keeps no other number back', async () => {
    const once = dialOnce(dial, clock);
    await Promise.all([once('101'), once('102')]);
    expect(dial.mock.calls).toEqual([['101'], ['102']]);
  });
});
