import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Static, type TObject, Type } from 'typebox';
import { type AddressBlock, readBlock } from './addresses.ts';
import { type KeyProblem, lines, unknownKey, wrongKeys } from './config-check.ts';
import { type OpenIdConfig, OpenIdShape } from './config-open-id.ts';
import { type PbxConfig, readPbx } from './config-pbx.ts';
import { AppError, type Phrase } from './errors.ts';
import { reasonOf } from './system-error.ts';
import type { TlsFiles } from './tls.ts';

const strict = { additionalProperties: false } as const;

const FileShape = {
  host: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'an address of this machine',
      ru: 'адрес этой машины',
    }),
  ),
  port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  dataDir: Type.Optional(Type.String({ minLength: 1 })),
  /** The address in people's browsers where it is not the one listened at: behind a proxy. */
  publicOrigin: Type.Optional(
    Type.String({
      pattern: '^https?://[^/]+$',
      description: 'an origin without a path, such as "https://cti.example.org"',
      ru: 'адрес без пути, например "https://cti.example.org"',
    }),
  ),
  /** Addresses whose X-Forwarded-* is believed. */
  trustedProxies: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  /** PEM files with which this server speaks TLS itself; both or none. */
  tlsCert: Type.Optional(Type.String({ minLength: 1 })),
  tlsKey: Type.Optional(Type.String({ minLength: 1 })),
  language: Type.Optional(Type.Union([Type.Literal('ru'), Type.Literal('en')])),
  webDir: Type.Optional(Type.String({ minLength: 1 })),
  /** How long the PBX's events of each call are kept, days. */
  captureDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
  /** The longest CSV file that may be imported, MB. */
  importMegabytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_024 })),
  /** Opens /metrics; without it there are none. */
  metricsToken: Type.Optional(
    Type.String({
      pattern: '^[!-~]{16,200}$',
      description: '16 to 200 characters without blanks',
      ru: 'от 16 до 200 символов без пробелов',
    }),
  ),
  openId: Type.Optional(OpenIdShape),
  webhooks: Type.Optional(
    Type.Object({ allow: Type.Array(Type.String(), { maxItems: 100 }) }, strict),
  ),
  logLevel: Type.Optional(
    Type.Union([
      Type.Literal('debug'),
      Type.Literal('info'),
      Type.Literal('warn'),
      Type.Literal('error'),
    ]),
  ),
};

/** All that the server is told from outside. Paths absolute. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly publicOrigin: string | null;
  readonly trustedProxies: readonly string[];
  /** Null: plain HTTP, for loopback or behind a proxy. */
  readonly tls: TlsFiles | null;
  readonly language: 'ru' | 'en';
  readonly webDir: string | null;
  readonly logLevel: string;
  /** How long the PBX's events of each call are kept, for its explanation; 0: not at all. */
  readonly captureDays: number;
  /** The longest CSV file that may be imported, MB. */
  readonly importMegabytes: number;
  /** What a Prometheus must bear to be told /metrics; null: nobody is. */
  readonly metricsToken: string | null;
  /** The other server at which people may sign in; null: none. */
  readonly openId: OpenIdConfig | null;
  /** Addresses within the firm's network to which webhooks may be sent; else there are none. */
  readonly webhookAllow: readonly AddressBlock[];
  /** PEREZVON_KEY: the key of stored secrets, when not in a file of dataDir. */
  readonly key: string | null;
  readonly pbx: readonly PbxConfig[];
}

/** Environment variable → key of the file. */
const FROM_ENVIRONMENT: Readonly<Record<string, keyof typeof FileShape>> = {
  PEREZVON_HOST: 'host',
  PEREZVON_PORT: 'port',
  PEREZVON_DATA_DIR: 'dataDir',
  PEREZVON_PUBLIC_ORIGIN: 'publicOrigin',
  PEREZVON_TRUSTED_PROXIES: 'trustedProxies',
  PEREZVON_TLS_CERT: 'tlsCert',
  PEREZVON_TLS_KEY: 'tlsKey',
  PEREZVON_LANGUAGE: 'language',
  PEREZVON_WEB_DIR: 'webDir',
  PEREZVON_LOG_LEVEL: 'logLevel',
  PEREZVON_METRICS_TOKEN: 'metricsToken',
};
// the last two belong to the tests' and the demo's PBX
const OTHER_VARIABLES = [
  'PEREZVON_CONFIG',
  'PEREZVON_KEY',
  'PEREZVON_CACHE',
  'PEREZVON_DEBIAN_MIRROR',
];
const DEFAULT_FILE = 'perezvon.config.json';
const DEFAULT_DATA_DIR = 'data';

