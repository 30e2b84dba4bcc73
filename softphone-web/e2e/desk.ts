import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import type { PhoneEvent } from '../src/phone/reduce.ts';
import { chromiumProgram } from './browser.ts';
import { type ringingCall, sampleCalls } from './sample-calls.ts';
import type { ScriptedPhone } from './scripted-phone.ts';
import { openStage, operator, type Stage } from './stage.ts';

/** How the browser is set up, and where the page opens. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly path?: string;
  readonly locale?: string;
}

/** The page in Chromium over a stand-in server, fresh for each test of the file that asked for it. */
export interface Desk {
  readonly folder: string;
  readonly stage: Stage;
  readonly page: Page;
  /** Opens the page in a fresh browser profile; whatever it complains of fails the test. */
  open(look?: Look): Promise<void>;
  /** The same, and waits until the phone is ready. */
  openDesk(look?: Look): Promise<void>;
  /** Goes to a screen as a link of the page does, and waits until it is loaded. */
  goTo(path: string): Promise<void>;
  /** Something happens at the phone. */
  give(event: PhoneEvent): Promise<void>;
  /** Commands that the phone was given. */
  commands(): Promise<readonly string[]>;
  /** A call rings: in the live channel and at the phone. */
  ring(call: ReturnType<typeof ringingCall>): Promise<void>;
  /** Complaints with these words in them are part of the test. */
  expectComplaint(words: string): void;
  /** How far the page can be scrolled sideways, px. */
  sideways(): Promise<number>;
}

/** Waits until a look gives what is expected. */
export const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 });

/** Sets up the page and Chromium for the tests of a file; `notifies`: one that shows notifications. */
export function useDesk({ notifies = false } = {}): Desk {
  const folder = inject('scriptedPage');
  let browser: Browser | undefined;
  let stage: Stage | undefined;
  let page: Page | undefined;
  let complaints: string[] = [];
  let expected: string[] = [];

  beforeAll(async () => {
    const executablePath = chromiumProgram({ notifies });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    complaints = [];
    expected = ['401', '429', 'WebSocket connection'];
    stage = await openStage(folder);
    stage.me = operator();
    stage.calls = sampleCalls();
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
    await stage?.close();
    const wrong = complaints.filter((one) => !expected.some((words) => one.includes(words)));
    if (wrong.length > 0) throw new Error(`The page complained: ${wrong.join('; ')}`);
  });

  const desk: Desk = {
    folder,
    get stage() {
      if (!stage) throw new Error('There is no stage outside a test.');
      return stage;
    },
    get page() {
      if (!page) throw new Error('Open the page first.');
      return page;
    },
    async open(look = {}) {
      await page?.context().close();
      const context = await browser?.newContext({
        viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
        colorScheme: look.dark ? 'dark' : 'light',
        locale: look.locale ?? 'ru-RU',
        permissions: ['notifications'],
      });
      page = await context?.newPage();
      desk.page.setDefaultTimeout(10_000);
      desk.page.on('pageerror', (error) => complaints.push(error.message));
      desk.page.on('console', (message) => {
        if (message.type() !== 'error') return;
        complaints.push(`${message.text()} ${message.location().url}`);
      });
      await desk.page.goto(desk.stage.url + (look.path ?? '/'));
    },
    async openDesk(look) {
      await desk.open(look);
      await desk.page.waitForFunction(() => 'scriptedPhone' in window);
      const ready = desk.stage.me?.user.language === 'en' ? 'Ready · 201' : 'Готов · 201';
      await desk.page.getByText(ready).waitFor();
    },
    async goTo(path) {
      await desk.page.evaluate((where) => history.pushState(null, '', where), path);
      await desk.page.waitForFunction(() => {
        const main = document.querySelector('main');
        return (
          main?.textContent &&
          !main.querySelector('[class*="Loader-root"], [class*="Skeleton-root"]')
        );
      });
    },
    async give(event) {
      await desk.page.evaluate((one) => {
        (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.give(one);
      }, event);
    },
    commands: () =>
      desk.page.evaluate(
        () => (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.commands,
      ),
    async ring(call) {
      desk.stage.push(call);
      await desk.give({
        kind: 'invited',
        id: `sip-${call.id}`,
        remoteNumber: call.externalNumber ?? '',
        remoteName: call.externalName ?? '',
        at: Date.now(),
      });
    },
    expectComplaint: (words) => void expected.push(words),
    sideways: () =>
      desk.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
  };
  return desk;
}
