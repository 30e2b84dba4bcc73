import { describe, expect, it } from 'vitest';
import { createQualitySpans, mosOf } from './quality.ts';

const way = (rttMs: number, jitterMs: number, lossPercent: number) => ({
  rttMs,
  jitterMs,
  lossPercent,
  bufferMs: null,
});

describe('the estimate of how a call sounds', () => {
  it('is the best of the E-model on a local network, within its rounding', () => {
    expect(mosOf(way(1, 1, 0))).toBeCloseTo(4.4, 1);
  });

  it.each([
    // R = 93.2 − 0.024·170 = 89.1: satisfied
    { what: 'a far office', figures: way(300, 0, 0), mos: 4.32 },
    // d = 320: 0.024·320 + 0.11·142.7 = 23.4
    { what: 'a satellite', figures: way(600, 0, 0), mos: 3.59 },
    // Ie,eff = 95·5/30.1 = 15.8
    { what: 'a loss of 5 %', figures: way(0, 0, 5), mos: 3.89 },
    // Ie,eff = 95·20/45.1 = 42.1
    { what: 'a loss of 20 %', figures: way(0, 0, 20), mos: 2.61 },
  ])('of $what is that of G.107', ({ figures, mos }) => {
    expect(mosOf(figures)).toBeCloseTo(mos, 1);
  });

  it('never leaves 1 to 4.5, and falls with each fault', () => {
    expect(mosOf(way(20_000, 5_000, 100))).toBe(1);
    expect(mosOf(way(100, 5, 1))).toBeGreaterThan(mosOf(way(100, 5, 2)));
    expect(mosOf(way(100, 5, 1))).toBeGreaterThan(mosOf(way(400, 5, 1)));
    expect(mosOf(way(100, 60, 1))).toBeLessThan(mosOf(way(100, 5, 1)));
    expect(mosOf({ ...way(100, 60, 1), bufferMs: 20 })).toBeGreaterThan(mosOf(way(100, 60, 1)));
  });
});

describe('a call’s quality', () => {
  it('is poor after two bad spans on end, and well again after a good one', () => {
    const spans = createQualitySpans();
    expect(spans.add(way(20, 2, 0), 50).poor).toBe(false);
    expect(spans.add(way(20, 2, 30), 50).poor).toBe(false);
    expect(spans.add(way(20, 2, 30), 50)).toMatchObject({ poor: true, lossPercent: 30 });
    const good = spans.add(way(20, 2, 0), 50);
    expect(good.poor).toBe(false);
    expect(good.whole.worstMos).toBeCloseTo(mosOf(way(20, 2, 30)));
    expect(good.whole.mos).toBeCloseTo((mosOf(way(20, 2, 0)) + mosOf(way(20, 2, 30))) / 2);
    expect(good.whole).toMatchObject({ lossPercent: 15, rttMs: 20, jitterMs: 2 });
  });

  it('is silent when nothing has come for two spans', () => {
    const spans = createQualitySpans();
    expect(spans.add(way(20, 2, 0), 0).silent).toBe(false);
    expect(spans.add(way(20, 2, 0), 0).silent).toBe(true);
    expect(spans.add(way(20, 2, 0), 9).silent).toBe(false);
  });
});
