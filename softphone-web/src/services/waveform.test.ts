import { expect, test } from 'vitest';
import { peaksOf, withFirstByte } from './waveform.ts';

test('the loudest of each part, the loudest of all is 1', () => {
  const samples = new Float32Array([0, 0.1, -0.5, 0.2, 0, 0, 0.25, -0.1]);
  expect(peaksOf(samples, 4)).toEqual([expect.closeTo(0.2, 5), 1, 0, 0.5]);
});

test('silence, nothing, and fewer samples than parts', () => {
  expect(peaksOf(new Float32Array(8), 2)).toEqual([0, 0]);
  expect(peaksOf(new Float32Array(0), 3)).toEqual([0, 0, 0]);
  expect(peaksOf(new Float32Array([1]), 3)).toEqual([1, 0, 0]);
});

test.each(['RIFF', 'OggS', 'ID3'])('the first byte is known by the second: %s', (name) => {
  const bytes = new TextEncoder().encode(name);
  expect(new Uint8Array(withFirstByte(bytes.subarray(1)))).toEqual(bytes);
});
