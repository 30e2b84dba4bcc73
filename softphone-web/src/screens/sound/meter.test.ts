import { expect, it } from 'vitest';
import { levelOf } from './meter.ts';

const sine = (height: number) =>
  Array.from({ length: 480 }, (_, at) => height * Math.sin((2 * Math.PI * at) / 48));

it('is empty in silence, full at the loudest, and at its middle for speech at -30 dB', () => {
  expect(levelOf([])).toBe(0);
  expect(levelOf(sine(0))).toBe(0);
  expect(levelOf(sine(1))).toBeCloseTo(0.95, 2);
  expect(levelOf(sine(10 ** (-27 / 20)))).toBeCloseTo(0.5, 2);
});
