import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { AppError, type Phrase } from './errors.ts';
import { reasonOf } from './system-error.ts';

/** Where certificate and key lie; absolute paths. */
export interface TlsFiles {
  /** PEM: the server's certificate first, then those between it and the root. */
  readonly cert: string;
  readonly key: string;
}

/** What a TLS server needs. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  /** ms epoch */
  readonly validFrom: number;
  readonly validTo: number;
}

/**
 * Reads certificate and key. Throws `AppError`: `tls-file` (cannot be read, or is no PEM), `tls-key-open` (anybody on
 * this machine may read the key), `tls-pair` (the key is another certificate's).
 */
export function readTls(files: TlsFiles): TlsPair {
  const cert = read('tlsCert', files.cert);
  const key = read('tlsKey', files.key);
  const x509 = parsed('tlsCert', files.cert, () => new X509Certificate(cert));
  const own = parsed('tlsKey', files.key, () => createPrivateKey(key));
  if ((statSync(files.key).mode & 0o007) !== 0) {
    throw new AppError('tls-key-open', { values: { file: files.key } });
  }
  if (!x509.checkPrivateKey(own)) {
    throw new AppError('tls-pair', { values: { cert: files.cert, key: files.key } });
  }
  const [validFrom, validTo] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)];
  return { cert, key, validFrom, validTo };
}

/** What tells one state of the files from another: symbolic links, as certbot's, are followed. */
export function stampOf({ cert, key }: TlsFiles): string {
  return [cert, key]
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'none';
    })
    .join(' ');
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrongFile({ name, file, reason: reasonOf(error, file) }, error);
  }
}

const NO_PEM: Phrase = {
  ru: 'в нём нет того, что нужно, в виде PEM (ключ без пароля)',
  en: 'it does not have what is needed as PEM (a key without a passphrase)',
};

function parsed<T>(name: string, file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw wrongFile({ name, file, reason: NO_PEM }, error);
  }
}

function wrongFile(values: { name: string; file: string; reason: Phrase }, cause: unknown) {
  return new AppError('tls-file', { values, cause });
}
