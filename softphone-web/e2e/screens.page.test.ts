import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useDesk } from './desk.ts';
import { ANNAS_CONTACT, ANNAS_PAST, call } from './sample-calls.ts';
import { sampleAudit } from './sample-audit.ts';
import { sampleSessions } from './sample-sessions.ts';
import { sampleConnections, TRAFFIC } from './sample-connections.ts';
import { sampleImports } from './sample-imports.ts';
import { operator } from './stage.ts';

/** First load of sign-in and desk, gzipped script, bytes. */
const FIRST_LOAD = 350_000;

const desk = useDesk();
const { open, openDesk, goTo, sideways } = desk;

describe('every screen', () => {
  const screens = [
    '/',
    '/calls/k1',
    '/contacts',
    '/contacts/anna',
    '/contacts/new',
    '/contacts/import',
    '/users',
    '/teams',
    '/data',
    '/second-factor',
    '/connections',
    '/audit',
    '/sessions',
    '/connection',
    '/nowhere',
  ];

  function fillAnswers(): void {
    desk.stage.me = operator({ role: 'admin' });
    const numbers = [{ id: 'n', kind: 'work', written: 'x'.repeat(64), e164: null }];
    const anna = { ...ANNAS_CONTACT, numbers };
    desk.stage.answers.set('GET /api/contacts', () => ({ items: [anna], next: null }));
    desk.stage.answers.set('GET /api/contacts/anna', () => anna);
    desk.stage.answers.set('GET /api/contacts/anna/interactions', () => ({ items: ANNAS_PAST }));
    desk.stage.answers.set('GET /api/users', () => ({ items: [desk.stage.me?.user] }));
    const team = {
      id: 't',
      name: 'x'.repeat(200),
      members: ['u1'],
      supervisors: [],
      seesAll: true,
    };
    desk.stage.answers.set('GET /api/teams', () => ({ items: [team] }));
    desk.stage.answers.set('GET /api/contact-imports', () => ({
      items: sampleImports().map((one) => ({ ...one, fileName: 'x'.repeat(200) })),
      mostBytes: 10_485_760,
    }));
    desk.stage.answers.set('GET /api/retention', () => ({
      rules: { callsDays: 365, recordingsDays: null, capturesDays: 14 },
      last: {
        at: '2026-11-23T08:00:00.000Z',
        calls: 5,
        recordings: 1,
        left: 2,
        reason: { ru: 'x'.repeat(200), en: 'x'.repeat(200) },
      },
    }));
    const erased = { id: 'e', at: '2026-11-23T08:00:00.000Z', by: 'x'.repeat(200), calls: 3 };
    desk.stage.answers.set('GET /api/erasures', () => ({
      items: [{ ...erased, reference: 'x'.repeat(100) }],
    }));
    desk.stage.answers.set('GET /api/connections', sampleConnections);
    desk.stage.answers.set('GET /api/second-factor', () => ({ since: null, recoveryLeft: 0 }));
    desk.stage.answers.set('GET /api/second-factors', () => ({ items: ['u1'], required: [] }));
    desk.stage.answers.set('GET /api/sessions', () => ({ items: sampleSessions() }));
    desk.stage.answers.set('GET /api/audit', () => ({ items: sampleAudit(), next: 'more' }));
    desk.stage.answers.set('GET /api/audit/verify', () => ({ rows: 3, hash: null, broken: null }));
    desk.stage.answers.set('GET /healthz', () => ({ ok: true, version: '1', parts: [] }));
    desk.stage.answers.set('GET /api/traffic', () => ({ items: [TRAFFIC] }));
    desk.stage.answers.set('GET /api/calls/k1/plays', () => ({ items: [] }));
  }

  for (const dark of [false, true]) {
    for (const language of ['ru', 'en'] as const) {
      it(`fits 380 px without sideways scrolling, ${language}, ${dark ? 'dark' : 'light'}`, async () => {
        fillAnswers();
        desk.stage.me = operator({ role: 'admin', language });
        await openDesk({ width: 380, dark });
        for (const path of screens) {
          await goTo(path);
          await desk.page.locator('main').filter({ hasText: /\S/ }).waitFor();
          expect({ path, sideways: await sideways() }).toEqual({ path, sideways: 0 });
          const scheme = await desk.page.evaluate(
            () => document.documentElement.dataset['mantineColorScheme'],
          );
          expect(scheme).toBe(dark ? 'dark' : 'light');
          expect(await desk.page.evaluate(() => document.documentElement.lang)).toBe(language);
          const call = { ru: 'Позвонить', en: 'Call' }[language];
          expect(await desk.page.getByRole('button', { name: call, exact: true }).count()).toBe(1);
        }
      });
    }
  }

  it('has all places of an administrator in the header, in one line from 900 px on, in either language', async () => {
    for (const language of ['ru', 'en'] as const) {
      fillAnswers();
      desk.stage.me = operator({ role: 'admin', language, name: 'Ольга Владимировна Смирнова' });
      await openDesk({ width: 900 });
      const { page } = desk;
      const places = page.getByRole('navigation').locator('a, button');
      const tops = await places.evaluateAll((all) => all.map((one) => one.clientHeight));
      // two lines of a word would be twice as high
      expect(Math.max(...tops)).toBeLessThan(45);
      expect(await sideways()).toBe(0);
      await page.getByRole('button', { name: { ru: 'Настройка', en: 'Set-up' }[language] }).click();
      await page.getByRole('menuitem', { name: { ru: 'АТС', en: 'PBXs' }[language] }).click();
      await page.getByRole('heading', { level: 1, name: /^(АТС|PBXs)$/ }).waitFor();
    }
  });

  it('names the choice of the phone by how it stands', async () => {
    await openDesk();
    await desk.page.getByRole('button', { name: 'Готов · 201' }).click();
    const chosen = (name: string) =>
      desk.page.getByRole('menuitemradio', { name }).getAttribute('aria-checked');
    expect(await chosen('На эту страницу')).toBe('true');
    expect(await chosen('На настольный телефон')).toBe('false');
    desk.stage.answers.set('PATCH /api/me', () => operator({ device: 'desk' }));
    await desk.page.keyboard.press('ArrowDown');
    await desk.page.keyboard.press('ArrowDown');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('button', { name: 'Настольный телефон · 201' }).waitFor();
  });

  it('is reached by Tab from a skip link, with the focus in sight', async () => {
    await openDesk();
    await desk.page.keyboard.press('Tab');
    expect(await desk.page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Перейти к содержимому',
    );
    await desk.page.keyboard.press('Enter');
    expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('main');
    await desk.page.keyboard.press('Slash');
    expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('search');
  });
});

describe('the first load', () => {
  it('is at most 350 kB of compressed script for sign-in and desk', async () => {
    // the page as it is delivered: that of the tests has React's own checks in it
    const folder = join(import.meta.dirname, '../dist');
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(
      (one) => one[1] ?? '',
    );
    const sizes = await Promise.all(
      first.map(async (name) => gzipSync(await readFile(join(folder, 'assets', name))).length),
    );
    const scripts = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.js'));
    expect(first.length).toBeGreaterThan(0);
    expect(scripts.length).toBeGreaterThan(first.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(FIRST_LOAD);
  });

  it('has no inline script and asks no foreign host', async () => {
    const html = await readFile(join(desk.folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    desk.stage.calls = [call('one')];
    const foreign: string[] = [];
    await open();
    desk.page.on('request', (request) => {
      if (!request.url().startsWith(desk.stage.url)) foreign.push(request.url());
    });
    await desk.page.reload();
    await desk.page.getByRole('heading', { name: 'Последние звонки' }).waitFor();
    expect(foreign).toEqual([]);
  });
});
