import { expect, test } from 'vitest';
import type { AsteriskSettings } from '../settings.ts';
import { reached } from './address.ts';
import { phones, version } from './diagnoses.ts';
import { clockAhead, zoneAhead } from './pbx-time.ts';
import { leastRights } from '../least-rights.ts';
import { harmlessAction, queues } from './queues.ts';
import { rightsIn, silentClasses } from './rights.ts';

const SETTINGS = {
  host: '127.0.0.1',
  port: 5038,
  user: 'cti',
  secret: 'x',
  clickToCallContext: 'click-to-call',
  technology: 'PJSIP' as const,
};
const NOW = Date.UTC(2026, 10, 25, 12);
const ours = new Date(NOW).getTimezoneOffset() / -60;

test('rights are read from the list of actions: what is missing, and what is too many', () => {
  const list = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'text']));
  expect(rightsIn(list('originate', 'hangup', 'coreshowchannels', 'queuepause', 'ping'))).toEqual({
    missing: [],
    risky: [],
  });
  expect(rightsIn(list('ping', 'hangup', 'command', 'updateconfig'))).toEqual({
    missing: ['originate', 'reporting', 'agent'],
    risky: ['command', 'config'],
  });
});

test('extensions are listed by their numbers', () => {
  const known = ['1010', '110', '201', '109'];
  const { found } = phones({ known, all: ['pstn', ...known] }, '[0-9]+');
  expect(found.en).toBe('Found: 4: 109, 110, 201, 1010.');
});

test('a class of events is silent when none of its events came', () => {
  expect(silentClasses(new Set(['FullyBooted', 'Newchannel', 'VarSet']))).toEqual([]);
  expect(silentClasses(new Set(['FullyBooted', 'VarSetting']))).toEqual(['call', 'dialplan']);
});

test('events of queues are tried by a member whose place is set to what it is', () => {
  const item = (name: string, fields: Record<string, string>) => ({
    name,
    fields,
    at: 0,
    text: '',
    repeated: {},
  });
  const empty = [item('QueueParams', { queue: 'sales' })];
  const member = { queue: 'sales', location: 'PJSIP/101', penalty: '3' };
  const whole = [...empty, item('QueueMember', member)];
  expect(harmlessAction([])).toBeNull();
  expect(harmlessAction(empty)).toBeNull();
  expect(harmlessAction(whole)).toEqual({
    action: 'QueuePenalty',
    queue: 'sales',
    interface: 'PJSIP/101',
    penalty: '3',
  });
  const state = (heard: boolean | string | null) => queues(whole, heard, 'cti').state;
  expect([true, false, null, 'denied'].map(state)).toEqual(['ok', 'failed', 'ok', 'skipped']);
  expect(queues([], null, 'cti').state).toBe('ok');
});

test('the clock of the PBX is told by the times of its events', () => {
  expect(clockAhead('1795608000.250000', 1_795_608_000_000)).toBe(250);
  expect(clockAhead(undefined, 0)).toBeNull();
  expect(clockAhead('soon', 0)).toBeNull();
});

test.each([0, 5.75, -3.5, 10])(
  'its zone is told by its start and how long it runs: %d h',
  (hours) => {
    const wall = new Date(NOW + (ours + hours) * 3_600_000 - 100_000).toISOString();
    const started = { date: wall.slice(0, 10), time: wall.slice(11, 19) };
    expect(zoneAhead(started, '100', NOW)).toBeCloseTo(hours, 5);
    expect(zoneAhead(started, undefined, NOW)).toBeNull();
    expect(zoneAhead({ date: undefined, time: undefined }, '100', NOW)).toBeNull();
  },
);

test('the lines to write name this user, and nothing dangerous', () => {
  const lines = leastRights('cti', 'x', '10.0.0.7/255.255.255.255').join('\n');
  expect(lines).toMatch(/^\[cti\]/);
  expect(lines).not.toMatch(/\b(?:command|config|all)\b/);
});

test.each<[string, AsteriskSettings['tls'], string]>([
  ['127.0.0.1', undefined, 'ok'],
  ['127.8.8.8', undefined, 'ok'],
  ['::1', undefined, 'ok'],
  ['localhost', undefined, 'ok'],
  ['10.0.0.7', undefined, 'warning'],
  ['127.pbx.example', undefined, 'warning'],
  ['pbx.example', undefined, 'warning'],
  ['pbx.example', {}, 'ok'],
])('V12 an AMI in clear over a network is warned of: %s, TLS %j: %s', (host, tls, state) => {
  const told = reached({ ...SETTINGS, host, ...(tls ? { tls } : {}) });
  expect(told.state).toBe(state);
  expect(told.lines.length > 0).toBe(state === 'warning');
});

test.each([
  ['18.20.0', 'warning', /CVE-2023-49786.*18\.20\.1/],
  ['20.5.0', 'warning', /20\.5\.1/],
  ['21.0.0', 'warning', /21\.0\.1/],
  ['13.38.3', 'warning', /16 to 22/],
  ['18.20.1', 'ok', null],
  ['20.11.0', 'ok', null],
  ['22.1.0', 'ok', null],
  ['16.28.0~dfsg-0+deb11u4', 'ok', null],
  ['18.9-cert5', 'ok', null],
])('Asterisk %s: %s', (text, state, cure) => {
  const told = version(text);
  expect(told.state).toBe(state);
  if (cure) expect(told.cure?.en).toMatch(cure);
});
