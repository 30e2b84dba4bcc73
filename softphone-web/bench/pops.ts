// D06 From the customer's INVITE to their name on the operator's screen: a real Asterisk at 5 calls/s, the server in a
// process of its own with 50 pages open, one of them in Chromium. Run by `npm run chaos -- D06 [--calls SECONDS]`; ends
// with 1 where it is too late.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { note, quantile, short, tell } from '../../cti-server/bench/figure.ts';
import { becomeAdmin, openLive } from '../../cti-server/bench/live-socket.ts';
import { startServer, stop } from '../../cti-server/bench/server-process.ts';
import type { Office } from '../../cti-server/chaos/office.ts';
import { onStage } from '../../cti-server/chaos/stage.ts';
import { openBrowser } from '../e2e/browser.ts';

const SECONDS = Number(process.argv[2] ?? 1_800);
const PER_SECOND = 5;
const PAGES = 50;
/** Each of these is called in turn; the page in Chromium is the last one's. */
const EXTENSIONS = ['101', '102', '103', '104', '105', '107', '108', '109', '110', '106'] as const;
const OURS = '106';
const RINGS_MS = 1_500;

let met = false;
const dir = mkdtempSync(join(tmpdir(), 'perezvon-pops-'));
await onStage({ version: 22, calls: null, keep: false }, async ({ pbx, office }) => {
  const server = await startServer(dir, pbx.ports.ami);
  const browser = await openBrowser(dir, { notifies: true });
  try {
    const cookie = await becomeAdmin(server);
    const post = posts(server.origin, cookie);
    const names = await customersOf(post);
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.addInitScript(noteNames);
    await signIn(page, { origin: server.origin, post });
    for (let n = 1; n < PAGES; n += 1) await openLive(server.origin, cookie);
    const took = await popsOf({ office, page, names });
    const lost = names.size - took.length;
    for (const [what, share, most] of [
      ['p50', 0.5, 100],
      ['p99', 0.99, 300],
      ['max', 1, 1_000],
    ] as const)
      tell({
        what: `INVITE to name on the screen, ${what}`,
        value: quantile(took, share),
        most,
        unit: 'ms',
        of: `${took.length} pops, ${lost} not seen; ${PER_SECOND} calls/s, ${PAGES} pages, ${SECONDS} s`,
      });
    note(`least ${short(Math.min(...took))} ms`);
    met =
      lost === 0 &&
      quantile(took, 0.5) <= 100 &&
      quantile(took, 0.99) <= 300 &&
      quantile(took, 1) <= 1_000;
  } finally {
    await browser.close();
    await stop(server.child);
  }
});
rmSync(dir, { recursive: true, force: true });
process.exit(met ? 0 : 1);

type Post = (path: string, body?: object) => Promise<{ id: string; link: string }>;

function posts(origin: string, cookie: string): Post {
  return async (path, body) => {
    const answer = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { origin, cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string; link: string };
  };
}

/** A contact for each call to our operator; number → name. */
async function customersOf(post: Post): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (let n = 0; n < SECONDS * PER_SECOND; n += 1) {
    if (EXTENSIONS[n % EXTENSIONS.length] !== OURS) continue;
    const [number, name] = [numberOf(n), `Customer ${n}`];
    await post('/api/contacts', {
      kind: 'person',
      name,
      numbers: [{ written: number, kind: 'mobile' }],
    });
    names.set(number, name);
  }
  return names;
}

function numberOf(n: number): string {
  return `7999${String(n).padStart(7, '0')}`;
}

async function signIn(page: Page, { origin, post }: { origin: string; post: Post }): Promise<void> {
  const password = 'only for the bench';
  const { id } = await post('/api/users', {
    login: 'olga',
    name: 'Olga',
    role: 'operator',
    language: 'en',
    pbx: 'office',
    extension: OURS,
    device: 'desk',
  });
  const { link } = await post(`/api/users/${id}/invite`);
  await becomeAdmin({ origin, token: link.split('#')[1] ?? '', login: 'olga' });
  await page.goto(origin);
  await page.getByLabel('Login').fill('olga');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Recent calls' }).waitFor();
}

/** Makes the calls; gives for each of ours how long its name took to the screen, ms. */
async function popsOf({
  office,
  page,
  names,
}: {
  office: Office;
  page: Page;
  names: ReadonlyMap<string, string>;
}): Promise<number[]> {
  const sentAt = new Map<string, number>();
  const going = new Set<Promise<void>>();
  const began = performance.now();
  for (let n = 0; n < SECONDS * PER_SECOND; n += 1) {
    const wait = began + (n * 1_000) / PER_SECOND - performance.now();
    if (wait > 0) await pass(wait);
    const extension = EXTENSIONS[n % EXTENSIONS.length] as string;
    const number = numberOf(n);
    const name = names.get(number);
    if (name) sentAt.set(name, Date.now());
    const call = ringFor(office, number, extension).then(async () => {
      if (name) await putAway(page);
    });
    going.add(call);
    void call.then(() => going.delete(call));
  }
  await Promise.all(going);
  const seen = await page.evaluate(() => (globalThis as unknown as Noted).seenAt);
  return [...sentAt].flatMap(([name, at]) => (seen[name] === undefined ? [] : [seen[name] - at]));
}

async function ringFor(office: Office, number: string, extension: string): Promise<void> {
  const call = await office.customer(number, `74950000${extension}`);
  await pass(RINGS_MS);
  await call.hangUp();
}

/** Closes the cards of calls that are over. */
async function putAway(page: Page): Promise<void> {
  const close = page.getByRole('button', { name: 'Close', exact: true }).first();
  await close.click({ timeout: 2_000 }).catch(() => undefined);
}

interface Noted {
  /** Name → when it was first on the screen, ms epoch. */
  readonly seenAt: Record<string, number>;
}

/** Runs in the page, before it. */
function noteNames(): void {
  const seenAt: Record<string, number> = {};
  Object.assign(globalThis, { seenAt });
  new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll('h1,h2,h3,h4')) {
      const name = /Customer \d+/.exec(textContent ?? '')?.[0];
      if (name) seenAt[name] ??= performance.timeOrigin + performance.now();
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}
