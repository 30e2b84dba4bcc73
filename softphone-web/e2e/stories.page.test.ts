import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { openStage, type Stage } from './stage.ts';

/** The stories' own page answers for the server; the stage gives its files alone. */
let stage: Stage;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';
  stage = await openStage(inject('scriptedPage'));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  page = await (await browser.newContext({ locale: 'ru-RU' })).newPage();
  page.setDefaultTimeout(4_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

type Told = (typeof window.stories)[number];

/** How much wider than the screen the page is, px. */
const tooWide = () =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What is wrong with what was opened; Mantine's menus are its own. */
async function wrongInOpened(): Promise<string[]> {
  const isMenu = (await page.getByRole('menu').count()) > 0;
  return isMenu ? [] : axeViolations(page);
}

/** Does what is pressed in a story; says what did not come of it. */
async function press({ name, presses = [] }: Told): Promise<void> {
  for (const { press: what, as = 'button', says } of presses) {
    try {
      await page.getByRole(as, { name: what, exact: true }).first().click();
      // what opens above the page stands beside the story
      await page.getByText(says).or(page.getByLabel(says)).first().waitFor();
    } catch {
      complaints.push(`${name}: after ${what} it does not say ${says}`);
    }
  }
}

async function told(): Promise<readonly Told[]> {
  await page.setViewportSize({ width: 380, height: 900 });
  await page.goto(`${stage.url}/stories.html`);
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
  const stories = await page.evaluate(() => window.stories);
  expect(stories.length).toBeGreaterThan(60);
  return stories;
}

afterEach(() => {
  expect(complaints).toEqual([]);
});

describe('every story', () => {
  it('shows its words, does what is pressed, fits 380 px, and complains of nothing', async () => {
    const wrong: Record<string, readonly string[]> = {};
    for (const story of await told()) {
      const { name, says } = story;
      await page.evaluate((one) => window.showStory(one), name);
      const shown = page.getByRole('region', { name, exact: true });
      for (const words of says) {
        const said = shown.getByText(words).or(shown.getByLabel(words));
        await said
          .first()
          .waitFor()
          .catch(() => complaints.push(`${name} does not say ${words}`));
      }
      const found = [];
      await press(story);
      if (story.presses?.length) found.push(...(await wrongInOpened()));
      const wide = await tooWide();
      if (wide > 0) found.push(`${wide} px too wide`);
      if (found.length > 0) wrong[name] = found;
    }
    expect(wrong).toEqual({});
  }, 120_000);

  it('has nothing that axe finds wrong, light and dark', async () => {
    const last = (await told()).at(-1)?.name ?? '';
    await page.evaluate(() => window.showStory('*'));
    await page.getByRole('region', { name: last, exact: true }).waitFor({ timeout: 30_000 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    expect(await axeViolations(page)).toEqual([]);
    // in the dark only the colours are others
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    // each story has a provider of its own, and a busy machine takes its time for all of them
    const isDark = () => document.documentElement.dataset['mantineColorScheme'] === 'dark';
    await page.waitForFunction(isDark, undefined, { timeout: 30_000 });
    expect(await axeViolations(page, ['color-contrast'])).toEqual([]);
  }, 120_000);
});
