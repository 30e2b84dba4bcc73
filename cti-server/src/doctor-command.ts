// `npm run -s doctor [-- ID…]`: examines PBX connections as the page does, without a running server.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '@perezvon/crm-core';
import type { Diagnosis } from './contract/index.ts';
import { createDoctor } from './doctor/doctor.ts';
import { systemClock } from './kernel/clock.ts';
import { type Config, readConfig } from './kernel/config.ts';
import type { PbxConfig } from './kernel/config-pbx.ts';
import { AppError, type Language } from './kernel/errors.ts';
import { silentLog } from './kernel/log.ts';
import { loadKeys } from './kernel/secret-key.ts';
import { createSecrets } from './kernel/secrets.ts';
import { forTerminal, terminalLanguage } from './kernel/terminal.ts';
import { createConnectionStore } from './pbx/connection-store.ts';
import { createConnections } from './pbx/connections.ts';
import { CONNECTORS } from './pbx/registry.ts';
import { type BrowserPhone, browserPhones } from './users/browser-phones.ts';
import { createUserStore } from './users/store.ts';

const USAGE = `npm run -s doctor -- [ID…] [--language ru] [--json]
  examines the PBX connections (all, or those named): what was tried, what came back, what to change
  --json: one check a line, in both languages, for programs
  ends with 0 when nothing failed, else with 1`;

const MARKS: Readonly<Record<Diagnosis['state'], string>> = {
  ok: ' ok ',
  warning: 'WARN',
  failed: 'FAIL',
  skipped: ' -- ',
};
/** The terminal cancels by ending the process. */
const NEVER = new AbortController().signal;
const SCHEMAS = new Map([...CONNECTORS].map(([name, kind]) => [name, kind.settings]));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      language: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const language = values.language ?? terminalLanguage(process.env);
  if (values.help || (language !== 'ru' && language !== 'en')) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const config = readConfig({ env: process.env, cwd: process.cwd(), connectors: SCHEMAS });
  const { connections: all, browserPhones: phones } = await saved(config);
  const asked = positionals.length === 0 ? all : all.filter(({ id }) => positionals.includes(id));
  if (asked.length === 0) {
    console.log(all.length === 0 ? NONE[language] : NOTHING[language](all.map(({ id }) => id)));
    return 2;
  }
  const examine = createDoctor({
    connectors: CONNECTORS,
    browserPhones: async (pbx) => phones.get(pbx) ?? [],
    // whoever types this here can look at ports without us
    discreet: false,
    clock: systemClock,
    log: silentLog,
  });
  let failed = 0;
  for (const pbx of asked) {
    if (!values.json) console.log(`${pbx.name} (${pbx.id})`);
    for await (const one of examine(pbx, NEVER)) {
      if (one.state === 'failed') failed += 1;
      console.log(values.json ? JSON.stringify({ pbx: pbx.id, ...one }) : inLines(one, language));
    }
  }
  return failed > 0 ? 1 : 0;
}

const NOTHING: Readonly<Record<Language, (ids: readonly string[]) => string>> = {
  ru: (ids) => `Такого подключения нет. Есть: ${ids.join(', ')}.`,
  en: (ids) => `There is no such connection. There are: ${ids.join(', ')}.`,
};

const NONE: Readonly<Record<Language, string>> = {
  ru: 'АТС ещё нет. Добавьте её: Настройка → АТС, или в файле настроек.',
  en: 'There is no PBX yet. Add one: Set-up → PBXs, or in the configuration file.',
};

/** What there is to examine. */
interface Saved {
  readonly connections: readonly PbxConfig[];
  /** By PBX. */
  readonly browserPhones: ReadonlyMap<string, readonly BrowserPhone[]>;
}

/**
 * Connections of the configuration file and of the page; secrets are read with the server's key. Throws `AppError`
 * `no-data` where there is neither.
 */
async function saved(config: Config): Promise<Saved> {
  const file = join(config.dataDir, 'perezvon.db');
  if (!existsSync(file)) {
    if (config.pbx.length > 0) return { connections: config.pbx, browserPhones: new Map() };
    throw new AppError('no-data', { values: { dir: config.dataDir } });
  }
  const handle = openDatabase({ file, readonly: true });
  try {
    const secrets = createSecrets(loadKeys({ given: config.key, dataDir: config.dataDir }));
    const connections = createConnections({
      fromFile: config.pbx,
      store: createConnectionStore(handle),
      secrets,
      connectors: SCHEMAS,
      base: config.dataDir,
      changed: async () => {},
      clock: systemClock,
      log: silentLog,
    }).running();
    const users = createUserStore(handle, systemClock);
    const phones = new Map<string, readonly BrowserPhone[]>();
    for (const { id } of connections) phones.set(id, await browserPhones(id, { users, secrets }));
    return { connections, browserPhones: phones };
  } finally {
    handle.close();
  }
}

function inLines(
  { state, tried, found, cure, file, lines }: Diagnosis,
  language: Language,
): string {
  return [
    `${MARKS[state]} ${tried[language]}: ${found[language]}`,
    ...(cure ? [`     ${cure[language]}`] : []),
    ...(file === null ? [] : [`     ${file}:`]),
    ...lines.map((line) => `         ${line}`),
  ].join('\n');
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(forTerminal(error, terminalLanguage(process.env)));
  process.exitCode = 1;
}