/**
 * Reads the configuration: the JSON file named by PEREZVON_CONFIG (else perezvon.config.json in `cwd`,
 * where present), the environment over it. In the file a text `env:NAME` stands for the variable NAME,
 * so that secrets need not be in it.
 * Throws `AppError` `config-invalid` that names every wrong key with its cure, or `config-unreadable`.
 */
export function readConfig(options: {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Connector's name → schema of its own settings. */
  connectors: ReadonlyMap<string, TObject>;
  /** What the file says, given instead of a file. */
  file?: Record<string, unknown>;
}): Config {
  const { env, cwd, connectors } = options;
  const {
    where,
    base,
    content: written,
  } = options.file
    ? { where: 'configuration', base: cwd, content: options.file }
    : readFile(env, cwd);
  const content = fillIn(written, env) as Record<string, unknown>;
  const fromEnv = environment(env, namedIn(written));
  const problems: Phrase[] = [
    ...wrongKeys(
      Type.Object({ ...FileShape, pbx: Type.Optional(Type.Array(Type.Unknown())) }, strict),
      content,
      where,
    ),
    ...wrongKeys(Type.Object(FileShape, strict), fromEnv.values, 'environment'),
    ...fromEnv.problems,
  ];
  const entries = Array.isArray(content.pbx) ? content.pbx : [];
  const inPbx: KeyProblem[] = [];
  const pbx = entries.map((entry, index) =>
    readPbx(entry, { where: `${where}: pbx[${index}]`, connectors, base, problems: inPbx }),
  );
  problems.push(
    ...inPbx,
    ...twice(pbx.map(({ id }) => id)).map(
      (id): Phrase => ({
        ru: `${where}: id "${id}" стоит у двух АТС; у каждой должен быть свой.`,
        en: `${where}: pbx id "${id}" occurs twice; ids must differ.`,
      }),
    ),
  );
  const path = (text: string, from: string) => resolve(from, text);
  const file = content as Partial<Static<ReturnType<typeof fileObject>>>;
  const set = fromEnv.values as Partial<Static<ReturnType<typeof fileObject>>>;
  const pathOf = (key: 'tlsCert' | 'tlsKey') => {
    const [given, written] = [set[key], file[key]];
    return given ? path(given, cwd) : written ? path(written, base) : null;
  };
  const [cert, key] = [pathOf('tlsCert'), pathOf('tlsKey')];
  if ((cert === null) !== (key === null)) problems.push(halfOfTls(where, cert === null));
  // what has another shape was named above
  const allow = problems.length > 0 ? [] : (file.webhooks?.allow ?? []);
  const webhookAllow = readBlocks(allow, { where, problems });
  if (problems.length > 0) {
    throw new AppError('config-invalid', { values: { problems: lines(problems) } });
  }
  return {
    host: set.host ?? file.host ?? '127.0.0.1',
    port: set.port ?? file.port ?? 8080,
    dataDir: set.dataDir ? path(set.dataDir, cwd) : path(file.dataDir ?? DEFAULT_DATA_DIR, base),
    publicOrigin: set.publicOrigin ?? file.publicOrigin ?? null,
    trustedProxies: set.trustedProxies ?? file.trustedProxies ?? [],
    tls: cert !== null && key !== null ? { cert, key } : null,
    language: set.language ?? file.language ?? 'ru',
    webDir: set.webDir ? path(set.webDir, cwd) : file.webDir ? path(file.webDir, base) : null,
    logLevel: set.logLevel ?? file.logLevel ?? 'info',
    captureDays: file.captureDays ?? 14,
    importMegabytes: file.importMegabytes ?? 10,
    metricsToken: set.metricsToken ?? file.metricsToken ?? null,
    openId: file.openId ?? null,
    webhookAllow,
    key: env.PEREZVON_KEY || null,
    pbx,
  };
}

