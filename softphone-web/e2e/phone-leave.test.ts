import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  asteriskAvailable,
  type RunningAsterisk,
  startAsterisk,
} from '../../fixtures/asterisk/asterisk.ts';
import { callIn, carrier, passwordOf } from '../../fixtures/asterisk/phones.ts';
import { until } from '../../fixtures/until.ts';
import type { PhoneCall, PhoneState } from '../src/phone/phone.ts';
import type {} from './phone-page.ts';
import { type BreakableWay, breakableWay, openPhoneStage, type PhoneStage } from './phone-stage.ts';

const EXTENSION = '208';
const DID = '74950000208';
const CUSTOMER = '79161234567';

let pbx: RunningAsterisk;
let stage: PhoneStage;
let way: BreakableWay;
let page: Page;

beforeAll(async () => {
  const available = asteriskAvailable();
  if (!available.ok) throw new Error(`${available.why} ${available.cure}`);
  [pbx, stage] = await Promise.all([
    startAsterisk({ version: 22, portOffset: 6_000 }),
    openPhoneStage(),
  ]);
  way = await breakableWay(pbx.ports.http);
});

afterEach(async () => {
  if (page.isClosed()) return;
  await page.evaluate(() => window.phoneTest.phone.stop());
  await page.close();
});

afterAll(async () => {
  await stage?.close();
  await way?.close();
});

const state = (): Promise<PhoneState> => page.evaluate(() => window.phoneTest.phone.state());
const sound = () => page.evaluate(() => window.phoneTest.sound());

async function signIn(password = passwordOf(EXTENSION)): Promise<void> {
  const socket = `ws://127.0.0.1:${way.port}/ws`;
  page = await stage.open({ extension: EXTENSION, password, socket });
}

async function ready(): Promise<void> {
  await until(async () => (await state()).registration.kind === 'ready', { what: 'registered' });
}

function call(wanted: PhoneCall['state'], timeoutMs = 5_000): Promise<PhoneCall> {
  const what = `a call that is ${wanted}`;
  return until(async () => (await state()).calls.find((one) => one.state === wanted), {
    what,
    timeoutMs,
  });
}

/** Waits until sound has gone both ways anew. */
async function soundFlows(): Promise<void> {
  const before = await sound();
  await until(
    async () => {
      const now = await sound();
      return now.sent > before.sent + 2_000 && now.received > before.received + 2_000;
    },
    { what: 'sound both ways' },
  );
}

async function answered(options: { talkMs?: number } = {}) {
  await signIn();
  await ready();
  const customer = await callIn(pbx, { did: DID, callerNumber: CUSTOMER, ...options });
  const { id } = await call('ringing');
  await page.evaluate((one) => window.phoneTest.phone.answer(one), id);
  await call('talking');
  return { id, customer };
}

test('leave', { timeout: 200_000 }, async () => {
  const times: number[] = [];
  for (let i = 0; i < 8; i++) {
    const { customer } = await answered();
    const at = performance.now();
    if (i % 2) await page.goto('about:blank'); else await page.close();
    await customer.finished;
    times.push(Math.round(performance.now() - at));
    if (!page.isClosed()) await page.close();
  }
  console.log('TIMES', times.join(' '));
});
