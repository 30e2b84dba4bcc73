import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { openStage, type Stage } from './stage.ts';

/** The stories' own page answers for the server; the stage gives its files alone. */
let stage: Stage;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  stage = await openStage(inject('scriptedPage'));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  page = await (await browser.newContext({ locale: 'ru-RU' })).newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

describe('every story', () => {
  it('shows its words, fits 380 px, complains of nothing, and axe finds nothing wrong', async () => {
    await page.setViewportSize({ width: 380, height: 900 });
    await page.goto(`${stage.url}/stories.html`);
    await page.getByRole('heading', { name: 'Stories' }).waitFor();
    const stories = await page.evaluate(() =>
      window.stories.map(({ name, says }) => ({ name, says })),
    );
    expect(stories.length).toBeGreaterThan(15);
    const wrong: Record<string, readonly string[]> = {};
    for (const { name, says } of stories) {
      await page.evaluate((one) => window.showStory(one), name);
      const main = page.getByRole('main', { name });
      for (const words of says) {
        const said = main.getByText(words).or(main.getByLabel(words));
        await said
          .first()
          .waitFor()
          .catch(() => complaints.push(`${name} does not say ${words}`));
      }
      const found = await axeViolations(page);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) found.push(`${wide} px too wide`);
      if (found.length > 0) wrong[name] = found;
    }
    expect(wrong).toEqual({});
    expect(complaints).toEqual([]);
  }, 120_000);
});
