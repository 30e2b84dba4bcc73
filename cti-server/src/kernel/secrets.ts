import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from './errors.ts';

/** Encrypts short secrets for the database. */
export interface Secrets {
  /** `record` names the row and column, such as `users/ID/sip`: the text opens nowhere else. */
  seal(plain: string, record: string): string;
  /** Throws `AppError` `secret-unreadable` for another key, another record or changed text. */
  open(sealed: string, record: string): string;
  /** The same sealed by the present key, where an older one of ours sealed it; else null. Throws as `open`. */
  renewed(sealed: string, record: string): string | null;
  /** From now on these keys: the first seals. */
  use(keys: readonly Buffer[]): void;
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). Key id and record id are authenticated,
 * so that two rows' texts cannot be swapped. Form: `v1.KEYID.base64url(nonce, text, tag)`.
 * The first key seals; each opens what it sealed.
 */
export function createSecrets(first: readonly Buffer[]): Secrets {
  let keys = first.map(named);
  const current = () => {
    const [key] = keys;
    if (!key) throw new Error('No key');
    return key;
  };
  return {
    seal(plain, record) {
      const { key, id } = current();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(headOf(id, record));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const body = Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
      return `${VERSION}.${id}.${body}`;
    },
    open(sealed, record) {
      const [version, itsKey, body = ''] = sealed.split('.');
      const bytes = Buffer.from(body, 'base64url');
      const found = keys.find(({ id }) => id === itsKey);
      const whole = version === VERSION && bytes.length >= NONCE_BYTES + TAG_BYTES;
      if (!whole || !found) throw new AppError('secret-unreadable', { values: { record } });
      try {
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const cipher = createDecipheriv('aes-256-gcm', found.key, nonce, {
          authTagLength: TAG_BYTES,
        })
          .setAAD(headOf(found.id, record))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, cipher.final()]).toString('utf8');
      } catch {
        throw new AppError('secret-unreadable', { values: { record } });
      }
    },
    renewed(sealed, record) {
      const [, itsKey] = sealed.split('.');
      const isOld = itsKey !== current().id && keys.some(({ id }) => id === itsKey);
      return isOld ? this.seal(this.open(sealed, record), record) : null;
    },
    use(next) {
      keys = next.map(named);
    },
  };
}

function named(key: Buffer): { readonly key: Buffer; readonly id: string } {
  return { key, id: keyIdOf(key) };
}

/** What names a key in what it sealed, and says nothing of it: 8 hex digits. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

const headOf = (keyId: string, record: string) => Buffer.from(`${VERSION}|${keyId}|${record}`);