function readBlocks(
  allow: readonly string[],
  { where, problems }: { where: string; problems: Phrase[] },
): AddressBlock[] {
  return allow.flatMap((written) => {
    const block = readBlock(written);
    if (block) return [block];
    problems.push({
      ru: `${where}: в webhooks.allow "${written}" — не адрес и не сеть, как "10.0.0.5" и "10.1.0.0/16".`,
      en: `${where}: "${written}" in webhooks.allow is no address and no network, such as "10.0.0.5" and "10.1.0.0/16".`,
    });
    return [];
  });
}

/**
 * Where the data lies, and nothing else: a backup by cron asks no PBX and has none of their secrets. Throws as
 * `readConfig` does.
 */
export function readDataDir(options: {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}): string {
  const { env, cwd } = options;
  if (env.PEREZVON_DATA_DIR) return resolve(cwd, env.PEREZVON_DATA_DIR);
  const { where, base, content } = readFile(env, cwd);
  const dataDir = fillIn(content.dataDir ?? DEFAULT_DATA_DIR, env);
  const problems = wrongKeys(Type.Object({ dataDir: FileShape.dataDir }), { dataDir }, where);
  if (problems.length > 0)
    throw new AppError('config-invalid', { values: { problems: lines(problems) } });
  return resolve(base, String(dataDir));
}

function halfOfTls(where: string, lacksCert: boolean): Phrase {
  const [there, lacking] = lacksCert ? ['tlsKey', 'tlsCert'] : ['tlsCert', 'tlsKey'];
  return {
    ru: `${where}: есть ${there}, но нет ${lacking}; для TLS нужны оба (или ни одного за прокси).`,
    en: `${where}: ${there} is there and ${lacking} is not; TLS needs both (or none behind a proxy).`,
  };
}

const fileObject = () => Type.Object(FileShape);

function readFile(env: Readonly<Record<string, string | undefined>>, cwd: string) {
  const named = env.PEREZVON_CONFIG;
  const file = resolve(cwd, named || DEFAULT_FILE);
  const base = dirname(file);
  if (!named && !existsSync(file))
    return { where: DEFAULT_FILE, base: cwd, content: {} as Record<string, unknown> };
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      throw unreadable(file, { ru: 'это не объект JSON', en: 'it is no JSON object' });
    }
    return { where: file, base, content: content as Record<string, unknown> };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = reasonOf(error, file);
    throw unreadable(file, error instanceof SyntaxError ? notJson(error) : reason);
  }
}

function unreadable(file: string, reason: Phrase): AppError {
  return new AppError('config-unreadable', { values: { file, reason } });
}

/** Node's own words tell what stands there, and mostly where. */
function notJson({ message }: SyntaxError): Phrase {
  return { ru: `это не JSON (${message})`, en: `it is no JSON (${message})` };
}

/** `env:NAME` → the variable's value, at any depth. */
function fillIn(value: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof value === 'string' && value.startsWith('env:')) {
    const name = value.slice('env:'.length);
    const given = env[name];
    if (given !== undefined) return given;
    throw new AppError('config-invalid', {
      values: {
        problems: {
          ru: `Файл настроек берёт переменную окружения ${name}, а она не задана.`,
          en: `The configuration file asks for the environment variable ${name}, which is not set.`,
        },
      },
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, env)]));
}

/** Names of the variables that stand in the file as `env:NAME`. */
function namedIn(content: unknown): string[] {
  return [...JSON.stringify(content).matchAll(/"env:(\w+)"/g)].map(([, name = '']) => name);
}

function environment(env: Readonly<Record<string, string | undefined>>, named: readonly string[]) {
  const values: Record<string, unknown> = {};
  const problems: Phrase[] = [];
  const known = [...Object.keys(FROM_ENVIRONMENT), ...OTHER_VARIABLES];
  const others = new Set([...OTHER_VARIABLES, ...named]);
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('PEREZVON_') || text === undefined || others.has(name)) continue;
    const key = FROM_ENVIRONMENT[name];
    if (!key) problems.push(unknownKey({ where: 'environment', name, key: name, known }));
    else if (text !== '') values[key] = fromText(key, text);
  }
  return { values, problems };
}

function fromText(key: keyof typeof FileShape, text: string): unknown {
  if (key === 'port') return /^\d+$/.test(text) ? Number(text) : text;
  if (key === 'trustedProxies') return text.split(',').map((part) => part.trim());
  return text;
}

function twice(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
