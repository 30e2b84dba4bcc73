import { expect, it } from 'vitest';
import { createHandClock } from '../services/hand-clock.ts';
import type { LiveQuality } from './quality.ts';
import { type Reports, SPAN_MS, watchQuality } from './quality-watch.ts';

function inbound(packetsReceived: number, packetsLost: number) {
  return { type: 'inbound-rtp', kind: 'audio', packetsReceived, packetsLost, jitter: 0.004 };
}
const remote = {
  type: 'remote-inbound-rtp',
  kind: 'audio',
  fractionLost: 0.01,
  roundTripTime: 0.05,
};

async function watched(looks: readonly (Reports | null)[], isHeld = () => false) {
  const clock = createHandClock();
  const told: LiveQuality[] = [];
  const left = [...looks];
  const stop = watchQuality({
    clock,
    isHeld,
    tell: (quality: LiveQuality) => told.push(quality),
    stats: async () => left.shift() ?? null,
  });
  for (const _ of looks) {
    await clock.pass(SPAN_MS);
  }
  stop();
  return told;
}

it('tells what was lost within each span, in either direction, and how long a round takes', async () => {
  const told = await watched([
    null,
    [inbound(100, 0)],
    [inbound(190, 10), remote],
    [inbound(290, 10), remote],
  ]);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({ lossPercent: 10, rttMs: 50, jitterMs: 4, silent: false });
  expect(told[1]).toMatchObject({ lossPercent: 1, silent: false });
});

it('takes a call that is silent for one on hold, where it is', async () => {
  const standing = [[inbound(100, 0)], [inbound(100, 0)], [inbound(100, 0)]];
  expect((await watched(standing)).at(-1)?.silent).toBe(true);
  expect(await watched(standing, () => true)).toEqual([]);
});
