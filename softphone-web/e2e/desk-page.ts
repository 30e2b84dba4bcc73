import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PbxGap } from '../../cti-server/src/contract/index.ts';
import { PASSWORD } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { soundBytes, watchSound } from './browser.ts';

/** Signs in at `origin` in a fresh browser profile; a phone in the page may still be registering. */
export async function signedIn(
  browser: Browser,
  origin: string,
  login: string,
  password = PASSWORD,
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  await context.grantPermissions(['microphone', 'notifications'], { origin });
  const page = await context.newPage();
  await watchSound(page);
  await page.goto(origin);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  // in the user's own language
  await page.getByRole('heading', { name: /^(Recent calls|Последние звонки)$/ }).waitFor();
  return page;
}

/** One more tab of the page's profile, at the same place. */
export async function anotherTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage();
  await watchSound(tab);
  await tab.goto(page.url());
  return tab;
}

/** Waits until the phone in the page is registered. */
export async function phoneReady(page: Page): Promise<void> {
  await page
    .getByText(/^Ready/)
    .first()
    .waitFor({ timeout: 20_000 });
}

type PhoneButton = ('Answer' | 'Reject' | 'Hang up') | ('Park' | 'Connect');

/** The buttons of the phone bar. */
export const button = (page: Page, name: PhoneButton): Locator =>
  page.getByRole('button', { name });

/** The newest card of an incoming call. */
export const card = (page: Page): Locator =>
  page.getByRole('region', { name: 'Incoming' }).or(page.getByLabel('Incoming')).first();

/** Rows of "Recent calls" that show the text. */
export const recent = (page: Page, text: string): Locator =>
  page.getByRole('row').filter({ hasText: text });

/** The player of a row's recording: it has the next row to itself. */
export const playerOf = (row: Locator): Locator =>
  row.locator('xpath=following-sibling::tr[1]').locator('audio');

/** The red line that says that the page is not live. */
export const lostBanner = (page: Page): Locator => page.getByText(/^No link to the server since/);

/** Waits until sound has gone both ways anew. */
export async function soundFlows(page: Page): Promise<void> {
  const before = await soundBytes(page);
  await until(
    async () => {
      const now = await soundBytes(page);
      return now.received > before.received + 4_000 && now.sent > before.sent + 1_000;
    },
    { what: 'sound flows both ways', timeoutMs: 10_000 },
  );
}

/** Goes to a screen as a link in the page does. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', to), path);
}

/** The page lists one time without the PBX: it begins within 1.5 s of `left` and ends before `back`, ms epoch. */
export async function gapShown(page: Page, { left, back }: { left: number; back: number }) {
  await goTo(page, '/connection');
  const [gap, ...more] = await page.evaluate(async () => {
    const answer = (await (await fetch('/api/gaps')).json()) as { items: PbxGap[] };
    return answer.items;
  });
  const [from, to] = [Date.parse(gap?.from ?? ''), Date.parse(gap?.to ?? '')];
  expect(Math.abs(from - left)).toBeLessThan(1_500);
  expect(to).toBeGreaterThan(from);
  expect(to).toBeLessThanOrEqual(back);
  expect(more).toEqual([]);
  const words = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  await page
    .getByRole('region', { name: 'When the link was away' })
    .getByText(words.formatRange(from, to))
    .waitFor();
  await goTo(page, '/');
}

/** What a page shows, without the timers that run, and since when (ms epoch) it has shown it. */
export interface Shown {
  readonly text: string;
  readonly since: number;
}

/** All that the page shows; `since` counts from the first look. */
export function screenOf(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const shown = () => {
      const copy = document.body.cloneNode(true) as HTMLElement;
      for (const timer of copy.querySelectorAll('time[aria-hidden]')) timer.remove();
      const times = [...copy.querySelectorAll('time')].map((one) => one.dateTime);
      return [copy.textContent, ...times].join('\n');
    };
    const kept = window as { perezvonShown?: { text: string; since: number } };
    if (kept.perezvonShown) return { ...kept.perezvonShown };
    const now = { text: shown(), since: Date.now() };
    kept.perezvonShown = now;
    new MutationObserver(() => {
      const text = shown();
      if (text !== now.text) Object.assign(now, { text, since: Date.now() });
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    return { ...now };
  });
}
