import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { chromiumProgram } from './browser.ts';

/** Whose phone a page has, and where it connects. */
export interface PageOptions {
  readonly extension: string;
  readonly password: string;
  readonly socket: string;
  /** A STUN server to be asked. */
  readonly stun?: string;
}

/** A page with a phone and nothing else, and a browser for it. */
export interface PhoneStage {
  /**
   * A further tab with the phone of `extension`, connected to `socket` (a `ws:` address). `insecure`: by
   * a name over plain http, which browsers trust less than loopback.
   */
  open(options: PageOptions, insecure?: boolean): Promise<Page>;
  /** What pages that went have left to be said, and when. */
  readonly farewells: readonly { readonly farewells: readonly string[]; readonly when: string }[];
  close(): Promise<void>;
}

/** A name that the browser takes to loopback itself, and does not know to be loopback. */
const INSECURE_HOST = 'office.test';

// The fake microphone beeps; page and PBX are on loopback, which WebRTC skips unless told.
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
];

/** The script of the page, built once for all files that a process tests. */
let script: Promise<string> | undefined;

/**
 * Builds the page, serves it and starts Chromium, `whole` or without what is around a page. `microphone`: the user
 * allows it.
 */
export async function openPhoneStage(
  options: { readonly microphone?: boolean; readonly whole?: boolean } = {},
): Promise<PhoneStage> {
  const isAllowed = options.microphone ?? true;
  script ??= bundle();
  const built = await script;
  const farewells: PhoneStage['farewells'][number][] = [];
  const server = createHttpServer((request, response) => {
    if (request.url === '/farewell') {
      void json(request).then((left) => farewells.push(left as (typeof farewells)[number]));
    }
    const isScript = request.url?.startsWith('/phone.js');
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(
      isScript ? built : '<!doctype html><script type="module" src="/phone.js"></script>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: chromiumProgram({ notifies: options.whole ?? false }),
    args: [...CHROMIUM_FLAGS, `--use-fake-ui-for-media-stream${isAllowed ? '' : '=deny'}`],
  });
  const permissions = isAllowed ? ['microphone'] : [];
  const context = await browser.newContext({ permissions });
  return {
    farewells,
    async open(whose, insecure = false) {
      const page = await context.newPage();
      const host = insecure ? INSECURE_HOST : '127.0.0.1';
      await page.goto(`http://${host}:${port}/?${new URLSearchParams({ ...whose })}`);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: new URL('phone-page.ts', import.meta.url).pathname },
    },
  });
  const [first] = Array.isArray(output) ? output : [output];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('vite built no script of phone-page.ts');
  return chunk.code;
}
