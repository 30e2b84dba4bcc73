import { expect, test } from 'vitest';
import { createHandClock } from '../services/hand-clock.ts';
import { watchForGhost } from './ghost-watch.ts';

function watched(start: { rings: boolean; ringsHere: boolean | null }) {
  const clock = createHandClock();
  const seen = { ...start, over: 0 };
  watchForGhost({
    clock,
    rings: () => seen.rings,
    ringsHere: () => seen.ringsHere,
    over: () => {
      seen.over += 1;
      seen.rings = false;
    },
  });
  return { clock, seen };
}

test('D05 a call that the server does not see ringing is over at once, and told once', async () => {
  const { clock, seen } = watched({ rings: true, ringsHere: false });
  await clock.pass(5_000);
  expect(seen.over).toBe(1);
});

test('D05 a call that still rings goes on ringing until the server sees its end', async () => {
  const { clock, seen } = watched({ rings: true, ringsHere: true });
  await clock.pass(15_000);
  expect(seen.over).toBe(0);
  seen.ringsHere = false;
  await clock.pass(500);
  expect(seen.over).toBe(1);
});

test('while the server cannot tell, nothing is ended', async () => {
  const { clock, seen } = watched({ rings: true, ringsHere: null });
  await clock.pass(15_000);
  expect(seen.over).toBe(0);
});

test('a call that is answered or rejected here is left alone', async () => {
  const { clock, seen } = watched({ rings: true, ringsHere: true });
  seen.rings = false;
  seen.ringsHere = false;
  await clock.pass(5_000);
  expect(seen.over).toBe(0);
});
