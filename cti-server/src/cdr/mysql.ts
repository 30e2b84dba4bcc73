import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { CdrDatabaseConfig } from '../kernel/config-cdr.ts';
import { type CdrDatabase, DEADLINES, type Deadlines, type Dialect } from './database.ts';
import { placeOf, type ServerWords, troubleOf } from './database-trouble.ts';

const DIALECT: Dialect = {
  name: (column) => `\`${column.replaceAll('`', '``')}\``,
  value: () => '?',
  later: (time, seconds) => `DATE_ADD(${time}, INTERVAL ${seconds} SECOND)`,
  text: (time) => time,
};

/** Error codes: names as of MySQL's own list, and MariaDB's numbers where the driver has no name. */
const words = ({ user, database, table }: CdrDatabaseConfig): ServerWords => ({
  listens: 'bind-address of my.cnf',
  admits: `CREATE USER '${user}'@'address of this server' …`,
  grant: `GRANT SELECT ON ${table.includes('.') ? table : `${database}.${table}`} TO '${user}'@'address of this server';`,
  codes: {
    ER_ACCESS_DENIED_ERROR: 'user-refused',
    ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'user-refused',
    ER_HOST_NOT_PRIVILEGED: 'user-refused',
    ER_DBACCESS_DENIED_ERROR: 'no-right',
    ER_TABLEACCESS_DENIED_ERROR: 'no-right',
    ER_COLUMNACCESS_DENIED_ERROR: 'no-right',
    ER_BAD_DB_ERROR: 'no-database',
    ER_NO_SUCH_TABLE: 'no-table',
    ER_QUERY_TIMEOUT: 'too-slow',
    '1969': 'too-slow',
  },
});

/** MySQL and MariaDB. */
export function mysqlDatabase(
  config: CdrDatabaseConfig,
  deadlines: Deadlines = DEADLINES,
): CdrDatabase {
  const { host, port, user, database, secret, tls } = config;
  const table = config.table.split('.').map(DIALECT.name).join('.');
  return {
    dialect: DIALECT,
    table,
    place: placeOf(config),
    async ask(work) {
      // only who has such a database loads its driver
      const { default: mysql } = await import('mysql2/promise');
      let connection: Connection | undefined;
      try {
        connection = await mysql.createConnection({
          host,
          port,
          user,
          database,
          connectTimeout: deadlines.connect,
          password: secret ?? '',
          ...(tls ? { ssl: tls.ca === null ? {} : { ca: tls.ca } } : {}),
          // a server must not ask for files of this machine
          flags: ['-LOCAL_FILES'],
          // rows are read without code made from what the server says of them
          disableEval: true,
          rowsAsArray: true,
          // every value as the server writes it
          typeCast: (field) => field.string(),
        });
        // a line that ends is told by the statement that waits
        connection.on('error', () => {});
        const select = selectOf(connection, deadlines);
        await prepare(select, deadlines);
        const columns = async () =>
          (await select(`SHOW COLUMNS FROM ${table}`)).map(
            ([name, type]) => [name ?? '', type ?? ''] as const,
          );
        const result = await work({ select, columns });
        // nobody waits for a line that does not answer
        connection.end().catch(() => {});
        return result;
      } catch (error) {
        connection?.destroy();
        throw troubleOf(error, config, words(config));
      }
    },
  };
}

type Select = (statement: string, values?: readonly string[]) => Promise<(string | null)[][]>;

function selectOf(connection: Connection, { answer }: Deadlines): Select {
  return async (sql, values = []) => {
    const query = { sql, values: [...values], timeout: answer };
    const [rows] = await connection.query<RowDataPacket[]>(query);
    return rows as (string | null)[][];
  };
}

/** Read-only, times of UTC, and a deadline in the words of the server that it is. */
async function prepare(select: Select, { statement }: Deadlines): Promise<void> {
  const [[version] = []] = await select('SELECT VERSION()');
  await select('SET SESSION TRANSACTION READ ONLY');
  await select("SET SESSION time_zone = '+00:00'");
  const deadline = /mariadb/i.test(version ?? '')
    ? `max_statement_time = ${statement / 1_000}`
    : `max_execution_time = ${statement}`;
  await select(`SET SESSION ${deadline}`).catch((error: { code?: string }) => {
    // older ones have none: then only our own deadline holds
    if (error.code !== 'ER_UNKNOWN_SYSTEM_VARIABLE') throw error;
  });
}
