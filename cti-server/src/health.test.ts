import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '@perezvon/crm-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OFFICE_UP } from '../../fixtures/live-stage.ts';
import { createTestClock } from '../../fixtures/test-clock.ts';
import type { WebhookTrouble } from './webhooks/watch.ts';
import type { CallLogStatus } from './call-log/call-log.ts';
import type { Traffic } from './contract/index.ts';
import { iso } from './kernel/clock.ts';
import { createHealth } from './health.ts';

const START = Date.UTC(2026, 10, 23, 10);

const QUIET: Traffic = {
  pbx: 'office',
  messages: 0,
  events: 0,
  unused: [],
  ignored: [],
  refused: 0,
  answerMs: null,
  stalls: 0,
  setAside: 0,
  firstSetAside: [],
};

let webDir: string;
beforeEach(() => {
  webDir = mkdtempSync(join(tmpdir(), 'perezvon-page-'));
});
afterEach(() => rmSync(webDir, { recursive: true }));

/** Health over parts in the test's hand. */
function stage() {
  const clock = createTestClock(START);
  const state = {
    log: { ok: true, since: START, waiting: 0, error: null } as CallLogStatus,
    room: { free: 9e12, size: 9e12, short: false },
    place: 'loop' as 'loop' | 'thread',
    link: OFFICE_UP,
    traffic: { ...QUIET },
    webhooks: null as WebhookTrouble | null,
    connections: [] as { id: string; enabled: boolean; problem: string | null }[],
  };
  const health = createHealth({
    version: '1',
    callLog: { status: () => state.log },
    writer: { place: () => state.place },
    connections: () => state.connections,
    roads: () => [{ status: () => state.link, traffic: () => state.traffic }],
    records: { health: () => [] },
    recordings: { health: () => [] },
    webhooks: { trouble: () => state.webhooks },
    certificate: null,
    webDir,
    dataDir: '/data',
    clock,
    room: () => state.room,
  });
  const part = (name: string) => health.read().parts.find((one) => one.part === name);
  return { clock, state, health, part };
}

const putPage = () => writeFileSync(join(webDir, 'index.html'), '');
const at = (ms: number) => iso(START + ms);

describe('since when a part is as it is', () => {
  test('the page: the moment when it was built or taken away, though nobody asked then', async () => {
    const { clock, part } = stage();
    expect(part('page')).toMatchObject({
      ok: false,
      since: at(0),
      problem: { code: 'page-missing' },
    });
    await clock.advance(25_000);
    putPage();
    await clock.advance(600_000);
    expect(part('page')).toMatchObject({
      ok: true,
      since: at(30_000),
      problem: null,
      detail: null,
    });
    rmSync(join(webDir, 'index.html'));
    await clock.advance(600_000);
    expect(part('page')).toMatchObject({ ok: false, since: at(630_000) });
  });

  test('the disk: short, then slow, then well', async () => {
    const { clock, state, part } = stage();
    expect(part('disk')).toMatchObject({ ok: true, since: at(0) });
    await clock.advance(60_000);
    state.room = { free: 300 * 1_048_576, size: 9e12, short: true };
    await clock.advance(60_000);
    const short = {
      ok: false,
      since: at(70_000),
      problem: { code: 'disk-short', values: { mb: 300, dir: '/data' } },
      detail: 'Only 300 MB are free where the data is (/data).',
    };
    expect(part('disk')).toMatchObject(short);
    // less and less is one and the same trouble
    state.room = { ...state.room, free: 200 * 1_048_576 };
    await clock.advance(60_000);
    expect(part('disk')).toMatchObject({ since: at(70_000), problem: { values: { mb: 200 } } });
    state.room = { ...state.room, short: false };
    state.place = 'thread';
    await clock.advance(60_000);
    expect(part('disk')).toMatchObject({
      ok: true,
      since: at(190_000),
      problem: { code: 'disk-slow' },
    });
  });

  test('it is not looked at after the stop', () => {
    const { clock, health } = stage();
    health.stop();
    expect(clock.timers()).toBe(0);
  });
});

