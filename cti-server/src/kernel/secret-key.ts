import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.ts';
import { reasonOf } from './system-error.ts';

const KEY_BYTES = 32;

/** Where the keys of stored secrets come from: PEREZVON_KEY where `given`, else the file of the data directory. */
export interface KeyPlace {
  readonly given: string | null;
  readonly dataDir: string;
}

/**
 * The keys of 32 bytes each, 64 hex digits or base64: the first seals, the others open what was sealed before.
 * In PEREZVON_KEY they stand with commas between, in `secret.key` one a line; that file is made with mode 0600 at the
 * first start. Throws `AppError` `secret-key`, `secret-key-open` or `secret-key-file`, naming what is wrong with it.
 */
export function loadKeys({ given, dataDir }: KeyPlace): Buffer[] {
  if (given !== null) return given.split(',').map((text) => readKey(text, 'PEREZVON_KEY'));
  const file = fileIn(dataDir);
  const { mode, text } = keyFile(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new AppError('secret-key-open', { values: { file } });
  }
  return text
    .trim()
    .split('\n')
    .map((line) => readKey(line, file));
}

/** The same, where there are any; null where the file is still to be made. */
export function presentKeys(place: KeyPlace): Buffer[] | null {
  return place.given !== null || existsSync(fileIn(place.dataDir)) ? loadKeys(place) : null;
}

/** A new key that seals from now on, before those there are; gives all. Throws as `loadKeys`, and `secret-key-given`. */
export function addKey(place: KeyPlace): Buffer[] {
  if (place.given !== null) throw new AppError('secret-key-given');
  return writeKeys(place.dataDir, [randomBytes(KEY_BYTES), ...loadKeys(place)]);
}

/** Drops all keys but the one that seals, once nothing needs them. Those of PEREZVON_KEY are the administrator's. */
export function dropOldKeys(place: KeyPlace): Buffer[] {
  const keys = loadKeys(place);
  const [first] = keys;
  return place.given === null && first ? writeKeys(place.dataDir, [first]) : keys;
}

const fileIn = (dataDir: string) => join(dataDir, 'secret.key');

const written = (keys: readonly Buffer[]) => keys.map((key) => `${key.toString('hex')}\n`).join('');

/** In one step: a crash leaves the file of before or the new one. */
function writeKeys(dataDir: string, keys: Buffer[]): Buffer[] {
  const file = fileIn(dataDir);
  try {
    writeFileSync(`${file}.new`, written(keys), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    return keys;
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function keyFile(file: string): { mode: number; text: string } {
  try {
    if (!existsSync(file)) {
      // 'wx': two processes at their first start must not each write a key.
      writeFileSync(file, written([randomBytes(KEY_BYTES)]), { mode: 0o600, flag: 'wx' });
    }
    return { mode: statSync(file).mode, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(file: string, cause: unknown): AppError {
  const values = { file, reason: reasonOf(cause, file) };
  return new AppError('secret-key-file', { values, cause });
}

function readKey(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : Buffer.from(trimmed, 'base64');
  if (key.length !== KEY_BYTES) throw new AppError('secret-key', { values: { where } });
  return key;
}
