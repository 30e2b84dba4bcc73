import { expect, test } from 'vitest';
import { changedFields, joinedForm } from './meanwhile.ts';

interface Form {
  readonly name: string;
  readonly most: number | null;
  readonly events: readonly string[];
  readonly outcomes: readonly { code: string; name: string }[];
}

const sale = { code: 's', name: 'Sale' };
const refusal = { code: 'r', name: 'Refusal' };
const opened: Form = { name: 'A', most: null, events: ['x', 'y'], outcomes: [sale, refusal] };
const joined = (mine: Partial<Form>, theirs: Partial<Form>) =>
  joinedForm(
    { opened, mine: { ...opened, ...mine }, theirs: { ...opened, ...theirs } },
    { outcomes: ({ code }) => code },
  );

test('what each changed is there, and mine where both changed the same', () => {
  expect(changedFields(opened, { ...opened, most: 3, events: ['y', 'x'] })).toEqual([
    'most',
    'events',
  ]);
  expect(joined({ name: 'B' }, { most: 3 })).toEqual({ ...opened, name: 'B', most: 3 });
  expect(joined({ most: 1 }, { most: 3 }).most).toBe(1);
  expect(joined({}, { name: 'C', events: [] })).toEqual({ ...opened, name: 'C', events: [] });
});

test('of a list what either added, without what either removed', () => {
  expect(joined({ events: ['x', 'z'] }, { events: ['y', 'x', 'w'] }).events).toEqual([
    'x',
    'w',
    'z',
  ]);
  // where they left it alone it is in my order
  expect(joined({ events: ['y', 'x'] }, { most: 1 }).events).toEqual(['y', 'x']);
});

test('of one in a list mine where I changed it, also where they removed it', () => {
  const mine = { ...sale, name: 'Sold' };
  const theirs = { ...refusal, name: 'Refused' };
  expect(joined({ outcomes: [mine, refusal] }, { outcomes: [sale, theirs] }).outcomes).toEqual([
    mine,
    theirs,
  ]);
  expect(joined({ outcomes: [mine, refusal] }, { outcomes: [refusal] }).outcomes).toEqual([
    refusal,
    mine,
  ]);
});
