import { describe, expect, test } from 'vitest';
import { type ContactDraft, draftOf } from './contact-form.ts';
import { changedFields, joinedDraft } from './meanwhile.ts';

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
