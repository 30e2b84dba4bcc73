import { expect, test } from 'vitest';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import type { Entry } from '../call-log/entry.ts';
import type { CallRecord } from '../contract/index.ts';
import { createHistory } from './history.ts';

const anna = { id: 'anna', kind: 'person', name: 'Анна', companyName: null, role: '' } as const;

function entry(record: CallRecord): Entry {
  const caller = { kind: 'known', contact: anna, chosen: false } as const;
  return { n: 1, ...aChange(record, { caller }), note: '', outcome: null, recordingId: null };
}

function setUp() {
  const reads: string[] = [];
  const history = createHistory((contactId) => {
    reads.push(contactId);
    return [];
  });
  return { reads, history };
}

test('the past is read once per call that goes on, and for another contact', () => {
  const { reads, history } = setUp();
  const call = aCall();
  for (const id of ['anna', 'anna', 'oleg', 'oleg']) {
    history.follow(entry(call));
    history.of(id, call);
  }
  expect(reads).toEqual(['anna', 'oleg']);
});

test('another call of the contact, or a note on one, makes it be read again', () => {
  const { reads, history } = setUp();
  history.of('anna', aCall());
  history.follow(entry(ended(aCall({ id: 'office-2' }))));
  history.of('anna', aCall());
  expect(reads).toHaveLength(2);
});

test('nothing is kept of calls that are over', () => {
  const { reads, history } = setUp();
  history.of('anna', aCall());
  history.follow(entry(ended(aCall())));
  history.of('anna', ended(aCall()));
  history.of('anna', ended(aCall()));
  expect(reads).toHaveLength(3);
});
