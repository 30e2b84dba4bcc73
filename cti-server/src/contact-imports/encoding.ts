import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ImportReading } from '@perezvon/crm-core/model';
import { AppError } from '../kernel/errors.ts';

type Encoding = ImportReading['encoding'];

/** So much of the beginning tells what a file is. */
const HEAD_BYTES = 4_096;

const MARKS: readonly (readonly [mark: readonly number[], encoding: Encoding])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** How the files begin that people take for CSV: ZIP (XLSX, ODS, too), the old XLS, gzip, 7z, RAR, PDF. */
const NO_CSV: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x1f, 0x8b],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x52, 0x61, 0x72, 0x21],
  [0x25, 0x50, 0x44, 0x46],
];

/**
 * The encoding in which the text of a file is written: by its mark, else by its bytes. What is not UTF-8 is taken for
 * Windows-1251, in which Russian spreadsheets write CSV. Throws `import-archive`, `import-not-text`.
 */
export async function encodingOf(file: string): Promise<Encoding> {
  const head = await headOf(file);
  const begins = (bytes: readonly number[]) => bytes.every((byte, at) => head[at] === byte);
  if (NO_CSV.some(begins)) throw new AppError('import-archive');
  const marked = MARKS.find(([mark]) => begins(mark));
  if (marked) return marked[1];
  const wide = wideOf(head);
  if (wide) return wide;
  if (!isText(head)) throw new AppError('import-not-text');
  return (await isUtf8(file)) ? 'utf-8' : 'windows-1251';
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** UTF-16 without a mark: of Latin and Cyrillic letters every second byte is 0 or 4. */
function wideOf(head: Buffer): Encoding | null {
  const share = (first: number) => {
    const bytes = head.filter((_, at) => at % 2 === first);
    return bytes.filter((byte) => byte === 0 || byte === 4).length / Math.max(1, bytes.length);
  };
  if (!head.includes(0)) return null;
  if (share(1) > 0.9) return 'utf-16le';
  return share(0) > 0.9 ? 'utf-16be' : null;
}

/** Some steering bytes happen in names; in pictures and programs they are many. */
function isText(head: Buffer): boolean {
  const steering = head.filter((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte));
  return steering.length <= head.length * 0.05;
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file))
      decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