describe('what is wrong is a code with values for the page, and English for plain readers, the cure once', () => {
  test('the call log', () => {
    const { state, part } = stage();
    const file = '/data/perezvon.db';
    const error = new StorageError('database-full', {
      file,
      why: 'It is full.',
      cure: 'Free space.',
    });
    state.log = { ok: false, since: START, waiting: 7, error };
    expect(part('call-log')).toEqual({
      part: 'call-log',
      ok: false,
      since: at(0),
      problem: { code: 'database-full', values: { waiting: 7, file } },
      detail: `The database ${file} has no room: the disk is full. Changes of calls that wait for it: 7.`,
      cure: 'Free space on that disk.',
    });
  });

  test('B10 messages of a PBX that were set aside, since the first of them', () => {
    const { state, part } = stage();
    expect(part('messages:office')).toMatchObject({ ok: true, since: at(0), problem: null });
    const firstSetAside = [{ at: at(5_000), text: 'Event: Odd', error: 'poison' }];
    state.traffic = { ...QUIET, setAside: 2, firstSetAside };
    expect(part('messages:office')).toMatchObject({
      ok: false,
      since: at(5_000),
      problem: { code: 'pbx-set-aside', values: { count: 2 } },
      detail: expect.stringMatching(/^2 messages of the PBX could not be processed/),
    });
  });

  test.each([
    ['page', 'page-missing'],
    ['pbx', 'no-pbx'],
  ])('%s', (name, code) => {
    const clock = createTestClock(START);
    const { parts } = createHealth({
      version: '1',
      callLog: { status: () => stage().state.log },
      writer: { place: () => 'loop' },
      roads: () => [],
      connections: () => [{ id: 'old', enabled: false, problem: null }],
      records: { health: () => [] },
      recordings: { health: () => [] },
      webhooks: { trouble: () => null },
      certificate: null,
      webDir: null,
      dataDir: '/data',
      clock,
    }).read();
    expect(parts.find(({ part }) => part === name)).toMatchObject({ ok: false, problem: { code } });
  });
});

test('a PBX whose secret or settings cannot be used is named, beside those that work', () => {
  const { state, health, part } = stage();
  const problem = 'secret-unreadable';
  state.connections = [
    { id: 'office', enabled: true, problem: null },
    { id: 'branch', enabled: true, problem },
    { id: 'south', enabled: true, problem: 'invalid' },
    { id: 'old', enabled: false, problem },
  ];
  expect(part('pbx:branch')).toMatchObject({ ok: false, problem: { code: 'pbx-secret' } });
  expect(part('pbx:south')).toMatchObject({ ok: false, problem: { code: 'pbx-settings' } });
  const names = health.read().parts.map((one) => one.part);
  expect(names.filter((name) => name.startsWith('pbx'))).toEqual([
    'pbx:office',
    'pbx:branch',
    'pbx:south',
  ]);
});

test('webhooks that are stopped, and receivers that take nothing, are named; the server works', () => {
  const { state, health, part } = stage();
  expect(part('webhooks')).toBeUndefined();
  state.webhooks = { failing: 0, stopped: 0 };
  expect(part('webhooks')).toMatchObject({ ok: true, problem: null });
  const before = health.read().ok;
  for (const [failing, stopped, code, values] of [
    [2, 0, 'webhooks-failing', { count: 2 }],
    [0, 1, 'webhooks-stopped', { count: 1 }],
    // neither hides the other
    [2, 1, 'webhooks-troubled', { count: 2, stopped: 1 }],
  ] as const) {
    state.webhooks = { failing, stopped };
    const problem = { code, values };
    expect(part('webhooks')).toMatchObject({ ok: true, problem });
    expect(health.read().ok).toBe(before);
  }
});
