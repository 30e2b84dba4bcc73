import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCsvSource } from './csv-source.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perezvon-rotation-'));
  file = join(folder, 'Master.csv');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BEGAN = Date.UTC(2026, 10, 23, 10);
let minute = 0;

/** The n-th call, a minute after the one before, and its file as last written then. */
function write(n: number, path = file): void {
  const [start, end] = [0, 4_000].map((ms) =>
    new Date(BEGAN + n * 60_000 + ms).toISOString().slice(0, 19).replace('T', ' '),
  );
  const fields = [
    '',
    '79161234567',
    '101',
    'direct',
    '',
    `PJSIP/pstn-${n}`,
    `PJSIP/101-${n}`,
    'Dial',
    '',
    start,
    start,
    end,
    '4',
    '4',
    'ANSWERED',
    '',
    `call-${n}`,
    '',
    '',
    `call-${n}`,
    '1',
  ];
  appendFileSync(path, `${fields.map((field) => `"${field}"`).join(',')}\n`);
  wasWritten(path);
}

function wasWritten(path: string): void {
  minute += 1;
  const at = BEGAN / 1_000 + minute * 60;
  utimesSync(path, at, at);
}

/** Reads on to the end; gives the calls and the place. */
async function readOn(place: string): Promise<{ calls: string[]; place: string; lost: boolean }> {
  const source = createCsvSource(file);
  const calls: string[] = [];
  let lost = false;
  for (let next = place; ; ) {
    const batch = await source.read(next);
    lost ||= batch.lost;
    calls.push(...batch.rows.map(({ uniqueId }) => uniqueId.slice('call-'.length)));
    next = batch.next;
    if (!batch.more) return { calls, place: next, lost };
  }
}

const end = () => createCsvSource(file).end();

describe('R4 a file that was put aside is read to its end', () => {
  beforeEach(() => write(1));

  test.each([
    ['under another name', (path: string) => renameSync(file, path), '.1'],
    ['with a day in its name', (path: string) => renameSync(file, path), '-20261123'],
    [
      'copied and emptied',
      (path: string) => {
        copyFileSync(file, path);
        wasWritten(path);
        truncateSync(file);
        wasWritten(file);
      },
      '.1',
    ],
    [
      'and packed',
      (path: string) => {
        renameSync(file, path);
        execFileSync('gzip', [path]);
      },
      '.1',
    ],
  ])('%s', async (_, aside, suffix) => {
    const place = await end();
    write(2);
    aside(`${file}${suffix}`);
    write(3);
    const found = await readOn(place);
    expect(found).toMatchObject({ calls: ['2', '3'], lost: false });
    write(4);
    expect((await readOn(found.place)).calls).toEqual(['4']);
  });

  test('so are all that were put aside meanwhile, in their order', async () => {
    const place = await end();
    write(2);
    renameSync(file, `${file}.1`);
    write(3);
    renameSync(`${file}.1`, `${file}.2`);
    renameSync(file, `${file}.1`);
    expect((await readOn(place)).calls).toEqual(['2', '3']);
    write(4);
    const found = await readOn(place);
    expect(found.calls).toEqual(['2', '3', '4']);
    expect(await readOn(found.place)).toMatchObject({ calls: [] });
  });

  test('one that is gone for good leaves what was written since, and is said to be gone', async () => {
    const place = await end();
    write(2);
    renameSync(file, `${file}.1`);
    write(3);
    rmSync(`${file}.1`);
    expect(await readOn(place)).toMatchObject({ calls: ['3'], lost: true });
  });

  test('a place in a file that was empty then is not lost', async () => {
    rmSync(file);
    writeFileSync(file, '');
    wasWritten(file);
    const place = await end();
    write(2);
    renameSync(file, `${file}.1`);
    write(3);
    expect((await readOn(place)).calls).toEqual(['2', '3']);
  });

  test('other files of the folder are none of these', async () => {
    const place = await end();
    write(2);
    for (const other of ['.bak', '.old.gz', '~', '.swp']) write(9, `${file}${other}`);
    expect((await readOn(place)).calls).toEqual(['2']);
  });

  test('a packed file that cannot be unpacked is said', async () => {
    const place = await end();
    writeFileSync(`${file}.1.gz`, 'this is no gzip');
    rmSync(file);
    await expect(readOn(place)).rejects.toThrow(
      /Master\.csv cannot be read: what is packed .*Let this server/,
    );
  });
});

test('R3 a day is found in the files that were put aside, too, and the oldest row in all', async () => {
  for (const n of [1, 2]) write(n);
  renameSync(file, `${file}.2`);
  execFileSync('gzip', [`${file}.2`]);
  write(3);
  renameSync(file, `${file}.1`);
  write(4);
  const source = createCsvSource(file);
  const found = await source.between(BEGAN + 2 * 60_000, BEGAN + 4 * 60_000);
  expect(found.map(({ uniqueId }) => uniqueId)).toEqual(['call-2', 'call-3']);
  expect(await source.oldest()).toBe(BEGAN + 60_000);
});
