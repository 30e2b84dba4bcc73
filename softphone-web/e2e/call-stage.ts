import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { openBrowser, watchSound } from './browser.ts';

/** A real Asterisk, a real server with the built page, a real Chromium. */
export interface CallStage {
  readonly pbx: RunningAsterisk;
  readonly server: TestServer;
  readonly browser: Browser;
  /** Makes a contact by the API and gives its id. */
  contact(name: string, ...numbers: string[]): Promise<string>;
  /** A fresh browser profile, signed in, its phone registered. */
  desk(login: string): Promise<{ page: Page; context: BrowserContext }>;
  /** One more tab of a profile that is signed in. */
  tab(context: BrowserContext): Promise<Page>;
  stop(): Promise<void>;
}

/** Where the built page lies; `npm test` builds it first. */
const WEB = new URL('../dist', import.meta.url).pathname;

/** Starts all of it. Users: `anna` at browser 201, `ben` at 202, `vera` at desk phone 103, `root` an admin. */
export async function openCallStage(): Promise<CallStage> {
  const scratch = mkdtempSync(join(tmpdir(), 'perezvon-e2e-'));
  const pbx = await startAsterisk({ version: 22 });
  const server = await startTestServer({
    webDir: WEB,
    config: {
      pbx: [
        {
          id: 'main',
          name: 'Main PBX',
          host: pbx.host,
          port: pbx.ports.ami,
          user: pbx.amiUser,
          secret: pbx.amiSecret,
          country: 'RU',
          outsidePrefix: '9',
          extensions: '[0-9]{3}',
          sip: { url: `ws://127.0.0.1:${pbx.ports.http}/ws`, domain: '127.0.0.1' },
          recordingsDir: pbx.recordingsDir,
          labels: { '74950000201': 'Anna direct', sales: 'Sales' },
        },
      ],
    },
  });
  const at = (extension: string) => ({ pbx: 'main', extension, language: 'en' as const });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  for (const [login, extension] of [
    ['anna', '201'],
    ['ben', '202'],
  ] as const) {
    const sipPassword = `browser-${extension}-secret`;
    await server.addUser({ login, device: 'browser', sipPassword, ...at(extension) });
  }
  await server.addUser({ login: 'vera', device: 'desk', ...at('103') });
  const browser = await openBrowser(scratch);
  const cookie = await server.signIn('root');

  const ready = async (page: Page) => {
    await page
      .getByText(/^Ready/)
      .first()
      .waitFor({ timeout: 20_000 });
  };

  return {
    pbx,
    server,
    browser,
    async contact(name, ...numbers) {
      const body = {
        kind: 'person',
        name,
        numbers: numbers.map((written) => ({ kind: 'work', written })),
      };
      const answer = await server.ask('POST', '/api/contacts', { cookie, body });
      if (answer.status !== 201) throw new Error(`contact ${name}: ${await answer.text()}`);
      const made = (await answer.json()) as { id?: string; contact?: { id: string } };
      return made.contact?.id ?? made.id ?? '';
    },
    async desk(login) {
      const context = await browser.newContext({ locale: 'en-GB' });
      await context.grantPermissions(['microphone', 'notifications'], { origin: server.origin });
      const page = await context.newPage();
      await watchSound(page);
      await page.goto(server.origin);
      await page.getByLabel('Login').fill(login);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      if (login !== 'vera' && login !== 'root') await ready(page);
      return { page, context };
    },
    async tab(context) {
      const page = await context.newPage();
      await watchSound(page);
      await page.goto(server.origin);
      return page;
    },
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
