import { expect, test } from 'vitest';
import { aUser } from '../../../fixtures/live-stage.ts';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import type { Entry } from '../call-log/entry.ts';
import type { Pop } from '../captures/capture.ts';
import type { CallRecord } from '../contract/index.ts';
import { createOperators } from '../operators/operators.ts';
import { followPops } from './follow-pops.ts';

/** Who is told to have got the card of these states of a call, and who not. */
function popsOf(operators: ReturnType<typeof createOperators>, ...states: CallRecord[]) {
  const pops: Pick<Pop, 'extension' | 'name' | 'kind'>[] = [];
  const follow = followPops({
    operators,
    captures: {
      popped: (_, { extension, name, kind }) => void pops.push({ extension, name, kind }),
    },
  });
  for (const record of states) {
    const said = { n: 1, note: '', outcome: null, recordingId: null };
    follow({ ...said, ...aChange(record), merged: [] } as Entry);
  }
  return pops;
}

const refused = (result: 'busy' | 'no-answer') => {
  const legs = aCall().legs.map((leg) => ({ ...leg, rangAt: null, result }));
  return { ...ended(aCall()), disposition: 'busy', legs } as CallRecord;
};

test('W5 whose phone rings got the card; who is signed in at another one did not', () => {
  const operators = createOperators();
  operators.join(aUser('101'));
  operators.join(aUser('102'));
  expect(popsOf(operators, aCall())).toEqual([
    { extension: '101', name: 'Test', kind: 'shown' },
    { extension: '102', name: 'Test', kind: 'elsewhere' },
  ]);
});

test('W5 where nobody is signed in at the phone, the page was not open', () => {
  expect(popsOf(createOperators(), aCall())).toEqual([
    { extension: '101', name: null, kind: 'away' },
  ]);
});

test('W5 a phone that is not to be disturbed refuses before it rings: that is said', () => {
  const operators = createOperators();
  operators.join(aUser('101', { device: 'browser' })).setDoNotDisturb(true);
  expect(popsOf(operators, refused('busy'))).toEqual([
    { extension: '101', name: 'Test', kind: 'do-not-disturb' },
  ]);
});

test.each([
  ['a phone that is busy with another call', false, 'busy' as const],
  ['a phone that rings out', true, 'no-answer' as const],
])('W5 %s is not said to be undisturbed', (_, isUndisturbed, result) => {
  const operators = createOperators();
  operators.join(aUser('101', { device: 'browser' })).setDoNotDisturb(isUndisturbed);
  expect(popsOf(operators, refused(result))).toEqual([]);
});
