import { expect, test } from 'vitest';
import type { Outcome } from '../contract/index.ts';
import { createCardSettings } from './card-settings.ts';

function kept(value?: unknown) {
  let now = value;
  return createCardSettings({ get: () => now, set: async (_, set) => void (now = set) });
}

const outcome = (code: string): Outcome => ({ code, name: code, flags: [], retired: false });

test('before anything is set there are outcomes, no time for the wrap-up, and cards at the ring', () => {
  const { outcomes, wrapUpSec, pops } = kept().now();
  expect(outcomes.map(({ code }) => code)).toContain('sale');
  expect([wrapUpSec, pops.standard]).toEqual([null, 'ring']);
});

test('what cannot be read any more counts as never set', () => {
  expect(kept({ outcomes: 'x' }).now()).toEqual(kept().now());
});

test('an outcome that is left out is offered no more, and keeps its name for calls that have it', async () => {
  const cards = kept();
  await cards.save({ ...cards.now(), outcomes: [outcome('a'), outcome('b')] });
  await cards.save({ ...cards.now(), outcomes: [outcome('b')] });
  const { outcomes } = cards.now();
  const found = (code: string) => outcomes.find((one) => one.code === code);
  expect(found('b')?.retired).toBe(false);
  expect(found('a')).toMatchObject({ name: 'a', retired: true });
  expect(found('sale')?.retired).toBe(true);
});
