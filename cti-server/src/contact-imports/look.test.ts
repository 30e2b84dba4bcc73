import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportReading } from '@perezvon/crm-core/model';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { contactCsvHead } from '../api/contact-csv.ts';
import { csvRecords, LONGEST, MOST_COLUMNS } from './csv-records.ts';
import { lookAt } from './look.ts';

const dir = mkdtempSync(join(tmpdir(), 'perezvon-look-'));
afterAll(() => rmSync(dir, { recursive: true }));

function fileOf(content: string | Uint8Array): string {
  const file = join(dir, 'a.csv');
  writeFileSync(file, content);
  return file;
}
const look = (content: string | Uint8Array, asked: Partial<ImportReading> = {}) =>
  lookAt(fileOf(content), { asked, country: 'RU' });

const TEXT = 'Имя;Телефон\r\nАнна «Ёж»;8 495 123-45-67\r\nБорис;84951234568\r\n';

/** Each letter as Windows-1251 has it. */
function inWindows1251(text: string): Uint8Array {
  const decoder = new TextDecoder('windows-1251');
  const bytes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) bytes.set(decoder.decode(Uint8Array.of(byte)), byte);
  return Uint8Array.from(text, (letter) => bytes.get(letter) ?? 0x3f);
}

describe('F14 how a file is written is found out', () => {
  const wide = Buffer.from(TEXT, 'utf16le');
  test.each<[string, string | Uint8Array, ImportReading['encoding']]>([
    ['UTF-8', TEXT, 'utf-8'],
    ['UTF-8 with its mark', `\uFEFF${TEXT}`, 'utf-8'],
    ['UTF-16 LE with its mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with its mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), 'utf-16be'],
    ['UTF-16 LE', wide, 'utf-16le'],
    ['UTF-16 BE', Buffer.from(wide).swap16(), 'utf-16be'],
    ['Windows-1251', inWindows1251(TEXT), 'windows-1251'],
  ])('%s', async (_, content, encoding) => {
    const { reading, rows, columns, total } = await look(content);
    expect(reading).toEqual({ encoding, delimiter: ';', header: true });
    expect(columns).toEqual([
      { name: 'Имя', guess: 'name' },
      { name: 'Телефон', guess: 'work' },
    ]);
    expect(rows[0]).toEqual({ line: 2, cells: ['Анна «Ёж»', '8 495 123-45-67'] });
    expect(total).toBe(2);
  });

  test.each<[string, ImportReading['delimiter']]>([
    ['name;phone;note\na;1;x,y\nb;2;x,y,z', ';'],
    ['name,phone\n"a;b;c",1\n"d;e;f",2', ','],
    ['name\tphone\na\t1', '\t'],
    ['name|phone\na|1', '|'],
    ['sep=,\nname,phone\na,1', ','],
    ['name\na\nb', ';'],
  ])('the delimiter of %j', async (content, delimiter) => {
    const { reading, columns } = await look(content);
    expect(reading.delimiter).toBe(delimiter);
    expect(columns[0]).toEqual({ name: 'name', guess: 'name' });
  });

  test('without names of columns: by what stands in them', async () => {
    const { reading, columns } = await look(
      'Анна,84951234567,a@example.org\nБорис,84951234568,b@example.org',
    );
    expect(reading.header).toBe(false);
    expect(columns.map(({ guess }) => guess)).toEqual(['name', 'work', 'email']);
  });

  test('what the reader says counts', async () => {
    const asked = { encoding: 'windows-1251', delimiter: ',', header: false } as const;
    const { reading, rows } = await look(TEXT, asked);
    expect(reading).toEqual(asked);
    expect(rows).toHaveLength(3);
  });

  test.each(['ru', 'en'] as const)(
    'our own export in %s names every column as it is known',
    async (language) => {
      const { columns } = await look(contactCsvHead(language));
      expect(columns.map(({ guess }) => guess)).toEqual([
        'kind',
        'name',
        'company',
        'role',
        'work',
        'mobile',
        'home',
        'other',
        'email',
        'tags',
        'owner',
        'note',
      ]);
    },
  );
});

describe('F14 what is no table is refused with what is wrong', () => {
  const code = (content: string | Uint8Array) =>
    look(content).then(
      () => null,
      ({ code, values }: { code: string; values: object }) => [code, values],
    );

  test.each<[string, Uint8Array, string]>([
    ['XLSX or ZIP', Buffer.from('PK\u0003\u0004rest'), 'import-archive'],
    ['XLS', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'import-archive'],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'import-archive'],
    ['PDF', Buffer.from('%PDF-1.7'), 'import-archive'],
    ['a picture', Uint8Array.from({ length: 400 }, (_, at) => (at * 7) % 32), 'import-not-text'],
    ['nothing', Buffer.from(''), 'import-empty'],
    ['empty lines', Buffer.from('\r\n\r\n'), 'import-empty'],
  ])('%s', async (_, content, expected) => {
    expect(await code(content)).toEqual([expected, {}]);
  });

  test('a quote that never closes, by its line: in a short file and in one beyond the longest record', async () => {
    expect(await code('a,b\n1,2\n3,"never\n5,6\n')).toEqual(['import-quote', { line: 3 }]);
    expect(await code(`a,b\n1,"never\n${'3,4\n'.repeat(200_000)}`)).toEqual([
      'import-quote',
      { line: 2 },
    ]);
  });

  test('the line is right behind many that are well', async () => {
    const well = 'a,b\n'.repeat(4_999);
    expect(await code(`${well}3,"never\n5,6\n`)).toEqual(['import-quote', { line: 5_000 }]);
    expect(await code(`${well}1,"never\n${'3,4\n'.repeat(200_000)}`)).toEqual([
      'import-quote',
      { line: 5_000 },
    ]);
  });

  test('a million columns', async () => {
    const million = `a,b\n${','.repeat(1_000_000)}\n`;
    expect(await code(million)).toEqual(['import-long-line', { line: 2, most: LONGEST }]);
    const some = `a,b\n${','.repeat(MOST_COLUMNS)}\n`;
    expect(await code(some)).toEqual([
      'import-columns',
      { found: MOST_COLUMNS + 1, most: MOST_COLUMNS },
    ]);
  });
});

