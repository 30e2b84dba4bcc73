import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOrder, scriptsFor } from './name-order.ts';

const person = (name: string) => nameOrder('person', name).slice(1);
const company = (name: string) => nameOrder('company', name).slice(1);
const sorted = (names: readonly string[], kind = 'person') =>
  names.toSorted((a, b) =>
    Buffer.compare(Buffer.from(nameOrder(kind, a)), Buffer.from(nameOrder(kind, b))),
  );

describe('people are in the order of their surnames, however their names are written', () => {
  test.each([
    ['Анна Ковалёва', 'ковалева анна'],
    ['Анна Сергеевна Ковалёва', 'ковалева анна сергеевна'],
    ['Ковалёва Анна Сергеевна', 'ковалева анна сергеевна'],
    ['Ковалёва А. С.', 'ковалева а с'],
    ['А. С. Ковалёва', 'ковалева а с'],
    ['Петров Иван', 'петров иван'],
    ['Иван Петров', 'петров иван'],
    ['Ирина Павлова', 'павлова ирина'],
    ['Лев Ткач', 'ткач лев'],
    ['Роман Абрамович', 'абрамович роман'],
    ['Роман Аркадьевич Абрамович', 'абрамович роман аркадьевич'],
    ['Мамедов Али Гусейн оглы', 'мамедов али гусейн оглы'],
    ['John F. Kennedy', 'kennedy john f'],
    ['Kennedy, John F.', 'kennedy john f'],
    ['Martin Luther King Jr.', 'king martin luther jr'],
    ["Sinéad O'Connor", 'oconnor sinead'],
    ['Jürgen Groß', 'gross jurgen'],
    ['Мадонна', 'мадонна'],
  ])('%s', (name, order) => expect(person(name)).toBe(order));
});

describe('companies are in the order of their names without legal form and quotes', () => {
  test.each([
    ['ООО «Северный ветер»', 'северный ветер'],
    ['ИП Иванов А. А.', 'иванов а а'],
    ['"Ромашка"', 'ромашка'],
    ['АО', 'ао'],
    ['3М Россия', '3м россия'],
    ['Wexcombe & Daughters Ltd', 'wexcombe daughters ltd'],
  ])('%s', (name, order) => expect(company(name)).toBe(order));
});

test('letters are in the order of the alphabet: ё is е, й is its own, і comes after и', () => {
  const names = ['Яна', 'Ждан', 'Ёлкин', 'Егор', 'Ежи', 'Йод', 'Ия', 'Іван', 'Игорь', 'Кит'];
  expect(sorted(names)).toEqual([
    'Егор',
    'Ежи',
    'Ёлкин',
    'Ждан',
    'Игорь',
    'Ия',
    'Іван',
    'Йод',
    'Кит',
    'Яна',
  ]);
  expect(sorted(['Zola', 'Élie', 'Eve', 'Edda'])).toEqual(['Edda', 'Élie', 'Eve', 'Zola']);
});

test('the reader’s own script comes first, digits before both, others last', () => {
  const of = (name: string) => nameOrder('company', name)[0] ?? '';
  const names = ['Яндекс', 'Apple', '1С', 'דוד'];
  for (const [language, order] of [
    ['ru', ['1С', 'Яндекс', 'Apple', 'דוד']],
    ['en', ['1С', 'Apple', 'Яндекс', 'דוד']],
  ] as const) {
    const scripts = scriptsFor(language);
    expect(names.toSorted((a, b) => scripts.indexOf(of(a)) - scripts.indexOf(of(b)))).toEqual(
      order,
    );
  }
});

test('any text has an order, and it is short', () => {
  for (const name of ['', '…', '\u0301', '\ud800', 'я'.repeat(5_000), 'а '.repeat(5_000)]) {
    expect(nameOrder('person', name).length).toBeLessThanOrEqual(101);
    expect(nameOrder('company', name)).toMatch(/^[0-3]/);
  }
});

test('Russian words are in the order that the language has', () => {
  const { compare } = new Intl.Collator('ru', { sensitivity: 'base' });
  const word = fc.string({
    unit: fc.constantFrom(...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'),
    minLength: 1,
  });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [one, other] = [company(a), company(b)].map((text) => Buffer.from(text ?? ''));
      expect(Buffer.compare(one ?? Buffer.of(), other ?? Buffer.of())).toBe(
        Math.sign(compare(a, b)),
      );
    }),
  );
});
