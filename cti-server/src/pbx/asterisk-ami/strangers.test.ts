import { expect, test } from 'vitest';
import { createTestClock } from '../../../../fixtures/test-clock.ts';
import type { LinkState } from './client.ts';
import { discreetLink, discreetly, STRANGER_MS } from './strangers.ts';
import { AmiLinkError } from './socket.ts';

// F09 The address of a PBX is of no use to look for ports: what is no AMI gets one answer, after one time.

const ELSEWHERE = { host: '10.0.0.9', port: 8080 };
const down = (problem: string): LinkState => ({ state: 'down', problem, detail: problem });

test.each([
  ['pbx-not-listening', 5],
  ['pbx-unreachable', 3_000],
  ['pbx-silent', 5_000],
  ['pbx-no-tls', 20],
  ['pbx-closed', 20],
  ['pbx-not-ami', 10_000],
  ['pbx-not-ami', 14_900],
])('%s after %i ms: the same words at the same time', async (problem, ms) => {
  const clock = createTestClock();
  let told: { at: number; error: unknown } | null = null;
  const failing = () =>
    new Promise<never>((_, reject) =>
      clock.after(ms, () => reject(new AmiLinkError(problem, `precisely ${problem}`))),
    );
  const signal = new AbortController().signal;
  discreetly(ELSEWHERE, failing, { clock, signal }).catch((error: unknown) => {
    told = { at: clock.monotonic(), error };
  });
  await clock.advance(STRANGER_MS - 1);
  expect(told).toBeNull();
  await clock.advance(1);
  expect(told).toMatchObject({ at: STRANGER_MS, error: { problem: 'pbx-no-ami' } });
  expect(String((told as unknown as { error: Error }).error)).toMatch(
    /^AmiLinkError: No Asterisk Manager Interface answers at 10\.0\.0\.9:8080: [^:]+\. Check host and port/,
  );
});

test('of the ports that are an AMI’s, of names, and of what an AMI said, all is told at once', async () => {
  const clock = createTestClock();
  const signal = new AbortController().signal;
  const failing = (problem: string) => () => Promise.reject(new AmiLinkError(problem, 'precisely'));
  const told = (port: number, problem: string) =>
    discreetly({ ...ELSEWHERE, port }, failing(problem), { clock, signal });
  await expect(told(5038, 'pbx-silent')).rejects.toMatchObject({ problem: 'pbx-silent' });
  await expect(told(5039, 'pbx-no-tls')).rejects.toMatchObject({ problem: 'pbx-no-tls' });
  for (const problem of ['pbx-unknown-host', 'pbx-certificate', 'pbx-login-refused'])
    await expect(told(8080, problem)).rejects.toMatchObject({ problem });
});

test('the link of a stranger’s port tells one thing, once; where an AMI was heard, what is wrong with it', async () => {
  const clock = createTestClock();
  const told: [number, string][] = [];
  const link = discreetLink(
    ELSEWHERE,
    (state) => told.push([clock.monotonic(), 'problem' in state ? state.problem : state.state]),
    clock,
  );
  link.tell({ state: 'connecting' });
  await clock.advance(5);
  link.tell(down('pbx-not-listening'));
  await clock.advance(300);
  link.tell({ state: 'connecting' });
  link.tell(down('pbx-silent'));
  await clock.advance(STRANGER_MS);
  expect(told).toEqual([
    [0, 'connecting'],
    [STRANGER_MS, 'pbx-no-ami'],
  ]);
  link.tell({ state: 'up' });
  link.tell(down('pbx-lost'));
  link.tell(down('pbx-not-listening'));
  expect(told.slice(2).map(([, what]) => what)).toEqual(['up', 'pbx-lost', 'pbx-not-listening']);
});

test('a PBX that comes up meanwhile is told at once, and nothing is told after the stop', async () => {
  const clock = createTestClock();
  const told: string[] = [];
  const link = discreetLink(ELSEWHERE, ({ state }) => told.push(state), clock);
  link.tell(down('pbx-not-listening'));
  link.tell({ state: 'up' });
  await clock.advance(2 * STRANGER_MS);
  expect(told).toEqual(['up']);
  const other = discreetLink(ELSEWHERE, ({ state }) => told.push(state), clock);
  other.tell(down('pbx-silent'));
  other.stop();
  await clock.advance(2 * STRANGER_MS);
  expect(told).toEqual(['up']);
});
