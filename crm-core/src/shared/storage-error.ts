/** What went wrong with the database, as a stable word. */
export type StorageCode =
  | 'database-locked'
  | 'database-unwritable'
  | 'database-full'
  | 'database-damaged'
  | 'database-settings'
  | 'database-newer'
  | 'database-migration'
  | 'database-failed';

/** A database problem in plain words: `message` holds `why` and then the `cure`. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageCode;
  readonly file: string;
  readonly why: string;
  readonly cure: string;

  constructor(
    code: StorageCode,
    { file, why, cure, cause }: { file: string; why: string; cure: string; cause?: unknown },
  ) {
    super(`${why} ${cure}`, { cause });
    this.code = code;
    this.file = file;
    this.why = why;
    this.cure = cure;
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html) that an admin can do something about. */
const KNOWN: readonly [prefix: RegExp, code: StorageCode, why: string, cure: string][] = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'database-locked',
    'is locked by another program.',
    'Close the other program that writes to it (a backup, an SQLite shell, a second server).',
  ],
  [
    /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/,
    'database-unwritable',
    'cannot be opened for writing.',
    'Give the user that runs the server the right to write to the file and to its directory.',
  ],
  [/^SQLITE_FULL/, 'database-full', 'has no room: the disk is full.', 'Free space on that disk.'],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    'database-damaged',
    'is not an SQLite database, or is damaged.',
    'Name another file, or restore this one from a backup.',
  ],
  [
    /^SQLITE_IOERR/,
    'database-failed',
    'could not be read or written: the disk reports an error.',
    'Check the disk and the system log.',
  ],
];

/** SQLite's own error as a `StorageError`; any other error (a broken constraint, a bug) as it is. */
export function storageError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = KNOWN.find(([prefix]) => prefix.test(code));
  if (!known) return error;
  const [, storageCode, why, cure] = known;
  return new StorageError(storageCode, {
    file,
    why: `Database ${file} ${why}`,
    cure,
    cause: error,
  });
}
