import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE, START_ENVIRONMENT, START_FLAGS } from '../../fixtures/start-command.ts';

const SOURCES = join(import.meta.dirname, '../src/main.ts');

/** The server as it is run: the production bundle where it is built, else the sources. */
const SERVER = existsSync(BUNDLE) ? BUNDLE : SOURCES;

/** Which of the two it is, in words. */
export function whichServer(): string {
  if (SERVER === SOURCES) return 'sources, as no bundle is built (npm run build)';
  const built = statSync(join(BUNDLE, '../run.js')).mtimeMs;
  const sources = globSync(join(import.meta.dirname, '../{src,migrations}/**/*.{ts,sql}'));
  const isOld = sources.some((file) => statSync(file).mtimeMs > built);
  return isOld ? 'production bundle OLDER THAN THE SOURCES (npm run build)' : 'production bundle';
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly origin: string;
  /** `performance.now()` at the spawn. */
  readonly spawnedAt: number;
  /** What the first administrator needs; null where there is one. */
  readonly token: string | null;
}

/**
 * Starts it in `dir`, with the data in `dir`, connected to the AMI at `amiPort`; resolves when it listens.
 * `under`: a command that runs it, such as strace with its arguments; `flags`: of Node; `metricsToken`: whoever
 * has it may read `/metrics`.
 */
export async function startServer(
  dir: string,
  amiPort: number,
  {
    under = [],
    flags = [],
    metricsToken = null,
  }: {
    under?: readonly string[];
    flags?: readonly string[];
    metricsToken?: string | null;
  } = {},
): Promise<ServerProcess> {
  const ami = { port: amiPort, user: 'perezvon', secret: 'change-me-perezvon' };
  const config = join(dir, 'perezvon.config.json');
  writeFileSync(config, JSON.stringify({ port: 0, pbx: [{ id: 'office', ...ami }] }));
  const spawnedAt = performance.now();
  const words = [...under, process.execPath, ...START_FLAGS, ...flags, SERVER];
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd: dir,
    env: {
      ...START_ENVIRONMENT,
      PATH: process.env.PATH,
      PEREZVON_CONFIG: config,
      PEREZVON_DATA_DIR: dir,
      PEREZVON_LOG_LEVEL: 'error',
      ...(metricsToken === null ? {} : { PEREZVON_METRICS_TOKEN: metricsToken }),
      // for profiling: NODE_OPTIONS=--cpu-prof npm run bench -- pop
      ...(process.env.NODE_OPTIONS ? { NODE_OPTIONS: process.env.NODE_OPTIONS } : {}),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = await firstWords(child);
  const origin = /Perezvon is at (\S+)/.exec(said)?.[1] ?? '';
  return { child, origin, spawnedAt, token: /welcome#(\S+)/.exec(said)?.[1] ?? null };
}

/** What it prints up to the address and, where there is one, the link that follows at once. */
function firstWords(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}: ${said}`)));
    child.stderr?.on('data', (data) => {
      said += String(data);
      if (/Perezvon is at \S+\n/.test(said)) setTimeout(() => resolve(said), 20);
    });
  });
}

/** Stops a child and waits for its end. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
