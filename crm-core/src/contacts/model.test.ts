import { samplePeople } from '@perezvon/fixtures/sample-people/people.ts';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { NewContact } from './model.ts';

const number = { kind: 'mobile', written: '8 916 123-45-67' };

test('the sample people fit the model', () => {
  const misfits = samplePeople({ seed: 1, people: 200, companies: 40 }).filter((sample) => {
    const { id: _, numbers, ...contact } = sample;
    const typed = numbers.map(({ kind, written }) => ({ kind, written }));
    return !Value.Check(NewContact, { ...contact, numbers: typed });
  });
  expect(misfits).toEqual([]);
});

test.each([
  ['no name', { kind: 'person', name: '', numbers: [] }],
  ['a blank name', { kind: 'person', name: ' \u00a0\t', numbers: [] }],
  ['a name that nobody can see', { kind: 'person', name: '\u200b\u202e', numbers: [] }],
  ['an unknown field', { kind: 'person', name: 'А', numbers: [], admin: true }],
  ['21 numbers', { kind: 'person', name: 'А', numbers: Array(21).fill(number) }],
  [
    'a number of 65 signs',
    { kind: 'person', name: 'А', numbers: [{ ...number, written: '1'.repeat(65) }] },
  ],
])('a new contact with %s is refused', (_, typed) => {
  expect(Value.Check(NewContact, typed)).toBe(false);
});
