import { expect, test } from 'vitest';
import { Value } from 'typebox/value';
import { aCall, aChange } from '../../../fixtures/temp-log.ts';
import type { LoggedCall } from '../call-log/entry.ts';
import { type Caller, CallView, type PastInteraction } from '../contract/index.ts';
import { present } from './present.ts';

const past = (callId: string): PastInteraction => ({
  id: callId,
  kind: 'call',
  callId,
  direction: 'inbound',
  result: 'answered',
  startedAt: '2026-11-22T10:00:00.000Z',
  handledBy: ['101'],
  note: '',
  outcome: null,
});
const sources = {
  labelFor: (_: string, name: string) =>
    ({ sales: 'Sales', '74950000001': 'Main number' })[name] ?? null,
  historyOf: () =>
    ['office-1', 'a', 'b', 'c', 'd', 'e'].map((id) => ({ ...past(id), contactId: 'anna' })),
};
const anna = { id: 'anna', kind: 'person', name: 'Анна', companyName: null, role: '' } as const;
const known: Caller = { kind: 'known', contact: anna, chosen: false };

function logged(record = aCall(), caller: Caller = known): LoggedCall {
  return { ...aChange(record, { caller }), note: 'n', outcome: null, recordingId: 'r' };
}

test('a call as the contract says, nothing more', () => {
  const view = present(logged(), sources);
  expect(Value.Check(CallView, view)).toBe(true);
  const own = Object.keys(aCall());
  expect(Object.keys(view).filter((key) => !own.includes(key))).toEqual([
    'recordings',
    'pbx',
    'caller',
    'didLabel',
    'history',
    'note',
    'noteVersion',
    'outcome',
    'recordingId',
    'complete',
  ]);
});

test('C25 each recording with an id of its own, by which it is asked for, and without folders', () => {
  const at = { startedAt: '2026-11-23T10:00:00.000Z', endedAt: null };
  const recordings = [
    { n: 2, file: '/var/spool/b.wav', ...at },
    { n: 1, file: '/var/spool/a.wav', ...at },
  ];
  const view = present(logged(aCall({ recording: '/var/spool/a.wav', recordings })), sources);
  expect(view).toMatchObject({ recording: 'a.wav', recordingId: 'r' });
  expect(view.recordings).toEqual([
    { id: 'r.2', n: 2, file: 'b.wav', ...at },
    { id: 'r', n: 1, file: 'a.wav', ...at },
  ]);
});

test('C25 a call of an earlier version keeps its one recording; one without has none', () => {
  expect(present(logged(aCall({ recording: 'a.wav' })), sources).recordings).toEqual([
    { id: 'r', n: 1, file: 'a.wav', startedAt: null, endedAt: null },
  ]);
  const none = { ...logged(aCall({ recording: null })), recordingId: null };
  expect(present(none, sources)).toMatchObject({ recordingId: null, recordings: [] });
});

test('the last five interactions with a known contact, this call not among them', () => {
  const { history } = present(logged(), sources);
  expect(history.map(({ callId }) => callId)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(Object.keys(history[0] ?? {})).toEqual(Object.keys(past('a')));
});

test('no history of anybody who may not be meant', () => {
  expect(
    present(logged(aCall(), { kind: 'ambiguous', contacts: [anna] }), sources).history,
  ).toEqual([]);
});

test('what the queue is for, else the number that was dialled', () => {
  expect(present(logged(aCall({ queue: 'sales' })), sources).didLabel).toBe('Sales');
  expect(present(logged(aCall({ queue: 'other' })), sources).didLabel).toBe('Main number');
  expect(present(logged(aCall({ did: null })), sources).didLabel).toBeNull();
});
