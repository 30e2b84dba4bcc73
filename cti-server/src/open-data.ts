import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import {
  CRM_JOURNAL,
  crmMigrations,
  type DatabaseHandle,
  makeDirectory,
  migrate,
  openDatabase,
} from '@perezvon/crm-core';
import { AppError } from './kernel/errors.ts';
import { holdAlone } from './kernel/one-server.ts';
import { reasonOf } from './kernel/system-error.ts';

/** Where cti-server's own migrations are noted. */
export const CTI_JOURNAL = 'cti_migrations';

/**
 * Takes the data directory for this process and opens the database in it, brought up to date;
 * `migrations` is cti-server's own folder of them. Throws `AppError` or `StorageError`.
 */
export function openData(
  dir: string,
  migrations: string,
): { database: DatabaseHandle; close(): void } {
  prepare(dir);
  const release = holdAlone(dir);
  try {
    const file = join(dir, 'perezvon.db');
    // for its owner only; what SQLite puts beside it has the same rights
    closeSync(openSync(file, 'a', 0o600));
    const database = openDatabase({ file });
    migrate(database, crmMigrations(), CRM_JOURNAL);
    migrate(database, migrations, CTI_JOURNAL);
    return {
      database,
      close() {
        database.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Makes the directory, for its owner only. */
function prepare(dir: string): void {
  try {
    makeDirectory(dir, 0o700);
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = reasonOf(error, dir);
    throw new AppError('data-unwritable', { values: { dir, reason }, cause: error });
  }
}
