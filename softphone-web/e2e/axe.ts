import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** WCAG 2.2 AA, all below it, and axe's own good practice. */
const WHOLE: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // Mantine's windows begin with a <header>, which within a dialog is no banner of the page.
  rules: {
    'landmark-no-duplicate-banner': { enabled: false },
    'landmark-unique': { enabled: false },
  },
};

/** What axe-core finds wrong with the page as it stands, one line for each element; `only`: by these rules. */
export async function axeViolations(
  page: Page | Frame,
  only?: readonly string[],
): Promise<string[]> {
  // What fades in is judged as it will be.
  const whole = 'emulateMedia' in page ? page : page.page();
  await whole.emulateMedia({ reducedMotion: 'reduce' });
  // Evaluated, not added: the page's own policy lets no foreign script in.
  await page.evaluate(axe.source);
  const options = only ? { runOnly: [...only] } : WHOLE;
  const { violations } = await page.evaluate(async (how) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await inPage.run(how as RunOptions);
    return { violations } as Pick<AxeResults, 'violations'>;
  }, options as object);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary, html }) =>
      `${id}: ${target.join(' ')} ${html.slice(0, 160)} ${failureSummary ?? ''}`.replaceAll(
        /\s+/g,
        ' ',
      ),
    ),
  );
}
