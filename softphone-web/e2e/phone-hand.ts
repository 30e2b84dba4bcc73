import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  asteriskAvailable,
  type RunningAsterisk,
  startAsterisk,
} from '../../fixtures/asterisk/asterisk.ts';
import { callIn, passwordOf } from '../../fixtures/asterisk/phones.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { until } from '../../fixtures/until.ts';
import type { PhoneCall, PhoneState } from '../src/phone/phone.ts';
import type {} from './phone-page.ts';
import { openPhoneStage, type PhoneStage } from './phone-stage.ts';

/** Whose phone is tried, and where customers reach it. */
export const EXTENSION = '208';
export const DID = '74950000208';
export const CUSTOMER = '79161234567';

/** A browser phone in the hand of the tests of one file, on a real Asterisk, over a line that can be broken. */
export interface PhoneHand {
  readonly pbx: RunningAsterisk;
  readonly stage: PhoneStage;
  readonly way: BreakableWay;
  /** The newest page that was opened, or the one that was put here. */
  page: Page;
  /** All SIP that the phones of these tests have sent. */
  readonly said: readonly string[];
  /** Opens a page, of a stage of its own where one is given. */
  signIn(how?: { password?: string; stage?: PhoneStage; insecure?: boolean }): Promise<void>;
  ready(): Promise<void>;
  state(): Promise<PhoneState>;
  /** Waits for a call in that state. */
  call(wanted: PhoneCall['state'], timeoutMs?: number): Promise<PhoneCall>;
  /** Does something to a call. */
  act(what: 'answer' | 'reject' | 'hangUp', id: string): Promise<void>;
  turn(what: 'mute' | 'hold', id: string, on: boolean): Promise<void>;
  /** Waits until sound has gone both ways anew. */
  soundFlows(): Promise<void>;
  /** Signed in, and a customer is talked with. */
  answered(options?: {
    talkMs?: number;
  }): Promise<{ id: string; customer: Awaited<ReturnType<typeof callIn>> }>;
  /** Loads the page anew. */
  reload(): Promise<void>;
}

/** Sets it up for the tests of a file; each test opens its pages itself. */
export function usePhone(): PhoneHand {
  let pbx: RunningAsterisk | undefined;
  let stage: PhoneStage | undefined;
  let way: BreakableWay | undefined;
  let page: Page | undefined;
  const said: string[] = [];

  beforeAll(async () => {
    const available = asteriskAvailable();
    if (!available.ok) throw new Error(`${available.why} ${available.cure}`);
    [pbx, stage] = await Promise.all([startAsterisk({ version: 22 }), openPhoneStage()]);
    way = await breakableWay(pbx.ports.http);
  });
  afterEach(async () => {
    if (!page || page.isClosed()) return;
    await page.evaluate(() => window.phoneTest.phone.stop());
    await note();
    await page.close();
  });
  afterAll(async () => {
    await stage?.close();
    await way?.close();
  });

  async function note(): Promise<void> {
    said.push(...(await hand.page.evaluate(() => window.phoneTest.frames)));
  }

  const sound = () => hand.page.evaluate(() => window.phoneTest.sound());
  const hand: PhoneHand = {
    get pbx() {
      return there(pbx);
    },
    get stage() {
      return there(stage);
    },
    get way() {
      return there(way);
    },
    get page() {
      return there(page);
    },
    set page(other) {
      page = other;
    },
    said,
    async signIn({ password = passwordOf(EXTENSION), stage: own, insecure } = {}) {
      const socket = `ws://127.0.0.1:${hand.way.port}/ws`;
      page = await (own ?? hand.stage).open({ extension: EXTENSION, password, socket }, insecure);
    },
    async ready() {
      const what = 'registered';
      await until(async () => (await hand.state()).registration.kind === 'ready', { what });
    },
    state: () => hand.page.evaluate(() => window.phoneTest.phone.state()),
    call: (wanted, timeoutMs = 5_000) =>
      until(async () => (await hand.state()).calls.find((one) => one.state === wanted), {
        what: `a call that is ${wanted}`,
        timeoutMs,
      }),
    act: (what, id) =>
      hand.page.evaluate(([name, one]) => window.phoneTest.phone[name](one), [what, id] as const),
    turn: (what, id, on) =>
      hand.page.evaluate(([name, one, is]) => window.phoneTest.phone[name](one, is), [
        what,
        id,
        on,
      ] as const),
    async soundFlows() {
      const before = await sound();
      await until(
        async () => {
          const now = await sound();
          return now.sent > before.sent + 2_000 && now.received > before.received + 2_000;
        },
        { what: 'sound both ways' },
      );
    },
    async answered(options = {}) {
      await hand.signIn();
      await hand.ready();
      const customer = await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER, ...options });
      const { id } = await hand.call('ringing');
      await hand.act('answer', id);
      await hand.call('talking');
      return { id, customer };
    },
    async reload() {
      await note();
      await hand.page.reload();
    },
  };
  return hand;
}

function there<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('It is there within a test alone.');
  return one;
}
