import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startApp } from './app.ts';
import { welcomeLink } from './api/users.ts';
import { readConfig } from './kernel/config.ts';
import type { Language } from './kernel/errors.ts';
import { createLog, type Log } from './kernel/log.ts';
import { forTerminal, terminalLanguage } from './kernel/terminal.ts';
import { CONNECTORS } from './pbx/registry.ts';

/** A stop that takes longer is cut short. */
const STOP_WITHIN_MS = 4_500;

const LANGUAGE = terminalLanguage(process.env);
const WORDS: Readonly<Record<Language, { at: string; firstAdmin: string }>> = {
  ru: {
    at: 'Перезвон открыт по адресу',
    firstAdmin: 'Администратора ещё нет. Эта ссылка делает им, один раз и в течение часа:',
  },
  en: {
    at: 'Perezvon is at',
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
  const home = packageHome();
  const built = join(home, '..', 'softphone-web', 'dist');
  const webDir = config.webDir ?? (existsSync(join(built, 'index.html')) ? built : null);
  const app = await startApp({
    config: { ...config, webDir },
    log,
    version: versionOf(home),
    migrations: join(home, 'migrations'),
    onFatal(error) {
      log.error(
        { error: String(error) },
        'The disk failed; the server ends so that nothing is lost unseen',
      );
      process.exit(1);
    },
  });
  const token = await app.accounts.firstAdminToken();
  const { at, firstAdmin } = WORDS[LANGUAGE];
  process.stderr.write(`${at} ${app.origin}\n`);
  if (token !== null) {
    process.stderr.write(`${firstAdmin}\n${welcomeLink(app.origin, token)}\n`);
  }
  stopOnSignals(() => app.stop());
  surviveOrEnd(log, () => app.stop());
}

/**
 * A promise that failed unseen is logged and the server goes on: its own call failed, no other.
 * After an exception that nobody caught nobody knows what state is left: what waits is written, and the
 * process ends for its supervisor to start anew.
 */
function surviveOrEnd(log: Log, stop: () => Promise<void>): void {
  const words = (error: unknown) => (error instanceof Error ? error.stack : String(error));
  process.on('unhandledRejection', (error) => {
    log.error({ error: words(error) }, 'A promise failed unseen');
  });
  process.on('uncaughtException', (error) => {
    log.error({ error: words(error) }, 'An error nobody caught; the server ends');
    process.stderr.write(`${words(error)}\n`);
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void stop().finally(() => process.exit(1));
  });
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
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

/** cti-server's folder, from its source (`src/`) and from its bundle (`dist/`) alike. */
function packageHome(): string {
  return dirname(import.meta.dirname);
}

function versionOf(home: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  );
  return manifest.version;
}
