import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ReplayedPbx, startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import {
  openProcessStage,
  type ProcessStage,
  type ServerProcess,
  START_MS,
} from '../../fixtures/server-process.ts';
import { stopRound } from '../../fixtures/stop-round.ts';
import { until } from '../../fixtures/until.ts';
import { again, recordedEvents } from '../bench/ami-stream-of-calls.ts';
import type { Health } from './contract/index.ts';

// 50 times each by `npm run chaos -- E01`
describe('E01 the stop in the middle of work: 50 sockets, 20 requests in flight, 5 calls up', () => {
  test.each([
    ['SIGTERM', 'at one address'],
    ['SIGINT', 'at one address'],
    ['SIGTERM', 'at 127.0.0.1 and ::1'],
    ['SIGINT', 'at 127.0.0.1 and ::1'],
  ] as const)(
    '%s %s: all answered, 1001, exit 0 within 5 s, nothing told is lost',
    { timeout: START_MS * 4 },
    async (signal, where) => {
      const round = await stopRound({ signal, both: where !== 'at one address' });
      expect(round.answers).toEqual(Array.from({ length: 20 }, () => 201));
      expect(round.closeCodes).toEqual(Array.from({ length: 50 }, () => 1001));
      expect(round.exit).toBe(0);
      expect(round.tookMs).toBeLessThan(5_000);
      expect(round).toMatchObject({ lost: [], contacts: 20 });
    },
  );
});

describe('E01 the stop while another program holds the database, with a call that waits to be written', () => {
  let stage: ProcessStage;
  let pbx: ReplayedPbx;
  let server: ServerProcess;
  let other: InstanceType<typeof Sqlite>;
  let origin: string;
  const file = () => join(stage.dir, 'data', 'perezvon.db');

  beforeEach(async () => {
    stage = openProcessStage();
    pbx = await startReplayedPbx();
    const ami = { port: pbx.port, user: 'perezvon', secret: 'change-me-perezvon' };
    const office = { id: 'office', extensions: '[0-9]{3}', ...ami };
    server = stage.run({ config: { pbx: [office] } });
    ({ origin } = await server.ready());
    await until(() => pbx.connections().open === 1, { what: 'the line to the PBX' });
    other = new Sqlite(file());
    other.exec('BEGIN IMMEDIATE');
    pbx.send(again(recordedEvents('in-direct-answered-22'), 1, '79161234501').join(''));
    await until(
      async () => {
        const { parts } = (await (await fetch(`${origin}/healthz`)).json()) as Health;
        return parts.some(({ part, ok }) => part === 'call-log' && !ok);
      },
      { what: 'health to say that the log waits', timeoutMs: START_MS },
    );
  }, START_MS * 2);

  afterEach(async () => {
    other?.close();
    await stage.end();
    await pbx.stop();
  });

  test('the lock goes in time: what waited is written', { timeout: START_MS }, async () => {
    server.child.kill('SIGTERM');
    const isDeaf = () =>
      fetch(`${origin}/healthz`).then(
        () => false,
        () => true,
      );
    await until(isDeaf, { what: 'the stop to have begun' });
    other.exec('ROLLBACK');
    expect(await server.ended(10_000)).toBe(0);
    expect(other.prepare('SELECT count(*) FROM calls').pluck().get()).toBe(1);
    expect(server.logged()).not.toContain('given up');
  });

  test('the lock stays: how much is given up is logged, and the process ends', {
    timeout: START_MS,
  }, async () => {
    const began = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.ended(10_000)).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    const line = server
      .logged()
      .split('\n')
      .find((one) => one.includes('given up'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      changes: expect.any(Number),
      calls: 1,
      first: [expect.stringMatching(/^office-/)],
    });
  });
});