describe('F14 records', () => {
  async function records(text: string) {
    const found: [number, readonly string[]][] = [];
    for await (const { line, cells } of csvRecords(fileOf(text), {
      encoding: 'utf-8',
      delimiter: ',',
    })) {
      found.push([line, cells]);
    }
    return found;
  }

  test('each by the line in which it begins, whatever ends the lines', async () => {
    expect(await records('a,b\r\n"x\r\ny",2\r\n\r\n3,4\n"p\nq\nr",5\n6,7')).toEqual([
      [1, ['a', 'b']],
      [2, ['x\ny', '2']],
      [5, ['3', '4']],
      [6, ['p\nq\nr', '5']],
      [9, ['6', '7']],
    ]);
  });

  test('quotes that stand within a text are a part of it', async () => {
    expect(await records('ООО "Ромашка",1\n"a ""b""",2')).toEqual([
      [1, ['ООО "Ромашка"', '1']],
      [2, ['a "b"', '2']],
    ]);
  });

  test('a record longer than a chunk, and letters cut by its edge', async () => {
    const long = 'ё'.repeat(100_001);
    expect(await records(`${long},1\n2,3`)).toEqual([
      [1, [long, '1']],
      [2, ['2', '3']],
    ]);
  });

  test('whatever the fields are, they come back, each record by its line, but for those in which nothing stands', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'ё', '"', ',', ';', '\n', '\r', ' ', '=', "'"),
      maxLength: 12,
    });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const text = stringify(rows, { quoted: true });
        const found = await records(text);
        const even = (part: string) => part.replaceAll(/\r\n?/g, '\n');
        const stands = rows.map((row) => row.some((part) => part.trim() !== ''));
        const filled = rows.filter((_, at) => stands[at]);
        expect(found.map(([, cells]) => cells)).toEqual(filled.map((row) => row.map(even)));
        const breaks = (part: string) => part.match(/\r\n?|\n/g)?.length ?? 0;
        const begins = rows.map(
          (_, at) => 1 + breaks(stringify(rows.slice(0, at), { quoted: true })),
        );
        expect(found.map(([line]) => line)).toEqual(begins.filter((_, at) => stands[at]));
      }),
      { numRuns: 100 },
    );
  });

  test('whatever the bytes are: records, or an error with its words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const known = await look(bytes).then(
          ({ total }) => total >= 0,
          ({ code }: { code?: string }) => code?.startsWith('import-') ?? false,
        );
        expect(known).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
