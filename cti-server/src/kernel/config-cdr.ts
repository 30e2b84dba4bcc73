import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { type KeyProblem, wrongKey, wrongKeys } from './config-check.ts';

const strict = { additionalProperties: false } as const;

/** Master.csv, or with `table` a file of SQLite. */
const InFile = Type.Object(
  {
    file: Type.String({
      minLength: 1,
      description:
        'the path of Master.csv or, with "table", of an SQLite file; a database server has "url" in its place',
      ru: 'путь к Master.csv или, вместе с "table", к файлу SQLite; у сервера баз данных вместо него "url"',
    }),
    table: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z_][A-Za-z0-9_]{0,62}$',
        description: 'the name of a table, such as "cdr"',
        ru: 'имя таблицы, например "cdr"',
      }),
    ),
  },
  strict,
);

const NAME = '[A-Za-z_][A-Za-z0-9_]{0,62}';
const HOST = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[^:@/?#\[\]\s]+)`;

/** A table of a database server. */
const InDatabase = Type.Object(
  {
    url: Type.String({
      pattern: String.raw`^(?:postgres|postgresql|mysql|mariadb)://[^:@/?#\s]+@${HOST}(?::\d{1,5})?/[^/?#\s]+$`,
      description:
        'an address with user and database and without a password (that is "secret"), such as "postgres://perezvon@10.0.0.5/asterisk" or "mysql://perezvon@10.0.0.5:3306/asteriskcdrdb"',
      ru: 'адрес с пользователем и базой данных и без пароля (он в "secret"), например "postgres://perezvon@10.0.0.5/asterisk" или "mysql://perezvon@10.0.0.5:3306/asteriskcdrdb"',
    }),
    secret: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'the password of the user in "url", best "env:NAME"',
        ru: 'пароль пользователя из "url", лучше "env:ИМЯ"',
        writeOnly: true,
      }),
    ),
    table: Type.Optional(
      Type.String({
        pattern: `^(?:${NAME}\\.)?${NAME}$`,
        description: 'the name of a table, such as "cdr"; also "schema.cdr"',
        ru: 'имя таблицы, например "cdr" или "schema.cdr"',
      }),
    ),
    tls: Type.Optional(
      Type.Object(
        {
          ca: Type.Optional(
            Type.String({
              description: "PEM text of the CA that signed the server's certificate",
              ru: 'текст PEM удостоверяющего центра, который подписал сертификат сервера',
            }),
          ),
        },
        {
          ...strict,
          description: '{ } or { "ca": … } to use TLS',
          ru: '{ } или { "ca": … } для TLS',
        },
      ),
    ),
  },
  strict,
);

/** Call detail records in a file of this machine: CSV, or with `table` SQLite. */
export interface CdrFileConfig {
  readonly kind: 'file';
  readonly file: string;
  readonly table: string | null;
}

/** Call detail records in a table of a database server. */
export interface CdrDatabaseConfig {
  readonly kind: 'postgres' | 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string | null;
  readonly database: string;
  readonly table: string;
  /** `ca` null: the CAs that Node knows. */
  readonly tls: { readonly ca: string | null } | null;
}

/** Where a PBX writes its call detail records. */
export type CdrConfig = CdrFileConfig | CdrDatabaseConfig;

const DEFAULT_PORT = { postgres: 5432, mysql: 3306 } as const;

/** Either form. */
export const CDR_FORMS = Type.Union([InFile, InDatabase]);

/** The form of `cdr` that is meant: a database server where there is a `url`, else a file. */
export function cdrSchema(given: unknown): typeof InDatabase | typeof InFile {
  return typeof given === 'object' && given !== null && 'url' in given ? InDatabase : InFile;
}

/** Reads the key `cdr` of one entry of `pbx`; what is wrong with it is added to `problems`. */
export function readCdr(
  given: unknown,
  context: { where: string; base: string; problems: KeyProblem[] },
): CdrConfig | null {
  if (given === undefined) return null;
  const shape = cdrSchema(given);
  const wrong = wrongKeys(Type.Object({ cdr: shape }), { cdr: given }, context.where);
  context.problems.push(...wrong);
  if (wrong.length > 0) return null;
  if (shape === InDatabase) return readDatabase(given as Static<typeof InDatabase>, context);
  const { file, table = null } = given as Static<typeof InFile>;
  return { kind: 'file', file: resolve(context.base, file), table };
}

function readDatabase(
  given: Static<typeof InDatabase>,
  { where, problems }: { where: string; problems: KeyProblem[] },
): CdrDatabaseConfig | null {
  const { secret = null, table = 'cdr', tls } = given;
  const kind = given.url.startsWith('postgres') ? 'postgres' : 'mysql';
  try {
    const url = new URL(given.url);
    return {
      kind,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? DEFAULT_PORT[kind] : Number(url.port),
      user: decodeURIComponent(url.username),
      secret,
      database: decodeURIComponent(url.pathname.slice(1)),
      table,
      tls: tls ? { ca: tls.ca ?? null } : null,
    };
  } catch {
    const allowed = {
      ru: 'порт от 1 до 65535, а % перед двумя шестнадцатеричными цифрами',
      en: 'an address with a port from 1 to 65535, and % before two hexadecimal digits',
    };
    const shown = JSON.stringify(given.url);
    problems.push(wrongKey({ where, name: 'cdr.url', given: shown, allowed }));
    return null;
  }
}
