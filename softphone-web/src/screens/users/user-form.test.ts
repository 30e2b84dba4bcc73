import type { User } from '@perezvon/cti-server/contract';
import { describe, expect, test } from 'vitest';
import { changesOf, formOf, joinedUser, sentOf } from './user-form.ts';

const anna = {
  id: 'anna',
  login: 'anna',
  name: 'Анна',
  role: 'operator',
  pbx: 'office',
  extension: '201',
  device: 'browser',
  disabled: false,
  language: 'ru',
  mayHear: true,
  mayExport: true,
  mayPause: false,
  morePhones: [{ pbx: 'office', extension: '301', device: 'desk' }],
} as User;

describe('the form of a user', () => {
  const opened = formOf(anna, '');

  test('sends only what was changed in it', () => {
    expect(changesOf(opened, opened)).toEqual({});
    expect(changesOf(opened, { ...opened, name: 'Аня', sipPassword: 'x' })).toEqual({
      name: 'Аня',
      sipPassword: 'x',
    });
  });

  test('sends further phones where they are others, and none where the first is gone', () => {
    const phone = { pbx: 'office', extension: '302', device: 'desk', sipPassword: '' } as const;
    expect(changesOf(opened, { ...opened, morePhones: [phone] })).toEqual({
      morePhones: [{ pbx: 'office', extension: '302', device: 'desk' }],
    });
    expect(changesOf(opened, { ...opened, morePhones: [] })).toEqual({ morePhones: [] });
    expect(changesOf(opened, { ...opened, extension: ' ' })).toEqual({
      extension: null,
      morePhones: [],
    });
  });

  test('has the phones that two people added at once, and sends the own one on top of theirs', () => {
    const phone = (extension: string) =>
      ({ pbx: 'office', extension, device: 'desk', sipPassword: '' }) as const;
    const mine = { ...opened, name: 'Аня', morePhones: [...opened.morePhones, phone('302')] };
    const theirs = { ...opened, mayPause: true, morePhones: [...opened.morePhones, phone('303')] };
    const joined = joinedUser({ opened, mine, theirs });
    expect(joined.morePhones.map(({ extension }) => extension)).toEqual(['301', '303', '302']);
    const sent = changesOf(theirs, joined);
    expect(Object.keys(sent).toSorted()).toEqual(['morePhones', 'name']);
    expect(joined.mayPause).toBe(true);
  });

  test('sends all of a new one', () => {
    expect(sentOf({ ...formOf(null, 'office'), name: 'Вера', login: 'vera' })).toEqual({
      name: 'Вера',
      login: 'vera',
      role: 'operator',
      pbx: 'office',
      extension: null,
      device: 'browser',
      mayHear: true,
      mayExport: true,
      mayPause: false,
    });
  });
});
