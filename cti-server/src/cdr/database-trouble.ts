import type { CdrDatabaseConfig } from '../kernel/config-cdr.ts';
import { reasonOf } from '../kernel/system-error.ts';
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
  const said = sentences(trouble, config, words);
  // what the server says itself is of its own language
  const reason = reasonOf(error instanceof Error ? error : message || code || error);
  const inFull = ([cause, cure]: Sentences, why: string) =>
    `${placeOf(config)}: ${cause}: ${why}. ${cure}`;
  const isStrange = trouble === 'unreachable' || trouble === 'other';
  return new CdrError(
    { ru: inFull(said.ru, reason.ru), en: inFull(said.en, reason.en) },
    { isStrange },
  );
}

/** What the drivers say themselves, partly in words without a code. */
function byNode(code: string, message: string): Trouble {
  if (/read timeout|INACTIVITY|SEQUENCE_TIMEOUT/i.test(`${code} ${message}`)) return 'too-slow';
  if (UNREACHABLE.test(code)) return 'unreachable';
  if (TLS.test(`${code} ${message}`)) return 'no-tls';
  if (/password/i.test(message)) return 'user-refused';
  return /timeout|timed out|terminated|closed/i.test(message) ? 'unreachable' : 'other';
}

type Sentences = readonly [cause: string, cure: string];

function sentences(
  trouble: Trouble,
  { user, table }: CdrDatabaseConfig,
  { listens, admits, grant }: ServerWords,
): Readonly<Record<'ru' | 'en', Sentences>> {
  switch (trouble) {
    case 'unreachable':
      return {
        ru: [
          'сервер баз данных не отвечает',
          `Запустите его; проверьте, слушает ли он этот адрес (${listens}) и не мешает ли брандмауэр.`,
        ],
        en: [
          'the database server does not answer',
          `Start it; see that it listens at this address (${listens}) and that no firewall is between.`,
        ],
      };
    case 'no-tls':
      return {
        ru: [
          'нет соединения TLS, которому можно верить',
          'Укажите CA его сертификата в "tls": { "ca": … }, а в "url" — имя из сертификата; без "tls" соединение не шифруется.',
        ],
        en: [
          'no trusted TLS connection',
          'Put the CA of its certificate into "tls": { "ca": … }, and a host into "url" that is in the certificate; without "tls" the connection is not encrypted.',
        ],
      };
    case 'user-refused':
      return {
        ru: [
          `пользователь "${user}" не принят`,
          `Впишите верный пароль в "secret"; сервер должен пускать этого пользователя с этой машины (${admits}).`,
        ],
        en: [
          `user "${user}" is refused`,
          `Put the right password into "secret"; the server must let this user come from this host (${admits}).`,
        ],
      };
    case 'no-database':
      return {
        ru: ['такой базы данных нет', 'Исправьте имя в конце "url" или перед точкой в "table".'],
        en: [
          'there is no such database',
          'Correct the name at the end of "url", or before the dot in "table".',
        ],
      };
    case 'no-table':
      return {
        ru: [
          `нет таблицы "${table}", или её схемы не видно`,
          'Исправьте "table": её имя стоит в cdr_pgsql.conf или cdr_adaptive_odbc.conf АТС.',
        ],
        en: [
          `there is no table "${table}", or its schema is not seen`,
          'Correct "table": it is the one that cdr_pgsql.conf or cdr_adaptive_odbc.conf of the PBX names.',
        ],
      };
    case 'no-right':
      return {
        ru: [
          `пользователь "${user}" не может читать таблицу "${table}"`,
          `Выполните там: ${grant}`,
        ],
        en: [`user "${user}" may not read table "${table}"`, `Run there: ${grant}`],
      };
    case 'too-slow':
      return {
        ru: [
          `таблица "${table}" не прочитана вовремя`,
          `Добавьте индекс по времени начала звонков: CREATE INDEX cdr_start ON ${table} (calldate); если столбец зовётся start, то по нему.`,
        ],
        en: [
          `table "${table}" was not read in time`,
          `Give it an index on the time at which calls begin: CREATE INDEX cdr_start ON ${table} (calldate); where that column is called start, on that one.`,
        ],
      };
    case 'other':
      return {
        ru: ['записи не читаются', 'Больше может сказать журнал сервера баз данных.'],
        en: ['the records cannot be read', 'The log of the database server may say more.'],
      };
  }
}
