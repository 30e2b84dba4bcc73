import type { CdrDatabaseConfig } from '../kernel/config-cdr.ts';
import { CdrError } from './source.ts';

/** What can be wrong with a database server, as far as the cure differs. */
export type Trouble =
  | 'unreachable'
  | 'no-tls'
  | 'user-refused'
  | 'no-database'
  | 'no-table'
  | 'no-right'
  | 'too-slow'
  | 'other';

/** Words that one kind of server has of its own. */
export interface ServerWords {
  /** Where it is said whether it listens for others. */
  readonly listens: string;
  /** Where it is said who may come from where. */
  readonly admits: string;
  readonly grant: string;
  /** The code of its own error → what is wrong. */
  readonly codes: Readonly<Record<string, Trouble>>;
}

const UNREACHABLE =
  /^(?:E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|CONNRESET|PIPE)|PROTOCOL_CONNECTION_LOST)$/;
const TLS = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/;

/** The user, server and database of a connection, for people. */
export function placeOf({ kind, user, host, port, database }: CdrDatabaseConfig): string {
  return `${kind}://${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

/** An error of a driver as one that names cause and cure; a `CdrError` as it is. */
export function troubleOf(error: unknown, config: CdrDatabaseConfig, words: ServerWords): CdrError {
  if (error instanceof CdrError) return error;
  const {
    code,
    errno,
    message = '',
  } = error as {
    code?: string;
    errno?: number;
    message?: string;
  };
  const trouble =
    words.codes[String(code)] ?? words.codes[String(errno)] ?? byNode(code ?? '', message);
  const { cause, cure } = sentences(trouble, config, words);
  const reason = message || code || String(error);
  return new CdrError(`${placeOf(config)}: ${cause} (${reason}). ${cure}`);
}

/** What the drivers say themselves, partly in words without a code. */
function byNode(code: string, message: string): Trouble {
  if (/read timeout|INACTIVITY|SEQUENCE_TIMEOUT/i.test(`${code} ${message}`)) return 'too-slow';
  if (UNREACHABLE.test(code)) return 'unreachable';
  if (TLS.test(`${code} ${message}`)) return 'no-tls';
  if (/password/i.test(message)) return 'user-refused';
  return /timeout|timed out|terminated|closed/i.test(message) ? 'unreachable' : 'other';
}

function sentences(
  trouble: Trouble,
  { user, table }: CdrDatabaseConfig,
  { listens, admits, grant }: ServerWords,
): { cause: string; cure: string } {
  switch (trouble) {
    case 'unreachable':
      return {
        cause: 'the database server does not answer',
        cure: `Start it; see that it listens at this address (${listens}) and that no firewall is between.`,
      };
    case 'no-tls':
      return {
        cause: 'no trusted TLS connection',
        cure: 'Put the CA of its certificate into "tls": { "ca": … }, and a host into "url" that is in the certificate; without "tls" the connection is not encrypted.',
      };
    case 'user-refused':
      return {
        cause: `user "${user}" is refused`,
        cure: `Put the right password into "secret"; the server must let this user come from this host (${admits}).`,
      };
    case 'no-database':
      return {
        cause: 'there is no such database',
        cure: 'Correct the name at the end of "url", or before the dot in "table".',
      };
    case 'no-table':
      return {
        cause: `there is no table "${table}"`,
        cure: 'Correct "table": it is the one that cdr_pgsql.conf or cdr_adaptive_odbc.conf of the PBX names.',
      };
    case 'no-right':
      return { cause: `user "${user}" may not read table "${table}"`, cure: `Run there: ${grant}` };
    case 'too-slow':
      return {
        cause: `table "${table}" was not read in time`,
        cure: `Give it an index on the time at which calls begin: CREATE INDEX cdr_start ON ${table} (calldate); where that column is called start, on that one.`,
      };
    case 'other':
      return {
        cause: 'the records cannot be read',
        cure: 'The log of the database server may say more.',
      };
  }
}
