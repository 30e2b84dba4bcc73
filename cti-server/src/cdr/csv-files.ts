import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';

/** A file of rows: the one that is being written, or one that log rotation put aside, perhaps packed. */
export interface CsvFile {
  readonly path: string;
  /** When it was last written, ms epoch; packing does not change it. */
  readonly writtenAt: number;
}

/** By which a file is known again when it has another name. */
export interface Fingerprint {
  readonly length: number;
  readonly hash: string;
}

const FINGERPRINT_BYTES = 256;
/** `.1`, `-20261123`, `.2026-11-23.gz` */
const ASIDE = /^[.-]\d[\d.-]*(?:\.gz)?$/;

/** A file and those that were put aside beside it, by when they were last written; the file itself last. */
export async function csvFiles(path: string): Promise<CsvFile[]> {
  const [folder, name] = [dirname(path), basename(path)];
  const names = await readdir(folder);
  const aside = names.filter((one) => one.startsWith(name) && ASIDE.test(one.slice(name.length)));
  const files = await Promise.all(aside.map((one) => factsOf(join(folder, one))));
  files.sort((a, b) => a.writtenAt - b.writtenAt);
  return names.includes(name) ? [...files, await factsOf(path)] : files;
}

async function factsOf(path: string): Promise<CsvFile> {
  return { path, writtenAt: (await stat(path)).mtimeMs };
}

/** At most so many bytes from an offset on. */
export async function bytesOf(
  { path }: CsvFile,
  { offset, length }: { offset: number; length: number },
): Promise<Buffer> {
  if (path.endsWith('.gz')) return packedBytesOf(path, { offset, length });
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function packedBytesOf(
  path: string,
  { offset, length }: { offset: number; length: number },
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let skipped = 0;
  let found = 0;
  const packed = createReadStream(path);
  const plain = packed.pipe(createGunzip());
  packed.on('error', (error) => plain.destroy(error));
  try {
    for await (const part of plain as AsyncIterable<Buffer>) {
      const wanted = part.subarray(Math.max(0, offset - skipped));
      skipped += part.length - wanted.length;
      if (wanted.length === 0) continue;
      parts.push(wanted);
      found += wanted.length;
      if (found >= length) break;
    }
  } finally {
    packed.destroy();
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** The fingerprint of a file's beginning, of the usual length or as told. */
export async function fingerprintOf(
  file: CsvFile,
  length = FINGERPRINT_BYTES,
): Promise<Fingerprint> {
  const head = await bytesOf(file, { offset: 0, length });
  return { length: head.length, hash: createHash('sha256').update(head).digest('hex') };
}

/** Whether a file begins so. */
export async function isSame(file: CsvFile, { length, hash }: Fingerprint): Promise<boolean> {
  const found = await fingerprintOf(file, length);
  return found.length === length && found.hash === hash;
}
