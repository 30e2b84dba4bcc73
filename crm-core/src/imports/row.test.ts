import { hostileDialStrings } from '@perezvon/fixtures/dial-strings.ts';
import { describe, expect, test } from 'vitest';
import type { ImportField } from './model.ts';
import { plain, readRecord, type RowRules } from './row.ts';

const COLUMNS: (ImportField | null)[] = [
  'name',
  'company',
  'work',
  'mobile',
  'tags',
  'owner',
  'note',
  null,
];
const rules: RowRules = {
  columns: COLUMNS,
  country: 'RU',
  ownerOf: (written) => (written === 'anna' ? 'user-1' : null),
};
const read = (cells: string[], more: Partial<RowRules> = {}) =>
  readRecord({ line: 7, cells }, { ...rules, ...more });

describe('F14 a line of a file becomes a contact', () => {
  test('every field in its place, numbers of any national form', () => {
    const cells = [' Анна  Петрова ', 'Ромашка', '8 (495) 123-45-67, доб. 12; 84951234568'];
    const { contact, remarks } = read([
      ...cells,
      '+7 916 123-45-67',
      'vip, Vip; new',
      'anna',
      'a\r\nb',
    ]);
    expect(remarks).toEqual([]);
    expect(contact).toMatchObject({
      line: 7,
      kind: 'person',
      name: 'Анна Петрова',
      company: 'Ромашка',
      tags: ['Vip', 'new'],
      ownerId: 'user-1',
      note: 'a\nb',
    });
    expect(contact?.numbers.map(({ kind, e164 }) => [kind, e164])).toEqual([
      ['work', '+74951234567'],
      ['work', '+74951234568'],
      ['mobile', '+79161234567'],
    ]);
  });

  test('several columns of one field: names in one line, notes one under another', () => {
    const columns: ImportField[] = ['name', 'name', 'name', 'note', 'note'];
    const { contact } = read(['Петрова', 'Анна', 'Сергеевна', 'x', 'y'], { columns });
    expect(contact).toMatchObject({ name: 'Петрова Анна Сергеевна', note: 'x\ny' });
  });

  test('a line with a company and nobody in it is the company', () => {
    expect(read(['', 'ООО "Ромашка"']).contact).toMatchObject({
      kind: 'company',
      name: 'ООО "Ромашка"',
      company: '',
    });
  });

  test.each(['=cmd|calc', '@SUM(1)', '-x', '=HYPERLINK("http://evil.example")'])(
    '%s stays what it is, and so does what an export made of it',
    (text) => {
      expect(read([text]).contact?.name).toBe(text);
      expect(read([`'${text}`]).contact?.name).toBe(text);
    },
  );

  test("a number as our own export writes it: '+7…", () => {
    const { contact } = read(['x', '', "'+74951234567; +74951234568"]);
    expect(contact?.numbers.map(({ e164 }) => e164)).toEqual(['+74951234567', '+74951234568']);
  });

  test('F02 whatever is written as a number: what can be called is a number, the rest is text that nobody is called by', () => {
    for (const written of hostileDialStrings()) {
      const { contact } = read(['x', '', written]);
      for (const { e164 } of contact?.numbers ?? []) {
        if (e164 !== null) expect(e164).toMatch(/^\+[0-9]{1,32}$/);
      }
    }
  });

  test('controls become blanks', () => {
    expect(plain('\u0000a\u0007b\tc ')).toBe('a b c');
  });
});

describe('F14 what cannot be kept is told by line and field', () => {
  const refused = (field: string, reason: string) => ({ line: 7, field, reason, refused: true });

  test.each<[string, string[], ReturnType<typeof refused>]>([
    ['no name', ['', '', '84951234567'], refused('name', 'empty')],
    ['a name too long', ['x'.repeat(201)], refused('name', 'too-long')],
    ['a note too long', ['x', '', '', '', '', '', 'n'.repeat(4_001)], refused('note', 'too-long')],
    ['a number too long', ['x', '', '1'.repeat(65)], refused('work', 'too-long')],
    ['a tag too long', ['x', '', '', '', 't'.repeat(41)], refused('tags', 'too-long')],
    ['a cell too many', ['x', '', '', '', '', '', '', '', 'y'], refused('line', 'extra-cells')],
  ])('%s: the line is refused', (_, cells, remark) => {
    expect(read(cells)).toEqual({ contact: null, remarks: [remark] });
  });

  test('21 numbers and 21 tags are too many', () => {
    const many = Array.from({ length: 21 }, (_, i) => 84951234500 + i).join(';');
    const { contact, remarks } = read(['x', '', many, '', many]);
    expect(contact).toBeNull();
    expect(remarks).toEqual([refused('tags', 'too-many'), refused('work', 'too-many')]);
  });

  test('a number nobody can be called by is kept as written, an owner nobody knows is left out', () => {
    const { contact, remarks } = read(['x', '', '+7 999 12', '101', '', 'boris']);
    expect(contact).toMatchObject({ ownerId: null });
    expect(contact?.numbers.map(({ written, e164 }) => [written, e164])).toEqual([
      ['+7 999 12', null],
      ['101', null],
    ]);
    expect(remarks.map(({ field, reason, refused }) => [field, reason, refused])).toEqual([
      ['owner', 'unknown-owner', false],
      ['work', 'not-in-use', false],
      ['mobile', 'short-code', false],
    ]);
  });

  test('an empty line is nothing at all', () => {
    expect(read(['', ' ', '\t'])).toEqual({ contact: null, remarks: [] });
  });
});
