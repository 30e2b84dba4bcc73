import { expect, test } from 'vitest';
import { createTrials } from './trials.ts';

const phone = { pbx: 'main', extension: '201' };

test('G4 a trial is of one extension, of who began it, and for a minute', () => {
  let now = 0;
  const trials = createTrials({ monotonic: () => now });
  expect(trials.isOn('root', phone)).toBe(false);
  trials.begin('root', phone);
  expect(trials.isOn('root', phone)).toBe(true);
  expect(trials.isOn('anna', phone)).toBe(false);
  expect(trials.isOn('root', { ...phone, extension: '202' })).toBe(false);
  expect(trials.isOn('root', { ...phone, pbx: 'other' })).toBe(false);
  now = 60_001;
  expect(trials.isOn('root', phone)).toBe(false);
  trials.begin('root', { ...phone, extension: '202' });
  expect(trials.isOn('root', phone)).toBe(false);
});
