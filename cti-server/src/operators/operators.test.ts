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
  leave[0]?.();
  expect(operators.usersAt('office', '101')).toHaveLength(1);
  leave[1]?.();
  expect(operators.usersAt('office', '101')).toEqual([]);
  expect(operators.online().map(({ id }) => id)).toEqual(['102']);
});

test('an operator is busy while the phone rings or talks', () => {
  const operators = createOperators();
  const state = () => operators.stateAt('office', '101');
  expect(state()).toBe('offline');
  operators.join(aUser('101'));
  expect(state()).toBe('available');
  operators.follow(entry(aCall()));
  expect(state()).toBe('busy');
  operators.follow(entry(aCall({ id: 'office-2', rang: ['101'] }), ['office-1']));
  operators.follow(entry(ended(aCall({ id: 'office-2' }))));
  expect(state()).toBe('available');
});
