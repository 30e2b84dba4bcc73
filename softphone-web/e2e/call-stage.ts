import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { CallPage, CallView } from '../../cti-server/src/contract/index.ts';
import {
  type AsteriskVersion,
  type RunningAsterisk,
  startAsterisk,
} from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { passwordOf } from '../../fixtures/asterisk/phones.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { openBrowser } from './browser.ts';
import { phoneReady, signedIn } from './desk-page.ts';

/** A real Asterisk, a real server with the built page, a real Chromium. */
export interface CallStage {
  readonly pbx: RunningAsterisk;
  readonly server: TestServer;
  readonly browser: Browser;
  /** Makes a contact by the API and gives its id. */
  contact(name: string, ...numbers: string[]): Promise<string>;
  /** A fresh browser profile, signed in, a phone in the page registered; `origin`: by which way. */
  desk(login: string, origin?: string): Promise<Page>;
  /** The newest calls as the API tells them to an administrator. */
  calls(limit?: number): Promise<CallView[]>;
  /** The newest call of an outside number (null: withheld), once it is over. */
  ended(number: string | null): Promise<CallView>;
  stop(): Promise<void>;
}

/** Where the built page lies; `npm test` builds it first. */
export const WEB = new URL('../dist', import.meta.url).pathname;

const BROWSER_PHONES = { anna: '201', ben: '202', carl: '203', dora: '204' } as const;
/** Who has a desk phone. */
const DESK_PHONES = { vera: '103', walt: '104' } as const;

/** The server's configuration of a connection to `pbx`, browser phones and recordings included. */
export function wholeConnectionTo(pbx: RunningAsterisk): object {
  return connectionTo(pbx, {
    name: 'Main PBX',
    sip: { url: `ws://127.0.0.1:${pbx.ports.http}/ws`, domain: '127.0.0.1' },
    recordingsDir: pbx.recordingsDir,
    codes: { pickup: '*8', park: '700', voicemail: '*98' },
    numbers: { '501': 'Sales queue' },
    labels: { '74950000201': 'Anna direct', sales: 'Sales' },
  });
}

/**
 * Makes those who work here: `root` an admin, `anna`, `ben`, `carl`, `dora` at 201–204 in the browser, `vera` and `walt` at
 * desk phones 103 and 104.
 */
export async function addPeople(server: TestServer): Promise<void> {
  const at = (extension: string) => ({ pbx: 'main', extension, language: 'en' as const });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  for (const [login, extension] of Object.entries(BROWSER_PHONES)) {
    const sipPassword = passwordOf(extension);
    await server.addUser({ login, device: 'browser', sipPassword, ...at(extension) });
  }
  for (const [login, extension] of Object.entries(DESK_PHONES)) {
    await server.addUser({ login, device: 'desk', ...at(extension) });
  }
}

/** Starts all of it; `config` goes into the server's, `notifies`: a browser that shows notifications. */
export async function openCallStage({
  version = 22,
  config = {},
  notifies = false,
}: {
  version?: AsteriskVersion;
  config?: Record<string, unknown>;
  notifies?: boolean;
} = {}): Promise<CallStage> {
  const scratch = mkdtempSync(join(tmpdir(), 'perezvon-e2e-'));
  const pbx = await startAsterisk({ version });
  // what a run that was given up has left is none of ours
  await pbx.cli('channel request hangup all');
  const server = await startTestServer({
    webDir: WEB,
    config: { ...config, pbx: [wholeConnectionTo(pbx)] },
  });
  await addPeople(server);
  const browser = await openBrowser(scratch, { notifies });
  const cookie = await server.signIn('root');

  const calls: CallStage['calls'] = async (limit = 20) => {
    const answer = await server.ask('GET', `/api/calls?limit=${limit}`, { cookie });
    return ((await answer.json()) as CallPage).items;
  };

  return {
    pbx,
    server,
    browser,
    calls,
    async contact(name, ...numbers) {
      const body = {
        kind: 'person',
        name,
        numbers: numbers.map((written) => ({ kind: 'work', written })),
      };
      const answer = await server.ask('POST', '/api/contacts', { cookie, body });
      if (answer.status !== 201) throw new Error(`contact ${name}: ${await answer.text()}`);
      return ((await answer.json()) as { id: string }).id;
    },
    async desk(login, origin = server.origin) {
      const page = await signedIn(browser, origin, login);
      if (login in BROWSER_PHONES) await phoneReady(page);
      return page;
    },
    ended: (number) =>
      until(
        async () => {
          const [call] = (await calls()).filter((one) => one.externalNumber === number);
          return call?.state === 'ended' ? call : undefined;
        },
        { what: `the call of ${number} is over in the log`, timeoutMs: 15_000 },
      ),
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
