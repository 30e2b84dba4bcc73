import type { Client } from 'pg';
import type { CdrDatabaseConfig } from '../kernel/config-cdr.ts';
import {
  type CdrDatabase,
  DEADLINES,
  type Deadlines,
  type Dialect,
  type OpenDatabase,
} from './database.ts';
import { placeOf, type ServerWords, troubleOf } from './database-trouble.ts';

const DIALECT: Dialect = {
  name: (column) => `"${column.replaceAll('"', '""')}"`,
  value: (n) => `$${n}`,
  later: (time, seconds) => `${time} + ${seconds} * interval '1 second'`,
  text: (time) => `to_char(${time}, 'YYYY-MM-DD HH24:MI:SS.MS')`,
};

/** Error codes: SQLSTATE. */
const words = ({ user, table }: CdrDatabaseConfig): ServerWords => ({
  listens: 'listen_addresses of postgresql.conf',
  admits: 'pg_hba.conf',
  grant: `GRANT SELECT ON ${table} TO "${user}";`,
  codes: {
    '28P01': 'user-refused',
    '28000': 'user-refused',
    '3D000': 'no-database',
    '3F000': 'no-table',
    '42P01': 'no-table',
    '42501': 'no-right',
    '57014': 'too-slow',
    '57P03': 'unreachable',
  },
});

/** PostgreSQL. All within a transaction: what is set for reading then holds behind a pgbouncer, too. */
export function postgresDatabase(
  config: CdrDatabaseConfig,
  deadlines: Deadlines = DEADLINES,
): CdrDatabase {
  const { host, port, user, database, secret, table, tls } = config;
  return {
    dialect: DIALECT,
    table,
    place: placeOf(config),
    async ask(work) {
      // only who has such a database loads its driver
      const { default: pg } = await import('pg');
      const client = new pg.Client({
        host,
        port,
        user,
        database,
        application_name: 'perezvon',
        // as a function: no other password is looked for (PGPASSWORD, ~/.pgpass)
        password: () => secret ?? '',
        ssl: tls ? (tls.ca === null ? {} : { ca: tls.ca }) : false,
        connectionTimeoutMillis: deadlines.connect,
        query_timeout: deadlines.answer,
        // every value as the server writes it
        types: { getTypeParser: () => (text: string) => text },
      });
      // a line that ends is told by the statement that waits
      client.on('error', () => {});
      try {
        await client.connect();
        await client.query(
          `BEGIN READ ONLY; SET LOCAL statement_timeout = ${deadlines.statement}; SET LOCAL TIME ZONE 'UTC'`,
        );
        return await work(opened(client, config));
      } catch (error) {
        throw troubleOf(error, config, words(config));
      } finally {
        // also cuts a line that does not answer; nobody waits for it
        client.end().catch(() => {});
      }
    },
  };
}

function opened(client: Client, config: CdrDatabaseConfig): OpenDatabase {
  async function select(text: string, values: readonly string[]) {
    const query = { text, values: [...values], rowMode: 'array' as const };
    return (await client.query<(string | null)[]>(query)).rows;
  }
  return {
    select,
    async columns() {
      const found = await select(
        `SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
        [config.table],
      );
      if (found.length === 0) throw troubleOf({ code: '42P01' }, config, words(config));
      return found.map(([name, type]) => [name ?? '', type ?? ''] as const);
    },
  };
}
