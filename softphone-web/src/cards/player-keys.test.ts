import { expect, test } from 'vitest';
import { playerActOf, speedAfter } from './player-keys.ts';

const press = (code: string, more = {}) =>
  playerActOf({ code, altKey: false, ctrlKey: false, metaKey: false, ...more });

test('keys by their place; those of the page and the browser are not taken', () => {
  expect([press('Space'), press('ArrowLeft'), press('Period'), press('KeyN')]).toEqual([
    'play',
    'back',
    'faster',
    'note',
  ]);
  expect(press('KeyN', { altKey: true })).toBeNull();
  expect(press('KeyA')).toBeNull();
});

test('faster and slower, and no further than there is', () => {
  expect(speedAfter(1, 'faster')).toBe(1.25);
  expect(speedAfter(2, 'faster')).toBe(2);
  expect(speedAfter(0.75, 'slower')).toBe(0.75);
});
