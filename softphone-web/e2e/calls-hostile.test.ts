import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callIn, type IncomingCall } from '../../fixtures/asterisk/phones.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { until } from '../../fixtures/until.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { button, goTo, lostBanner, phoneReady } from './desk-page.ts';
import {
  HOSTILE_NAMES,
  HOSTILE_NUMBERS,
  type HostileWatch,
  shownAs,
  watchHostile,
} from './hostile-text.ts';

// Two operators with phones in their pages; what customers send arrives by SIP.

/** One operator at a page. */
interface Desk {
  readonly page: Page;
  readonly did: string;
  readonly watch: HostileWatch;
}

/** The longest name of a contact. */
const LONGEST_NAME = 200;

let stage: CallStage;
let way: BreakableWay;
let desks: Desk[];

beforeAll(async () => {
  stage = await openCallStage();
  way = await breakableWay(Number(new URL(stage.server.origin).port));
  desks = await Promise.all(
    Object.entries({ anna: 201, ben: 202 }).map(async ([login, phone]) => {
      const page = await stage.desk(login, way.origin);
      const watch = await watchHostile(page);
      await phoneReady(page);
      return { page, did: `74950000${phone}`, watch };
    }),
  );
});
afterAll(async () => {
  await stage?.stop();
  await way?.close();
});

