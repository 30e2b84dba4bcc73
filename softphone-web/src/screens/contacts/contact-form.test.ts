import type { Contact } from '@perezvon/crm-core/model';
import { describe, expect, test } from 'vitest';
import { changedFields } from '../../cards/meanwhile.ts';
import {
  type ContactDraft,
  draftOf,
  joinedDraft,
  marksOf,
  sentOf,
  unreadableMarks,
} from './contact-form.ts';

const anna: Contact = {
  id: 'anna',
  kind: 'person',
  name: 'Анна',
  companyId: 'co',
  companyName: 'ООО «Ромашка»',
  role: 'бухгалтер',
  email: '',
  note: '',
  tags: [],
  ownerId: null,
  numbers: [
    { id: 'n1', kind: 'work', written: '8 916 123-45-67', e164: '+79161234567' },
    { id: 'n2', kind: 'home', written: 'спросить', e164: null },
  ],
  version: 'v1',
  createdAt: '2026-01-01T00:00:00.000Z',
};

describe('the form of a contact', () => {
  test('sends what was in it, when nothing was changed', () => {
    expect(sentOf(draftOf(anna))).toEqual({
      kind: 'person',
      name: 'Анна',
      companyId: 'co',
      role: 'бухгалтер',
      email: '',
      note: '',
      tags: [],
      ownerId: null,
      numbers: [
        { kind: 'work', written: '8 916 123-45-67' },
        { kind: 'home', written: 'спросить' },
      ],
    });
  });

  test('sends no empty numbers and no blanks round the rest, and no company of a company', () => {
    const numbers = [
      { key: 0, kind: 'work', written: '  ' },
      { key: 3, kind: 'work', written: ' 101 ' },
    ] as const;
    const sent = sentOf({ ...draftOf(anna), kind: 'company', name: ' Ромашка ', numbers });
    expect(sent).toMatchObject({ name: 'Ромашка', companyId: null });
    expect(sent.numbers).toEqual([{ kind: 'work', written: '101' }]);
    expect(sentOf(draftOf(null))).toMatchObject({ kind: 'person', companyId: null, numbers: [] });
  });

  const numbers = [
    { key: 0, kind: 'work', written: '' },
    { key: 3, kind: 'work', written: '8 916 123-45-67' },
    { key: 5, kind: 'work', written: ' 12 ' },
  ] as const;
  const draft = { ...draftOf(anna), numbers };

  test('shows what the server says of a field at that field, empty ones not counted', () => {
    expect(marksOf(draft, { name: 'пусто', 'numbers.1.written': 'длинно' })).toEqual({
      name: 'пусто',
      'number-5': 'длинно',
    });
  });

  test('marks the numbers that cannot be read, but not those that were left so before', () => {
    const answer = { unreadable: [{ written: '12', why: 'short-code' as const }] };
    expect(unreadableMarks(draft, answer, anna)).toEqual({ 'number-5': 'short-code' });
    expect(unreadableMarks(draft, { unreadable: [] }, null)).toEqual({});
    const same = { unreadable: [{ written: 'спросить', why: 'not-a-number' as const }] };
    expect(unreadableMarks(draftOf(anna), same, anna)).toEqual({});
    expect(unreadableMarks(draftOf(anna), same, null)).toEqual({ 'number-1': 'not-a-number' });
  });
});

const opened: ContactDraft = {
  ...draftOf(null),
  name: 'Анна',
  role: 'бухгалтер',
  tags: ['опт', 'юг'],
  numbers: [
    { key: 0, kind: 'work', written: '101' },
    { key: 1, kind: 'home', written: '102' },
  ],
};

describe('a contact that somebody else changed while its form was open', () => {
  test('has what they changed and what I changed', () => {
    const theirs = { ...opened, note: 'не звонить утром', ownerId: 'olga' };
    const mine = { ...opened, role: 'директор' };
    expect(changedFields(opened, theirs)).toEqual(['note', 'ownerId']);
    expect(joinedDraft({ opened, mine, theirs })).toEqual({ ...theirs, role: 'директор' });
  });

  test('has mine of a field that both changed', () => {
    const theirs = { ...opened, role: 'кассир', company: { id: 'co', name: 'Ромашка' } };
    const mine = { ...opened, role: 'директор' };
    expect(joinedDraft({ opened, mine, theirs })).toEqual({ ...theirs, role: 'директор' });
  });

  test('has numbers and tags that either added, and none that either removed', () => {
    const theirs: ContactDraft = {
      ...opened,
      tags: ['опт', 'Юг', 'VIP'],
      numbers: [
        { key: 0, kind: 'home', written: '102' },
        { key: 1, kind: 'work', written: '103' },
      ],
    };
    const mine: ContactDraft = {
      ...opened,
      tags: ['юг', 'vip'],
      numbers: [
        { key: 0, kind: 'work', written: '101' },
        { key: 2, kind: 'mobile', written: '104' },
        { key: 3, kind: 'work', written: ' 103 ' },
      ],
    };
    const { tags, numbers } = joinedDraft({ opened, mine, theirs });
    expect(tags).toEqual(['Юг', 'VIP']);
    expect(numbers).toEqual([
      { key: 0, kind: 'work', written: '103' },
      { key: 1, kind: 'mobile', written: '104' },
    ]);
  });

  test('takes all of theirs where I changed nothing', () => {
    const theirs: ContactDraft = { ...opened, kind: 'company', numbers: [], tags: [] };
    expect(joinedDraft({ opened, mine: opened, theirs })).toEqual(theirs);
  });
});
