import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startApp } from './app.ts';
import { welcomeLink } from './api/users.ts';
import { systemClock } from './kernel/clock.ts';
import { readConfig } from './kernel/config.ts';
import type { Language } from './kernel/errors.ts';
import { createLog, type Log } from './kernel/log.ts';
import { forTerminal, terminalLanguage } from './kernel/terminal.ts';
import { isInClear } from './listen.ts';
import { CONNECTORS } from './pbx/registry.ts';
import { packageHome, programVersion } from './version.ts';

/** A stop that takes longer is cut short. */
const STOP_WITHIN_MS = 4_500;

const LANGUAGE = terminalLanguage(process.env);
const WORDS: Readonly<Record<Language, { at: string; inClear: string; firstAdmin: string }>> = {
  ru: {
    at: 'Перезвон открыт по адресу',
    inClear:
      'Внимание: страница видна в сети без шифрования, пароли идут открытым текстом, телефон в браузере не заработает. Укажите tlsCert и tlsKey, или publicOrigin с https за прокси, или host 127.0.0.1.',
    firstAdmin: 'Администратора ещё нет. Эта ссылка делает им, один раз и в течение часа:',
  },
  en: {
    at: 'Perezvon is at',
    inClear:
      'Warning: the page is in the network without encryption: passwords go in clear text, and no browser lets a phone work there. Set tlsCert and tlsKey, or publicOrigin with https behind a proxy, or host 127.0.0.1.',
    firstAdmin: 'No administrator yet. This link makes one, once, within an hour:',
  },
};

/** The process: reads the configuration, starts, says where the page is, stops on signals. */
export async function run(): Promise<void> {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${forTerminal(error, LANGUAGE)}\n`);
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const connectors = new Map([...CONNECTORS].map(([name, kind]) => [name, kind.settings]));
  const config = readConfig({ env: process.env, cwd: process.cwd(), connectors });
  const log = createLog({ level: config.logLevel });
  const built = join(packageHome, '..', 'softphone-web', 'dist');
  const webDir = config.webDir ?? (existsSync(join(built, 'index.html')) ? built : null);
  const app = await startApp({
    config: { ...config, webDir },
    log,
    version: programVersion(),
    migrations: join(packageHome, 'migrations'),
    onFatal(error) {
      log.error(
        { error: String(error) },
        'The disk failed; the server ends so that nothing is lost unseen',
      );
      process.exit(1);
    },
  });
  const token = await app.accounts.firstAdminToken();
  const { at, inClear, firstAdmin } = WORDS[LANGUAGE];
  process.stderr.write(`${at} ${app.origin}\n`);
  if (isInClear(config)) process.stderr.write(`${inClear}\n`);
  if (token !== null) {
    process.stderr.write(`${firstAdmin}\n${welcomeLink(app.origin, token)}\n`);
  }
  // without TLS it ends the process, as a terminal that is closed should
  if (config.tls) process.on('SIGHUP', () => app.reload());
  stopOnSignals(log, () => app.stop());
  surviveOrEnd(log, () => app.stop());
}

/**
 * A promise that failed unseen is logged and the server goes on: its own call failed, no other.
 * After an exception that nobody caught nobody knows what state is left: what waits is written, and the
 * process ends for its supervisor to start anew. Each line has an id of its own beside those of what was done.
 */
function surviveOrEnd(log: Log, stop: () => Promise<void>): void {
  const told = (error: unknown) => ({
    id: systemClock.id(),
    error: error instanceof Error ? error.stack : String(error),
  });
  process.on('unhandledRejection', (error) => {
    log.error(told(error), 'A promise failed unseen');
  });
  process.on('uncaughtException', (error) => {
    const line = told(error);
    log.error(line, 'An error nobody caught; the server ends');
    process.stderr.write(`${line.id} ${line.error}\n`);
    endInTime(log);
    void stop().finally(() => process.exit(1));
  });
}

/** Keeps the process until its stop is over: nothing else may. */
function endInTime(log: Log): void {
  setTimeout(() => {
    log.error({ afterMs: STOP_WITHIN_MS }, 'The stop took too long and was cut short');
    process.exit(1);
  }, STOP_WITHIN_MS);
}

function stopOnSignals(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    endInTime(log);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${forTerminal(error, LANGUAGE)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