/** Does each with whichever desk is free. */
async function shareOut<T>(
  all: readonly T[],
  act: (desk: Desk, one: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (desk: Desk) => {
    for (let index = next++; index < all.length; index = next++) {
      await act(desk, all[index] as T, index);
    }
  };
  const ends = await Promise.allSettled(desks.map(work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** A call rings at the desk, at whichever screen; `look` looks at it, the customer gives up. */
async function ringing(
  { page, did }: Desk,
  call: Omit<IncomingCall, 'did'> & { did?: string },
  look: () => Promise<void>,
): Promise<void> {
  const placed = await callIn(stage.pbx, { did, media: 'none', ...call });
  try {
    await button(page, 'Answer').waitFor();
    await look();
  } finally {
    await placed.cancel();
  }
  await button(page, 'Answer').waitFor({ state: 'hidden' });
}

/** The phone bar, the title of the tab and the notification name the caller, literally. */
async function tellsBy({ page, watch }: Desk, name: string): Promise<void> {
  const bar = page.getByRole('region', { name: 'Phone' });
  await bar
    .locator('[data-state=ringing] strong')
    .filter({ hasText: shownAs(name) })
    .waitFor();
  for (const look of [() => page.title(), watch.lastNotice]) {
    const text = await until(
      async () => {
        const told = (await look()).replaceAll(/\s+/g, ' ');
        return told.includes(shownAs(name)) ? told : undefined;
      },
      { what: `title and notification of ${shownAs(name)}` },
    );
    // a direction that is turned round would disguise what follows
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }
}

/** The card of the call with these words. */
const cardWith = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Incoming' }).filter({ hasText: text }).first();

/** The name that the caller sent, said to be that. */
const calledName = (where: Page | Locator, name: string) =>
  where
    .getByText(/^Caller name:/)
    .filter({ hasText: shownAs(name) })
    .first();

/** What the rows of the list of calls say. */
async function listed({ page }: Desk): Promise<string[]> {
  const rows = await page.getByRole('row').allInnerTexts();
  return rows.map((row) => row.replaceAll(/\s+/g, ' '));
}

const customer = (index: number) => `7916700${String(index).padStart(4, '0')}`;

describe('F06 what callers send is shown literally and runs nowhere', () => {
  test('sixty names with a User-Agent each: card, phone bar, title, notification, contact and call page, list', async () => {
    expect(HOSTILE_NAMES.length).toBeGreaterThanOrEqual(60);
    for (const [index, name] of HOSTILE_NAMES.entries()) {
      await stage.contact(name.slice(0, LONGEST_NAME), customer(index));
    }
    await shareOut(HOSTILE_NAMES, async (desk, contact, index) => {
      // the caller's own name is another one, so that each is told from the other
      const callerName = HOSTILE_NAMES[(index + 1) % HOSTILE_NAMES.length] as string;
      const call = { callerNumber: customer(index), callerName, userAgent: contact };
      const { page, watch } = desk;
      await ringing(desk, call, async () => {
        const card = cardWith(page, shownAs(contact));
        await card.getByRole('heading', { name: shownAs(contact) }).waitFor();
        await calledName(card, callerName).waitFor();
        await tellsBy(desk, contact.slice(0, LONGEST_NAME));
        await card.getByRole('link', { name: 'Open in full' }).click();
        await page.getByRole('heading', { level: 1, name: shownAs(contact) }).waitFor();
      });
      const [logged] = (await stage.calls(20)).filter(
        ({ externalNumber }) => externalNumber === customer(index),
      );
      expect(shownAs(logged?.externalName ?? '')).toBe(shownAs(callerName));
      await goTo(page, `/calls/${logged?.id}`);
      await calledName(page, callerName).waitFor();
      expect(await watch.wrongs()).toEqual([]);
    });
    for (const { page } of desks) await goTo(page, '/');
    await until(
      async () => {
        const rows = (await Promise.all(desks.map(listed))).flat();
        return HOSTILE_NAMES.every((name) => rows.some((row) => row.includes(shownAs(name))));
      },
      { what: 'each contact in the list of calls of who had the call' },
    );
    for (const { watch } of desks) expect(await watch.wrongs()).toEqual([]);
  }, 240_000);

  test('the same names while the live link is away: phone bar, title and notification by SIP alone', async () => {
    way.lose('/live');
    try {
      for (const { page } of desks) await lostBanner(page).waitFor();
      await shareOut(HOSTILE_NAMES, async (desk, callerName, index) => {
        const callerNumber = `7916701${String(index).padStart(4, '0')}`;
        await ringing(desk, { callerNumber, callerName }, () => tellsBy(desk, callerName));
        expect(await desk.watch.wrongs()).toEqual([]);
      });
    } finally {
      way.mend();
    }
    // sooner live than by catching up with all that
    await Promise.all(
      desks.map(async ({ page }) => {
        await page.reload();
        await phoneReady(page);
      }),
    );
  }, 240_000);

  test('a name is offered for the new contact, saved, and shown in lists, search and explanation', async () => {
    const name = '<img src=x onerror=alert(2)>';
    const [anna] = desks as [Desk];
    const { page, watch } = anna;
    await ringing(anna, { callerNumber: '79167020000', callerName: name }, async () => {
      const card = cardWith(page, '8 (916) 702-00-00');
      await card.getByRole('button', { name: 'Create contact' }).click();
      expect(await card.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(
        name,
      );
      await card.getByRole('button', { name: 'Save' }).click();
      await card.getByRole('heading', { name }).waitFor();
      await tellsBy(anna, name);
    });
    await goTo(page, '/');
    await page.getByRole('textbox', { name: 'Name or number', exact: true }).fill(name);
    await page.getByRole('row').filter({ hasText: name }).getByRole('link', { name }).click();
    await page.getByRole('button', { name: 'Explain this call' }).click();
    await page.getByText(name).nth(1).waitFor();
    await goTo(page, '/contacts');
    await page.getByRole('textbox', { name: /Part of a name/ }).fill(name);
    // not the line of the missed call, which names them too
    await page.getByRole('region', { name: 'Contacts' }).getByRole('link', { name }).waitFor();
    expect(await watch.wrongs()).toEqual([]);
  }, 60_000);

  test('numbers and DIDs: card, phone bar, title, notification, call page; to dial one is refused in words', async () => {
    // a PBX that takes any DID that begins so
    await stage.pbx.cli(
      'dialplan add extension _74950000201.,1,Goto(direct,201,1) into from-trunk',
    );
    const [anna] = desks as [Desk];
    const { page, watch } = anna;
    for (const { sent, read } of HOSTILE_NUMBERS) {
      const call = { callerNumber: sent, callerName: 'by number', did: `${anna.did}${sent}` };
      await ringing(anna, call, async () => {
        const card = cardWith(page, `${anna.did}${read}`);
        await card.getByRole('heading', { name: read }).waitFor();
        await tellsBy(anna, read);
        await card.getByRole('link', { name: read, exact: true }).click();
        await page.getByRole('alert').filter({ hasText: 'cannot be dialled' }).first().waitFor();
        await card.getByRole('link', { name: 'Open in full' }).click();
        await page.getByText(`${anna.did}${read}`).first().waitFor();
      });
      expect(await watch.wrongs()).toEqual([]);
    }
    const logged = await stage.calls(HOSTILE_NUMBERS.length);
    expect(logged.map(({ externalNumber }) => externalNumber).reverse()).toEqual(
      HOSTILE_NUMBERS.map(({ read }) => read),
    );
  }, 240_000);

  test('invalid UTF-8 in a name is shown with replacement signs', async () => {
    const invalid = Buffer.of(0xff, 0xfe);
    const callerName = Buffer.concat([Buffer.from('"ab'), invalid, Buffer.from('cd"')]);
    const [anna] = desks as [Desk];
    await ringing(anna, { callerNumber: '79165009999', callerName }, async () => {
      await cardWith(anna.page, '8 (916) 500-99-99')
        .getByText(/Caller name: “ab.*cd”/)
        .waitFor();
    });
    expect((await stage.ended('79165009999')).externalName).toMatch(/^ab\ufffd+cd$/);
  }, 60_000);

  test('what an administrator sees of the traffic holds none of it as markup', async () => {
    const page = await stage.desk('root');
    const watch = await watchHostile(page);
    await page.getByRole('heading', { name: 'Recent calls' }).waitFor();
    await page.getByText('<img src=x onerror=alert(2)>').first().waitFor();
    await goTo(page, '/connection');
    await page.getByRole('heading', { name: 'Parts of the server' }).waitFor();
    await page.getByText(/messages, \d+ of them events/).waitFor();
    expect(await watch.wrongs()).toEqual([]);
    await page.context().close();
  }, 60_000);
});
