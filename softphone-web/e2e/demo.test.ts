import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asteriskAt } from '../../fixtures/asterisk/asterisk.ts';
import { KNOWN_CALLERS } from '../../fixtures/sample-people/people.ts';
import { until } from '../../fixtures/until.ts';
import { openBrowser } from './browser.ts';
import { button, card, phoneReady, signedIn, soundFlows } from './desk-page.ts';
import { freePort } from '../../fixtures/free-port.ts';

// `npm run demo` as the README says: with a real PBX, and as a user who may not have one.

const ROOT = new URL('../..', import.meta.url).pathname;
/** What a start may take where the PBX is installed, ms. */
const START_MS = 60_000;
const NOBODY = 65_534;

/** The PBX that the demo takes. */
const pbx = asteriskAt({ version: 22 });

let scratch: string;
/** Where demos put their data. */
let temporary: string;
let browser: Browser;
const running: ChildProcess[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'perezvon-demo-test-'));
  chmodSync(scratch, 0o755);
  temporary = join(scratch, 'data');
  mkdirSync(temporary);
  chmodSync(temporary, 0o777);
  browser = await openBrowser(scratch);
});
afterEach(() => {
  for (const child of running.splice(0)) if (lives(child)) kill(child, 'SIGKILL');
});
afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** To the whole group, as the terminal's Ctrl+C is. */
function kill(child: ChildProcess, signal: NodeJS.Signals | 0): void {
  process.kill(-(child.pid ?? Number.NaN), signal);
}

/** Whether any process of the group is left. */
function lives(child: ChildProcess): boolean {
  try {
    kill(child, 0);
    return true;
  } catch {
    return false;
  }
}

const dataLeft = () => readdirSync(temporary).some((name) => name.startsWith('perezvon-'));

interface DemoRun {
  said(): string;
  /** Waits for the address that it prints. */
  origin(): Promise<string>;
  exitCode(): Promise<number | null>;
  /** Ctrl+C; resolves when nothing of it is left: no process, no PBX, no data. */
  interrupt(): Promise<void>;
}

/** The command, on a port of its own. */
function run(port: number, [command, ...args]: [string, ...string[]]): DemoRun {
  const own = { PEREZVON_PORT: String(port), TMPDIR: temporary, LANG: 'C.UTF-8', LC_ALL: '' };
  const env = { ...process.env, ...own };
  const child = spawn(command, args, { cwd: ROOT, env, detached: true });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => (said += String(data)));
  }
  const exitCode = async () => {
    await until(() => child.exitCode !== null || child.signalCode !== null, {
      what: 'the demo ends',
      timeoutMs: START_MS,
    });
    return child.exitCode;
  };
  return {
    said: () => said,
    async origin() {
      const found = await until(
        () => {
          if (child.exitCode !== null) throw new Error(`The demo ended: ${said}`);
          return /Perezvon demo: (\S+)/.exec(said)?.[1];
        },
        { what: 'the demo is ready', timeoutMs: START_MS },
      );
      await until(() => said.includes('Ctrl+C ends the demo'), { what: 'all of its words' });
      return found;
    },
    exitCode,
    async interrupt() {
      kill(child, 'SIGINT');
      await until(() => !lives(child) && !pbx.runs() && !dataLeft(), {
        what: 'nothing of the demo is left',
        timeoutMs: 15_000,
      });
    },
  };
}

/**
 * The command as a user who may neither chroot nor mount nor ask Docker. The checkout is shown to them at a
 * place of their own: theirs may lie where others cannot look.
 */
function asNobody(): [string, ...string[]] {
  const place = mkdtempSync(join(scratch, 'checkout-'));
  chmodSync(place, 0o755);
  const home = mkdtempSync(join(scratch, 'home-'));
  chmodSync(home, 0o777);
  const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const demo = ['env', `HOME=${home}`, 'npm', 'run', 'demo'];
  const script = 'mount --bind "$1" "$2"; cd "$2"; shift 2; exec "$@"';
  const shown = ['sh', '-ec', script, 'sh', ROOT, place];
  return ['unshare', '-m', '--propagation', 'private', ...shown, ...user, ...demo];
}

/** Signs in as the demo's text says. */
async function signIn(demo: DemoRun, login: string): Promise<Page> {
  const origin = await demo.origin();
  const [, password = ''] = /password +(\S+)/.exec(demo.said()) ?? [];
  expect(demo.said()).toMatch(new RegExp(`^ .*\\b${login}\\b`, 'm'));
  return signedIn(browser, origin, login, password);
}

test('with a real PBX: the page answers, "Call me" rings, the call is taken and sound flows', async () => {
  const demo = run(await freePort(), ['npm', 'run', 'demo']);
  const page = await signIn(demo, 'ben');
  expect(demo.said()).toContain('a real Asterisk 22');
  await phoneReady(page);
  await page.getByRole('button', { name: 'Call me' }).click();
  await card(page).getByRole('heading', { name: KNOWN_CALLERS.known.name }).waitFor();
  await button(page, 'Answer').click();
  await soundFlows(page);
  await button(page, 'Hang up').click();
  await button(page, 'Hang up').waitFor({ state: 'hidden' });
  await page.context().close();
  await demo.interrupt();
}, 120_000);

test.skipIf(process.getuid?.() !== 0)(
  'without one, as another user: it says so and why, the page answers, "Call me" rings a recorded call',
  async () => {
    const demo = run(await freePort(), asNobody());
    const page = await signIn(demo, 'vera');
    expect(demo.said()).toMatch(/No real Asterisk here: .+\. Cure: .+\./);
    expect(demo.said()).toContain('a recorded PBX');
    await page.getByRole('button', { name: 'Позвони мне' }).click();
    const shown = page.getByRole('region', { name: 'Входящий' });
    await shown.getByRole('heading', { name: KNOWN_CALLERS.known.name }).waitFor();
    const strip = page.getByRole('region', { name: 'Телефон' }).locator('[data-state]');
    await strip.getByText('Входящий звонок').waitFor();
    await strip.getByText('Разговор').waitFor();
    await page.context().close();
    await demo.interrupt();
  },
  120_000,
);

test('the port is taken: it says so with the cure, before it installs or starts anything, and ends with 1', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const demo = run(port, ['npm', 'run', 'demo']);
  expect(await demo.exitCode()).toBe(1);
  expect(demo.said()).toContain(`Port ${port} at 127.0.0.1 is taken.`);
  expect(demo.said()).toContain('PEREZVON_PORT');
  expect(demo.said()).not.toMatch(/sample people|Asterisk|^ +at /m);
  other.close();
}, 60_000);
