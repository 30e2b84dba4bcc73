import type { Clock } from '../kernel/clock.ts';
import type { CdrConfig } from '../kernel/config-cdr.ts';
import { createCsvSource } from './csv-source.ts';
import { createDatabaseSource } from './database-source.ts';
import { mysqlDatabase } from './mysql.ts';
import { postgresDatabase } from './postgres.ts';
import type { CdrSource } from './source.ts';
import { createTableSource } from './table-source.ts';

/** The source of call detail records that the settings name; nothing is read yet. */
export function openCdrSource(cdr: CdrConfig, clock: Clock): CdrSource {
  switch (cdr.kind) {
    case 'file':
      return cdr.table === null
        ? createCsvSource(cdr.file)
        : createTableSource(cdr.file, cdr.table);
    case 'postgres':
      return createDatabaseSource(postgresDatabase(cdr), { clock });
    case 'mysql':
      return createDatabaseSource(mysqlDatabase(cdr), { clock });
  }
}
