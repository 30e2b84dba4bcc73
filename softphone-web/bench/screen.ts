// What the operator's screen takes in Chromium: from a message to its card, from an empty tab to work, and what a day of
// calls leaves behind. The built page over the stage of the page tests; run by `npm run bench -- screen`. The first two are
// times of the clock and want a quiet machine; what the page's own thread worked is told beside the first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallView } from '@perezvon/cti-server/contract';
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { note, quantile, short, tell } from '../../cti-server/bench/figure.ts';
import { ENDED_KEPT } from '../src/services/live-store.ts';
import { openBrowser } from '../e2e/browser.ts';
import { ANNA, ANNAS_PAST, ringingCall } from '../e2e/sample-calls.ts';
import { openStage, operator, type Stage } from '../e2e/stage.ts';

const POPS = 200;
/** Of a day of eight hours. */
const CALLS_A_DAY = 300;
const BETWEEN_CALLS_MS = (8 * 3_600_000) / CALLS_A_DAY;
/** The page's clock is put forward by so much at a time, ms, each with a beat: a silent server counts as dead. */
const STEP_MS = 9_000;
/** By then all that is loaded once is loaded, and the page holds as many ended calls as it ever does. */
const SETTLED_AFTER = 2 * ENDED_KEPT;
const SLOWDOWN = 4;
const LOADS = 5;

const folder = mkdtempSync(join(tmpdir(), 'perezvon-screen-'));
const stage = await openStage(join(import.meta.dirname, '../dist'));
const browser = await openBrowser(folder, { notifies: true });
try {
  // a desk phone: the bar is there, and no SIP
  stage.me = { ...operator({ device: 'desk' }), sip: null };
  await firstLoad(browser);
  await painted(browser, stage);
  await wholeDay(browser, stage);
} finally {
  await browser.close();
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

/** From the request for the page until the number box takes keys, at a quarter of this machine's speed. */
async function firstLoad(browser: Browser): Promise<void> {
  const took: number[] = [];
  const worked: number[] = [];
  for (let n = 0; n < LOADS; n += 1) {
    const { page, devtools } = await openPage(browser);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await page.goto(stage.url, { waitUntil: 'commit' });
    await desk(page).waitFor();
    took.push(
      await page.evaluate(
        () => new Promise<number>((done) => requestIdleCallback(() => done(performance.now()))),
      ),
    );
    worked.push((await metrics(devtools))('TaskDuration'));
    await page.context().close();
  }
  tell({
    what: `first load to work, CPU ${SLOWDOWN} × slower`,
    value: quantile(took, 0.5) / 1_000,
    most: 1.5,
    unit: 's',
    of: `${took.map((ms) => ms.toFixed(0)).join(', ')} ms`,
  });
  note(`of it the page's own thread worked ${short(quantile(worked, 0.5))} s`);
}

/** From the message at the page's WebSocket until the frame with the card is painted. */
async function painted(browser: Browser, stage: Stage): Promise<void> {
  const { page } = await openPage(browser);
  await page.addInitScript(watchPaints);
  await page.goto(stage.url);
  await desk(page).waitFor();
  const took: number[] = [];
  for (let n = 0; n < POPS; n += 1) {
    const call = pop(`paint-${n}`);
    await page.evaluate((name) => (globalThis as unknown as Watched).watchFor(name), nameOf(call));
    stage.push(call);
    took.push(await page.evaluate(() => (globalThis as unknown as Watched).painted()));
    await over(page, stage, call);
  }
  tell({
    what: 'message at the page to card painted, p95',
    value: quantile(took, 0.95),
    most: 50,
    unit: 'ms',
    of: `p50 ${short(quantile(took, 0.5))}, p99 ${short(quantile(took, 0.99))} ms, ${POPS} cards`,
  });
  await page.context().close();
}

/** The calls of a day by the page's clock ring, are answered, end and are put away: what of memory and nodes stays. */
async function wholeDay(browser: Browser, stage: Stage): Promise<void> {
  const { page, devtools } = await openPage(browser);
  await devtools.send('Performance.enable');
  await page.clock.install();
  await page.goto(stage.url);
  await desk(page).waitFor();
  let before = { heap: 0, nodes: 0 };
  for (let n = 1; n <= CALLS_A_DAY + SETTLED_AFTER; n += 1) {
    const call = pop(`day-${n}`);
    stage.push(call);
    await page
      .getByRole('heading', { name: nameOf(call) })
      .first()
      .waitFor();
    stage.push({ ...call, state: 'talking', answeredAt: new Date().toISOString() });
    await over(page, stage, call);
    for (let ms = 0; ms < BETWEEN_CALLS_MS; ms += STEP_MS) {
      stage.beat();
      await page.clock.fastForward(STEP_MS);
    }
    if (n === SETTLED_AFTER) before = await held(devtools);
  }
  const after = await held(devtools);
  for (const [what, first, last] of [
    ['heap', before.heap, after.heap],
    ['DOM nodes', before.nodes, after.nodes],
  ] as const)
    tell({
      what: `${what} after ${CALLS_A_DAY} calls`,
      value: (last / first - 1) * 100,
      most: 10,
      unit: '% more',
      of:
        what === 'heap' ? `${short(first / 1e6)} → ${short(last / 1e6)} MB` : `${first} → ${last}`,
    });
  note(`${SETTLED_AFTER} calls before them are not counted`);
  await page.context().close();
}

async function openPage(browser: Browser): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  return { page, devtools: await context.newCDPSession(page) };
}

