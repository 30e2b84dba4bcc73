import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endedBy, nextTry } from './next-try.ts';
import type { StoredDelivery } from './stored.ts';

const DAY_MS = 24 * 60 * 60_000;

test('F10 at most eight tries within 24 h, each later than the one before, spread by chance', () => {
  const eight = { minLength: 8, maxLength: 8 };
  const chance = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), eight);
  const lateness = fc.array(fc.integer({ min: 0, max: 3_600_000 }), eight);
  fc.assert(
    fc.property(chance, lateness, lateness, (randoms, late, asked) => {
      const at = [0];
      for (let next: number | null = 0; next !== null; ) {
        const tries: number = at.length;
        const now: number = at.at(-1) ?? 0;
        const random = randoms[tries - 1] ?? 0;
        const notBefore = now + (asked[tries - 1] ?? 0);
        next = nextTry({ tries, begunAt: 0 }, { now, random, notBefore });
        if (next === null) break;
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(DAY_MS);
        expect(next).toBeGreaterThanOrEqual(Math.min(DAY_MS, notBefore));
        at.push(next + (late[tries - 1] ?? 0));
      }
      expect(at.length).toBeLessThanOrEqual(8);
      expect(at.length).toBeGreaterThanOrEqual(7);
    }),
  );
});

test('F10 who is away for most of a day is asked once more near its end', () => {
  let now = 0;
  for (let tries = 1; ; tries += 1) {
    const next = nextTry({ tries, begunAt: 0 }, { now, random: 0.5, notBefore: 0 });
    if (next === null) break;
    now = next;
  }
  expect(now / 3_600_000).toBeGreaterThan(21);
});

test('F10 what failed at once does not come back at once', () => {
  const at = (random: number) =>
    nextTry({ tries: 5, begunAt: 0 }, { now: 0, random, notBefore: 0 }) ?? 0;
  expect(at(0) - at(0.99)).toBeGreaterThan(30 * 60_000);
});

test('F10 the day begins with the first try, however long a server was down before it', () => {
  const told: StoredDelivery = {
    n: 1,
    webhookId: 'a',
    eventId: 'evt_1',
    type: 'call.ended',
    subject: 'x',
    entry: null,
    at: 0,
    begunAt: 0,
    state: 'waiting',
    tries: 0,
    dueAt: 0,
    triedAt: null,
    status: null,
    problem: null,
  };
  const at = (now: number) => ({ now: () => now, random: () => 0 });
  const failed = { status: 500, problem: 'status' } as const;
  const first = endedBy(told, failed, at(3 * DAY_MS));
  expect(first).toMatchObject({ state: 'waiting', tries: 1, begunAt: 3 * DAY_MS });
  const last = endedBy({ ...told, ...first }, failed, at(4 * DAY_MS));
  expect(last).toMatchObject({ state: 'dead', tries: 2, begunAt: 3 * DAY_MS });
});
