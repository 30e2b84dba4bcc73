import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { person, ringingCall } from './sample-calls.ts';

const desk = useDesk();
const { openDesk, ring, sideways } = desk;

const card = (name: string) =>
  desk.page.getByRole('region', { name: 'Входящий' }).filter({ hasText: name });

describe('F02 hostile text', () => {
  const names = [
    '<img src=x onerror=alert(1)>',
    '=HYPERLINK("http://x")',
    '"><script>alert(1)</script>',
    `${'Длинное имя '.repeat(420)}конец`,
    '\u202eГосударственный банк',
    "O'Neil & Söhne «»",
  ];
  for (const name of names) {
    it(`is shown literally and moves nothing: ${name.slice(0, 30)}`, async () => {
      await openDesk({ width: 380 });
      const contact = person(name, { id: 'x', role: name, companyName: name });
      await ring(
        ringingCall('live', {
          externalName: name,
          caller: { kind: 'known', contact, chosen: false },
        }),
      );
      const shown = desk.page
        .getByRole('region', { name: 'Входящий' })
        .getByRole('heading', { level: 2 });
      await shown.waitFor();
      const visible = name.replace('\u202e', ' ').slice(0, 60).trim();
      expect(await shown.textContent()).toContain(visible);
      expect(await desk.page.locator('#root img, #root script').count()).toBe(0);
      expect(await sideways()).toBe(0);
      expect((await shown.boundingBox())?.height).toBeLessThan(80);
    });
  }
});

describe('F02 hostile text outside the page', () => {
  it('stands in title and notification without signs that turn or hide what follows', async () => {
    await desk.open();
    await desk.page.addInitScript(() => {
      const told: string[] = [];
      class Told extends EventTarget {
        static readonly permission = 'granted';
        constructor(title: string, { body }: NotificationOptions) {
          super();
          told.push(title, body ?? '');
        }
        close() {}
      }
      Object.assign(window, { Notification: Told, told });
    });
    await desk.page.reload();
    await desk.page.getByText('Готов · 201').waitFor();
    const name = `\u202eГосударственный\u2066 банк\u200b\n${'я'.repeat(300)}`;
    const contact = person(name, { id: 'x' });
    await ring(ringingCall('live', { caller: { kind: 'known', contact, chosen: false } }));
    await card('Государственный').waitFor();
    await soon(() => desk.page.title()).toContain('Государственный');
    const notified = () => desk.page.evaluate(() => (window as unknown as { told: string[] }).told);
    // told at once by its number where the name is not here yet, and then by its name
    await soon(async () => (await notified()).at(-1)).toContain('Государственный');
    const told = await notified();
    expect(told[0]).toBe('Входящий звонок');
    for (const text of [await desk.page.title(), ...told]) {
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
      expect(text.length).toBeLessThanOrEqual(201);
    }
  });
});
