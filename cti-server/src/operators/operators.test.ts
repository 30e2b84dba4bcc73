import { expect, test } from 'vitest';
import { aUser } from '../../../fixtures/live-stage.ts';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import type { CallRecord } from '../contract/index.ts';
import type { Entry } from './../call-log/entry.ts';
import { createOperators } from './operators.ts';

function entry(record: CallRecord, merged: string[] = []): Entry {
  return { n: 1, ...aChange(record), merged, note: '', outcome: null, recordingId: null } as Entry;
}

test('a user is signed in at their extension as long as one tab is open', () => {
  const operators = createOperators();
  const leave = [operators.join(aUser('101')), operators.join(aUser('101'))];
  operators.join(aUser('102'));
  expect(operators.usersAt('office', '101').map(({ id }) => id)).toEqual(['101']);
  expect(operators.usersAt('other', '101')).toEqual([]);
  leave[0]?.leave();
  expect(operators.usersAt('office', '101')).toHaveLength(1);
  leave[1]?.leave();
  expect(operators.usersAt('office', '101')).toEqual([]);
  expect(operators.online().map(({ id }) => id)).toEqual(['102']);
});

test('somebody with several phones is signed in at each of them, and gone from each', () => {
  const operators = createOperators();
  const told: string[] = [];
  operators.watch((pbx, extension) => told.push(`${pbx}/${extension}`));
  const second = { pbx: 'branch', extension: '301', device: 'desk' } as const;
  const visit = operators.join({ ...aUser('101'), morePhones: [second] });
  expect(operators.usersAt('office', '101').map(({ id }) => id)).toEqual(['101']);
  expect(operators.usersAt('branch', '301').map(({ id }) => id)).toEqual(['101']);
  expect(operators.online()).toHaveLength(1);
  visit.leave();
  expect(operators.usersAt('branch', '301')).toEqual([]);
  expect(told).toEqual(['office/101', 'branch/301', 'office/101', 'branch/301']);
});

test('W5 a browser phone refuses calls when every page that is open at it says so; a desk phone never', () => {
  const operators = createOperators();
  const told: string[] = [];
  operators.watch((pbx, extension) => told.push(`${pbx}/${extension}`));
  const user = aUser('101', { device: 'browser' });
  const desk = { pbx: 'office', extension: '301', device: 'desk' } as const;
  const one = operators.join({ ...user, morePhones: [desk] });
  const refuses = (extension: string) => operators.refusesCalls('office', extension);
  expect(refuses('101')).toBe(false);
  told.splice(0);
  one.setDoNotDisturb(true);
  expect([refuses('101'), refuses('301')]).toEqual([true, false]);
  expect(told).toEqual(['office/101', 'office/301']);
  const other = operators.join(user);
  expect(refuses('101')).toBe(false);
  other.setDoNotDisturb(true);
  expect(refuses('101')).toBe(true);
  one.leave();
  other.leave();
  expect(refuses('101')).toBe(false);
});

test('a phone rings or talks in a call until that is over, and each change is told', () => {
  const operators = createOperators();
  const told: string[] = [];
  operators.watch((pbx, extension) => told.push(`${pbx}/${extension}`));
  const visit = operators.join(aUser('101'));
  expect(told.splice(0)).toEqual(['office/101']);
  operators.follow(entry(aCall()));
  const began = Date.parse(aCall().startedAt);
  const ringing = { callId: 'office-1', state: 'ringing', since: began };
  expect(operators.callAt('office', '101')).toMatchObject(ringing);
  expect(operators.callAt('branch', '101')).toBeNull();
  const answeredAt = '2026-11-23T10:00:07.000Z';
  const legs = aCall().legs.map((leg) => ({ ...leg, answeredAt }));
  operators.follow(entry(aCall({ id: 'office-2', state: 'talking', legs }), ['office-1']));
  expect(operators.callAt('office', '101')).toMatchObject({
    callId: 'office-2',
    state: 'talking',
    since: began + 7_000,
  });
  operators.follow(entry(ended(aCall({ id: 'office-2' }))));
  expect(operators.callAt('office', '101')).toBeNull();
  visit.leave();
  expect(new Set(told)).toEqual(new Set(['office/101']));
});
