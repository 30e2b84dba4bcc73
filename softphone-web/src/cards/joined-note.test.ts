import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { joinedNote } from './joined-note.ts';

test.each([
  ['only mine', 'a b', 'a b c', 'a b', 'a b c'],
  ['only theirs', 'a b', 'a b', 'a x b', 'a x b'],
  ['the same', 'a', 'a b', 'a b', 'a b'],
  [
    'one at the beginning, one at the end',
    'просит счёт',
    'Анна просит счёт',
    'просит счёт до пятницы',
    'Анна просит счёт до пятницы',
  ],
  [
    'both at the end',
    'просит счёт',
    'просит счёт и скидку',
    'просит счёт до пятницы',
    'просит счёт до пятницы\nи скидку',
  ],
  ['both into an empty one', '', 'ждёт звонка', 'обещали скидку', 'обещали скидку\nждёт звонка'],
  [
    'the same word, two ways',
    'на 100 рублей',
    'на 200 рублей',
    'на 300 рублей',
    'на 300\n200 рублей',
  ],
  [
    'one removes what the other is writing in',
    'один два три',
    'один',
    'один два четыре',
    'один два четыре',
  ],
  ['a word that both begin alike is no half word', 'зак', 'заказ', 'закон', 'закон\nзаказ'],
])('%s', (_, opened, mine, theirs, joined) => {
  expect(joinedNote({ opened, mine, theirs })).toBe(joined);
});

test('no word that either wrote is lost', () => {
  const words = (text: string) => text.split(/\s+/).filter(Boolean);
  assert(
    property(string(), string(), string(), (opened, mine, theirs) => {
      const there = new Set(words(joinedNote({ opened, mine, theirs })));
      const before = new Set(words(opened));
      const written = [...words(mine), ...words(theirs)].filter((word) => !before.has(word));
      expect(written.filter((word) => !there.has(word))).toEqual([]);
    }),
  );
});
