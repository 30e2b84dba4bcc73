import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OfficeProcess, startOfficeProcess } from '../../fixtures/office-process.ts';
import { postTo, type Probe, START_MS } from '../../fixtures/server-process.ts';
import { until } from '../../fixtures/until.ts';
import { again, recordedEvents } from '../bench/ami-stream-of-calls.ts';
import type { Problem } from './contract/index.ts';

const LOCK_MS = 30_000;
const IN_PARALLEL = 50;
const SESSIONS = 25;
/** SQLite's busy time-out of 40 ms and some margin. */
const ONE_WAIT_MS = 60;

let office: OfficeProcess;
beforeEach(async () => {
  // on a slow disk a thread of its own would wait for the lock
  office = await startOfficeProcess({ isQuick: true });
}, START_MS * 2);
afterEach(() => office.end());

test('C05 another process holds the database for 30 s under calls and 50 requests at once: the loop goes on, all that waits is written', {
  timeout: LOCK_MS + START_MS * 3,
}, async () => {
  const { stage, pbx, server, origin, signIn } = office;
  // one alone is held up after 6,000 requests a minute
  const cookies: string[] = [];
  while (cookies.length < SESSIONS) cookies.push(await signIn());
  const by = (index: number) => cookies[index % SESSIONS] ?? '';
  const get = (path: string, index: number) =>
    fetch(origin + path, { headers: { cookie: by(index) } });
  const contact = { kind: 'person', name: 'New', numbers: [] };
  const call = recordedEvents('in-direct-answered-22');
  let calls = 0;

  /** A call and 50 requests at once; gives how the server was meanwhile. */
  async function wave(heard: { read: Set<number>; written: Set<string | undefined> }) {
    calls += 1;
    pbx.send(again(call, calls, `79161${String(calls).padStart(6, '0')}`).join(''));
    const reads = Array.from({ length: IN_PARALLEL / 2 }, async (_, index) => {
      const path = ['/api/me', '/api/calls', '/api/contacts'][index % 3] ?? '';
      const answer = await get(path, index);
      await answer.text();
      heard.read.add(answer.status);
    });
    const writes = Array.from({ length: IN_PARALLEL / 2 }, async (_, index) => {
      const answer = await postTo(origin, '/api/contacts', { body: contact, cookie: by(index) });
      heard.written.add(((await answer.json()) as Partial<Problem>).code);
    });
    await Promise.all([...reads, ...writes]);
    return server.probe();
  }

  const free = { read: new Set<number>(), written: new Set<string | undefined>() };
  const usual: Probe[] = [];
  for (let i = 0; i < 30; i += 1) usual.push(await wave(free));
  const other = new Sqlite(join(stage.dir, 'data', 'perezvon.db'));
  const count = (what: string) => other.prepare(`SELECT count(*) FROM ${what}`).pluck().get();
  const made = count('contacts');
  // else nobody's last use would be worth writing
  other.exec('UPDATE sessions SET seen_at = 0');
  other.exec('BEGIN IMMEDIATE');
  const lockedAt = Date.now();
  const locked = { read: new Set<number>(), written: new Set<string | undefined>() };
  const waves: Probe[] = [];
  while (Date.now() - lockedAt < LOCK_MS) waves.push(await wave(locked));
  other.exec('ROLLBACK');
  expect([...locked.read]).toEqual([200]);
  expect([...locked.written]).toEqual(['database-locked']);
  // The wait of 40 ms for all, and what the requests take anyway on a machine that is busy with other tests.
  expect(mostly(waves)).toBeLessThanOrEqual(Math.max(100, mostly(usual) + 60));
  // the lock costs each wave its one wait, not one for each who writes
  expect(meanStood(waves)).toBeLessThanOrEqual(meanStood(usual) + ONE_WAIT_MS);

  const lines = server
    .logged()
    .split('\n')
    .filter((line) => line.includes('The call log waits'));
  expect(lines).toHaveLength(1);
  const warned = Date.parse((JSON.parse(lines[0] ?? '{}') as { time: string }).time) - lockedAt;
  expect(warned).toBeGreaterThanOrEqual(2_000);
  expect(warned).toBeLessThan(5_000);

  await until(() => count('calls WHERE ended_at IS NOT NULL') === calls, {
    what: 'all calls in the log',
    timeoutMs: START_MS,
  });
  expect(count('calls')).toBe(calls);
  expect(count('contacts')).toBe(made);
  expect((await postTo(origin, '/api/contacts', { body: contact, cookie: by(0) })).status).toBe(
    201,
  );
  other.close();
});

/** How long the loop stood still in a wave, all in all, ms. */
function meanStood(waves: readonly Probe[]): number {
  return waves.reduce((sum, { stoodMs }) => sum + stoodMs, 0) / waves.length;
}

/** How long the loop stood still at most in nine of ten waves, ms. */
function mostly(waves: readonly Probe[]): number {
  const stalls = waves.map(({ stallMs }) => stallMs).toSorted((a, b) => a - b);
  return stalls[Math.floor(stalls.length * 0.9)] ?? 0;
}
