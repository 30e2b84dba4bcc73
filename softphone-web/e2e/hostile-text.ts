import type { Page } from 'playwright-core';

const TAGS = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<svg onload=alert(1)>',
  '<iframe src=//e.x>',
  '<b>x</b>',
  '</title><script>alert(1)</script>',
  '<a href=javascript:alert(1)>x</a>',
  '<math><mi//xlink:href=data:x>',
];
const BREAKS = [
  "';DROP TABLE calls;--",
  '{{7*7}}${7*7}#{7*7}',
  'javascript:alert(1)',
  '=HYPERLINK(1)',
  '+cmd|calc',
  '@SUM(1)',
  '-2+3x',
  '%0d%0aAction: x',
  '&lt;img&gt;',
  '../../etc/passwd',
  '$(reboot)',
  '`id`',
];
const SCRIPTS = [
  'Иванов «Пётр» & Ко',
  '\u202egnp.exe',
  '名前',
  'مرحبا',
  'é\u0301\u0301\u0301',
  '👩\u200d👩\u200d👧',
  'x'.repeat(5_000),
  'Event: Hangup',
  '<unknown>x',
  'null',
];

/** Sixty names: each on its own, and behind ordinary words. */
export const HOSTILE_NAMES: readonly string[] = [...TAGS, ...BREAKS, ...SCRIPTS].flatMap((text) => [
  text,
  `Anna ${text}`,
]);

/** Numbers as they stand in a From or To header, and as the PBX reads them. */
export const HOSTILE_NUMBERS: readonly { readonly sent: string; readonly read: string }[] = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '<svg onload=alert(1)>',
  '+=cmd',
  '500&PJSIP/101',
  'javascript:alert(1)',
].map((read) => ({ sent: encodeURIComponent(read).replaceAll('%2B', '+'), read }));

/** How a stranger's text is shown: without signs that steer, of a long one the beginning; white space as one space. */
export function shownAs(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const clean = text.replace(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g, ' ');
  return clean.replaceAll(/\s+/g, ' ').slice(0, 70).trim();
}

/** What a page was made to do by what it shows; and the notifications that it gave. */
export interface HostileWatch {
  /** Scripts that ran, policy violations, foreign requests, markup that came from text; none is well. */
  wrongs(): Promise<string[]>;
  /** Text of the newest notification. */
  lastNotice(): Promise<string>;
}

/** Watches over a page, which it loads anew. */
export async function watchHostile(page: Page): Promise<HostileWatch> {
  const ran: string[] = [];
  const { origin } = new URL(page.url());
  page.on('dialog', (dialog) => {
    ran.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => ran.push(`window: ${popup.url()}`));
  page.on('pageerror', (error) => ran.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) ran.push(`request: ${url}`);
  });
  page.on('console', (line) => {
    if (/Content.Security.Policy|^violation/.test(line.text())) ran.push(line.text());
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`violation: ${event.violatedDirective} ${event.blockedURI}`),
    );
    const notices: string[] = [];
    Object.assign(globalThis, { perezvonTestNotices: notices });
    const Real = globalThis.Notification;
    // a browser that does not show them is told the same words
    globalThis.Notification = class extends Real {
      static override readonly permission = 'granted';
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        notices.push(`${this.title}\n${this.body}`);
      }
    };
    // those with buttons are shown by the service worker
    const shown = ServiceWorkerRegistration.prototype.showNotification;
    ServiceWorkerRegistration.prototype.showNotification = function show(title, options) {
      notices.push(`${title}\n${options?.body ?? ''}`);
      return Real.permission === 'granted' ? shown.call(this, title, options) : Promise.resolve();
    };
  });
  await page.reload();
  return {
    async wrongs() {
      const foreign = await page.evaluate(() => {
        const wanted =
          'script:not([src]), iframe, object, embed, math, b, img, [onerror], [onload]';
        const links = 'a[href^="javascript:" i]';
        return [...document.querySelectorAll(`${wanted}, ${links}`)].map((one) => one.outerHTML);
      });
      return [...ran, ...foreign];
    },
    lastNotice: () =>
      page.evaluate(() => {
        const { perezvonTestNotices } = globalThis as unknown as { perezvonTestNotices: string[] };
        return perezvonTestNotices.at(-1) ?? '';
      }),
  };
}
