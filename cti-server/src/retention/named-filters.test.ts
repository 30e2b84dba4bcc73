import { expect, test } from 'vitest';
import { namesThem } from './named-filters.ts';

const them = { texts: ['c-anna', '1234567'], name: 'Анна Ковалёва' };
const names = (query: Record<string, string>, name = 'Мои') =>
  namesThem({ name, query: new URLSearchParams(query).toString() }, them);

test('L11 a saved filter names somebody by a number in any form, by name, by a part of it, by contact', () => {
  expect(names({ text: '8 (916) 123-45-67' })).toBe(true);
  expect(names({ text: 'ковалёва' })).toBe(true);
  expect(names({ contactId: 'c-anna' })).toBe(true);
  expect(names({ note: 'счёт для Анна Ковалёва' })).toBe(true);
  expect(names({ result: 'missed' }, '+7 916 123 45 67')).toBe(true);
  expect(names({ result: 'missed' }, 'Звонки: Анна Ковалёва')).toBe(true);
});

test('L11 one that names others is left', () => {
  expect(names({ text: '8 (916) 123-45-68' })).toBe(false);
  expect(names({ text: 'Анна Петрова' })).toBe(false);
  expect(names({ result: 'missed', from: '2026-11-01' })).toBe(false);
  expect(namesThem({ name: 'Анна', query: 'text=' }, { texts: ['1234567'], name: null })).toBe(
    false,
  );
});