function desk(page: Page): Locator {
  return page.getByRole('heading', { name: /^(Recent calls|Последние звонки)$/ });
}

/** Each rings for a customer of its own name. */
function pop(id: string): CallView {
  const contact = { ...ANNA, name: `Customer ${id}` };
  return ringingCall(id, {
    caller: { kind: 'known', contact, chosen: false },
    history: ANNAS_PAST,
  });
}

function nameOf({ caller }: CallView): string {
  return caller.kind === 'known' ? caller.contact.name : '';
}

/** The call ends, and its card is put away as an operator does. */
async function over(page: Page, stage: Stage, call: CallView): Promise<void> {
  stage.push({ ...call, state: 'ended', endedAt: new Date().toISOString(), legs: [] });
  await page
    .getByRole('button', { name: /^(Close|Закрыть)$/ })
    .first()
    .click();
  await page.getByRole('region', { name: /^(Incoming|Входящий)$/ }).waitFor({ state: 'detached' });
}

/** What is left after the garbage is gone: bytes of heap, nodes of the document. */
async function held(devtools: CDPSession): Promise<{ heap: number; nodes: number }> {
  await devtools.send('HeapProfiler.collectGarbage');
  const of = await metrics(devtools);
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes') };
}

async function metrics(devtools: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (name) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

interface Watched {
  watchFor(name: string): void;
  /** Resolves when a heading with that text is painted: ms since the last message at a WebSocket. */
  painted(): Promise<number>;
}

/** Runs in the page, before it. */
function watchPaints(): void {
  let saidAt = 0;
  const Real = WebSocket;
  globalThis.WebSocket = class extends Real {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener('message', () => (saidAt = performance.now()));
    }
  };
  let painted = Promise.resolve(Number.NaN);
  const watched: Watched = {
    watchFor(name) {
      painted = new Promise((done) => {
        const observer = new MutationObserver(() => {
          const headings = [...document.querySelectorAll('h1,h2,h3,h4')];
          if (!headings.some(({ textContent }) => textContent?.includes(name))) return;
          observer.disconnect();
          const at = saidAt;
          // what a frame's callback posts is run after that frame is painted
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done(performance.now() - at);
            port2.postMessage(null);
          });
        });
        observer.observe(document, { childList: true, subtree: true, characterData: true });
      });
    },
    painted: () => painted,
  };
  Object.assign(globalThis, watched);
}
