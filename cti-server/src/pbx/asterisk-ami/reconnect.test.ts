import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchClient, type WatchedClient } from '../../../../fixtures/ami-client.ts';
import type { AmiBehaviour } from '../../../../fixtures/replayed-pbx/ami-manners.ts';
import {
  type ReplayedPbx,
  startReplayedPbx,
} from '../../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { createTestClock } from '../../../../fixtures/test-clock.ts';
import { until } from '../../../../fixtures/until.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let pbx: ReplayedPbx;
let watched: WatchedClient | undefined;

beforeEach(async () => {
  pbx = await startReplayedPbx();
});
afterEach(async () => {
  await watched?.client.stop();
  watched = undefined;
  await pbx.stop();
});

describe('B06 one connection at a time, and none too soon', () => {
  test.each<[AmiBehaviour['login'], string]>([
    ['refuse', 'pbx-login-refused'],
    ['acl', 'pbx-login-closed'],
    ['in-use', 'pbx-login-in-use'],
  ])(
    '%s for 24 hours: at most one try a minute, at least one in 72 s',
    async (login, problem) => {
      const clock = createTestClock();
      pbx.behaviour.login = login;
      const began = clock.now();
      const tries: number[] = [];
      watched = watchClient({ port: pbx.port, clock });
      let refused = watched.next('refused');
      while (clock.now() - began < DAY) {
        expect(await refused).toMatchObject({ problem });
        tries.push(clock.now());
        refused = watched.next('refused');
        // whatever else would be tried is due before the next refusal
        await clock.advance(MINUTE);
        expect(pbx.connections().made).toBe(tries.length);
        await clock.advance(12_000);
      }
      expect(tries.length).toBeGreaterThanOrEqual(DAY / 72_000);
      expect(tries.length).toBeLessThanOrEqual(DAY / MINUTE);
    },
    60_000,
  );

  test('nobody listens for an hour: tried every 2 s at the latest, as operators wait for it', async () => {
    const clock = createTestClock();
    const { port } = pbx;
    await pbx.stop();
    const began = clock.now();
    watched = watchClient({ port, clock });
    let down = watched.next('down');
    let last = began;
    let longest = 0;
    while (clock.now() - began < 60 * MINUTE) {
      await down;
      longest = Math.max(longest, clock.now() - last);
      last = clock.now();
      down = watched.next('down');
      const tries = watched.times('connecting');
      while (watched.times('connecting') === tries) await clock.advance(100);
    }
    expect(longest).toBeGreaterThanOrEqual(1_000);
    expect(longest).toBeLessThanOrEqual(2_100);
  }, 60_000);

  test('a line closed at login for a while: one session after it, each event told once', async () => {
    const clock = createTestClock();
    watched = watchClient({ port: pbx.port, clock });
    await watched.next('up');
    pbx.behaviour.login = 'acl';
    let down = watched.next('down');
    pbx.cut();
    for (let n = 0; n < 4; n += 1) {
      await down;
      down = watched.next('down');
      await clock.advance(2_000);
    }
    await down;
    pbx.behaviour.login = 'accept';
    const up = watched.next('up');
    const { made } = pbx.connections();
    while (pbx.connections().made === made) await clock.advance(100);
    await up;
    // a second loop would come up, too, before the first ping
    await clock.advance(4_000);
    expect(pbx.connections()).toEqual({ made: made + 1, open: 1 });
    pbx.send('Event: Hangup\r\nUniqueid: 1\r\n\r\nEvent: Hangup\r\nUniqueid: 2\r\n\r\n');
    await until(() => watched?.events.includes('Hangup 2'), { what: 'the events' });
    expect(watched.events.filter((one) => one === 'Hangup 1')).toHaveLength(1);
  });

  test('a PBX that lets us in and cuts the line at once is tried twice a second, not more', async () => {
    const clock = createTestClock();
    watched = watchClient({ port: pbx.port, clock });
    const began = clock.now();
    for (let n = 0; n < 12; n += 1) {
      const up = watched.times('up');
      while (watched.times('up') === up) await clock.advance(50);
      const down = watched.next('down');
      pbx.cut();
      await down;
    }
    expect(clock.now() - began).toBeGreaterThan(12 * 400);
    expect(clock.now() - began).toBeLessThan(12 * 1_000);
  });
});

describe('stopped at any moment, nothing is left open and nothing is tried again', () => {
  test.each<[string, (one: WatchedClient) => unknown, Partial<AmiBehaviour>]>([
    ['while it connects', () => undefined, {}],
    [
      'while it logs in',
      () => until(() => pbx.received().includes('Challenge'), { what: 'login' }),
      { login: 'silent' },
    ],
    ['while it waits to try again', (one) => one.next('refused'), { login: 'refuse' }],
    ['when it is up', (one) => one.next('up'), {}],
  ])('%s', async (_, moment, behaviour) => {
    Object.assign(pbx.behaviour, behaviour);
    const clock = createTestClock();
    watched = watchClient({ port: pbx.port, clock });
    await moment(watched);
    await watched.client.stop();
    const tries = watched.times('connecting');
    await clock.advance(10 * MINUTE);
    await until(() => pbx.connections().open === 0, { what: 'all closed' });
    expect(watched.times('connecting')).toBe(tries);
    expect(clock.timers()).toBe(0);
  });
});
