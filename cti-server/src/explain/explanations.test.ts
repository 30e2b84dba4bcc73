import { expect, test } from 'vitest';
import { aCall, ended } from '../../../fixtures/temp-log.ts';
import { inStatementWords } from '../contract/index.ts';
import { createExplanations } from './explanations.ts';

const explanations = createExplanations({
  captures: { get: async () => null },
  roadOf: () => null,
  users: async () => [],
});

/** What is said of a call with this reason. */
async function unseenOf(reason: string | null, complete: boolean): Promise<string | null> {
  const record = ended(aCall(), { reason });
  const beside = {
    pbx: 'office',
    caller: { kind: 'unknown' } as const,
    recordingId: null,
    note: '',
    outcome: null,
    merged: [],
  };
  const { unseen } = await explanations.of({ record, complete, ...beside });
  return unseen && inStatementWords(unseen, 'en');
}

test.each([
  ['from-cdr', /known from the PBX’s records \(CDR\) only, to the second \(R1\)$/],
  ['end-from-cdr', /the end .* from the PBX’s records \(CDR\) \(R2\)$/],
  ['completed-from-cdr', /from the PBX’s records \(CDR\) \(R2\)$/],
  ['end-not-seen', /nobody saw the end .* \(L7\)$/],
  ['pbx-restarted', /started anew.* \(C12\)$/],
  [null, /a part of this call .* \(C11\)$/],
])('of a call that was not all seen (%s) it is said why, by which rule', async (reason, words) => {
  expect(await unseenOf(reason, false)).toMatch(words);
});

test('a call that was seen whole has nothing of that, whatever its reason', async () => {
  expect([await unseenOf(null, true), await unseenOf('agent-busy', true)]).toEqual([null, null]);
});
