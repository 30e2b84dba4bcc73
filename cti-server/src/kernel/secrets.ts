import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.ts';
import { reasonOf } from './system-error.ts';

/** Encrypts short secrets for the database. */
export interface Secrets {
  /** `record` names the row and column, such as `users/ID/sip`: the text opens nowhere else. */
  seal(plain: string, record: string): string;
  /** Throws `AppError` `secret-unreadable` for another key, another record or changed text. */
  open(sealed: string, record: string): string;
}

const VERSION = 'v1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). Key id and record id are authenticated,
 * so that two rows' texts cannot be swapped. Form: `v1.KEYID.base64url(nonce, text, tag)`.
 */
export function createSecrets(key: Buffer): Secrets {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  const head = (record: string) => Buffer.from(`${VERSION}|${keyId}|${record}`);
  return {
    seal(plain, record) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(head(record));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const body = Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
      return `${VERSION}.${keyId}.${body}`;
    },
    open(sealed, record) {
      const [version, itsKey, body = ''] = sealed.split('.');
      const bytes = Buffer.from(body, 'base64url');
      const whole = version === VERSION && bytes.length >= NONCE_BYTES + TAG_BYTES;
      if (!whole || itsKey !== keyId)
        throw new AppError('secret-unreadable', { values: { record } });
      try {
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
          .setAAD(head(record))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, cipher.final()]).toString('utf8');
      } catch {
        throw new AppError('secret-unreadable', { values: { record } });
      }
    },
  };
}

/**
 * The key of 32 bytes: `given` (PEREZVON_KEY, 64 hex digits or base64), else the file `secret.key`
 * in `dataDir`, made with mode 0600 at the first start.
 * Throws `AppError` `secret-key`, `secret-key-open` or `secret-key-file`, naming what is wrong with it.
 */
export function loadKey(options: { given: string | null; dataDir: string }): Buffer {
  if (options.given !== null) return readKey(options.given, 'PEREZVON_KEY');
  const file = join(options.dataDir, 'secret.key');
  const { mode, text } = keyFile(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new AppError('secret-key-open', { values: { file } });
  }
  return readKey(text, file);
}

function keyFile(file: string): { mode: number; text: string } {
  try {
    if (!existsSync(file)) {
      // 'wx': two processes at their first start must not each write a key.
      const made = `${randomBytes(KEY_BYTES).toString('hex')}\n`;
      writeFileSync(file, made, { mode: 0o600, flag: 'wx' });
    }
    return { mode: statSync(file).mode, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new AppError('secret-key-file', {
      values: { file, reason: reasonOf(cause, file) },
      cause,
    });
  }
}

function readKey(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : Buffer.from(trimmed, 'base64');
  if (key.length !== KEY_BYTES) throw new AppError('secret-key', { values: { where } });
  return key;
}
