import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { whyRefused } from '../../cti-server/src/sip-gate/own-endpoint.ts';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { callFrom, callIn, passwordOf, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { type SipPhone, sipPhone } from '../../fixtures/asterisk/sip-phone/sip-phone.ts';
import { toneShare } from '../../fixtures/asterisk/tone.ts';
import { until } from '../../fixtures/until.ts';
import type { PhoneCall, PhoneState } from '../src/phone/phone.ts';
import type {} from './phone-page.ts';
import { openPhoneStage, type PhoneStage } from './phone-stage.ts';

// It has a mailbox in the sample configuration.
const EXTENSION = '202';
const DID = '74950000202';
const CUSTOMER = '79161234567';

let pbx: RunningAsterisk;
let stage: PhoneStage;
let page: Page;
let colleague: SipPhone;
/** All SIP that the phone of these tests has sent. */
const said: string[] = [];

beforeAll(async () => {
  [pbx, stage] = await Promise.all([startAsterisk({ version: 22 }), openPhoneStage()]);
  await pbx.cli('channel request hangup all');
  colleague = await sipPhone(pbx, { extension: '103' });
  const socket = `ws://127.0.0.1:${pbx.ports.http}/ws`;
  page = await stage.open({ extension: EXTENSION, password: passwordOf(EXTENSION), socket });
  await until(async () => (await state()).registration.kind === 'ready', { what: 'registered' });
});

afterEach(async () => {
  await pbx.cli('channel request hangup all');
  await until(async () => (await state()).calls.length === 0, { what: 'quiet', timeoutMs: 15_000 });
});

afterAll(async () => {
  said.push(...(await page.evaluate(() => window.phoneTest.frames)));
  await colleague?.stop();
  await stage?.close();
  expect(said.map((frame) => whyRefused(frame, EXTENSION)).filter((why) => why !== null)).toEqual(
    [],
  );
});

const state = (): Promise<PhoneState> => page.evaluate(() => window.phoneTest.phone.state());

function find(wanted: PhoneCall['state'], fits: (call: PhoneCall) => boolean = () => true) {
  return until(async () => (await state()).calls.find((one) => one.state === wanted && fits(one)), {
    what: `a call that is ${wanted}`,
    timeoutMs: 10_000,
  });
}

/** A customer is talked with; the id of the call. */
async function talking(): Promise<{ id: string; customer: Awaited<ReturnType<typeof callIn>> }> {
  const customer = await callIn(pbx, { did: DID, callerNumber: CUSTOMER });
  const { id } = await find('ringing');
  await page.evaluate((one) => window.phoneTest.phone.answer(one), id);
  await find('talking');
  // the PBX moves no call whose two sides it has not joined yet
  await together('pstn', EXTENSION);
  return { id, customer };
}

const codeOf = (act: 'transfer' | 'consult', id: string, digits: string) =>
  page.evaluate(
    ([what, one, to]) =>
      window.phoneTest.codeOf(window.phoneTest.phone[what as 'transfer'](one, to)),
    [act, id, digits] as const,
  );

/** A colleague is asked, and answers, while the customer waits. */
async function asking(id: string) {
  expect(await codeOf('consult', id, '103')).toBe('done');
  const theirs = await colleague.incoming();
  await theirs.answer();
  const asked = await find('talking', (one) => one.asksFor === id);
  expect(await find('held')).toMatchObject({ id });
  return { theirs, asked };
}

/** Whether two endpoints are in one bridge, by the PBX's own list. */
const together = (...endpoints: string[]) =>
  until(
    async () => {
      const lines = (await pbx.cli('core show channels concise')).split('\n');
      const bridges = endpoints.map((one) =>
        lines
          .find((line) => line.startsWith(`PJSIP/${one}-`))
          ?.split('!')
          .at(-2),
      );
      return bridges.every((bridge) => bridge && bridge === bridges[0]);
    },
    { what: `${endpoints.join(' and ')} in one bridge`, timeoutMs: 10_000 },
  );

/** The newest recording. */
function recording(): string | undefined {
  const dir = pbx.recordingsDir;
  const files = readdirSync(dir).filter((name) => name.endsWith('.wav'));
  const at = (name: string) => statSync(join(dir, name)).mtimeMs;
  return files.sort((a, b) => at(b) - at(a))[0];
}

describe('calls are moved by a browser phone on a real Asterisk', () => {
  test('a blind transfer connects the customer with a colleague, and we are out of it', async () => {
    const { id } = await talking();
    const sent = codeOf('transfer', id, '103');
    const theirs = await colleague.incoming();
    await theirs.answer();
    expect(await sent).toBe('done');
    expect(await find('ended')).toMatchObject({ id, endReason: 'transferred' });
    await together('pstn', '103');
  });

  test('a transfer to nowhere is refused in words, and the call is still ours', async () => {
    const { id } = await talking();
    expect(await codeOf('transfer', id, '888')).toBe('transfer-refused');
    expect(await find('talking')).toMatchObject({ id });
  });

  test('a colleague is asked: cancelled we are back with the customer, swapped each waits in turn, connected we are out', async () => {
    const { id } = await talking();
    const first = await asking(id);
    await page.evaluate((one) => window.phoneTest.phone.hangUp(one), first.asked.id);
    await first.theirs.over();
    expect(await find('talking')).toMatchObject({ id, heldSince: null });

    const { asked } = await asking(id);
    await page.evaluate((one) => window.phoneTest.phone.hold(one, false), id);
    expect(await find('held')).toMatchObject({ id: asked.id });
    expect(await find('talking')).toMatchObject({ id });
    expect((await find('held')).heldSince).toBeGreaterThan(0);

    await page.evaluate((one) => window.phoneTest.phone.connect(one), asked.id);
    await together('pstn', '103');
    await until(async () => (await state()).calls.every(({ state: one }) => one === 'ended'), {
      what: 'we are out',
    });
  });

  test('a conference: the colleague hears the customer; held, one is out of it again', async () => {
    const { id } = await talking();
    const { asked } = await asking(id);
    await page.evaluate((one) => window.phoneTest.phone.confer(one), id);
    const calls = await until(
      async () => {
        const all = (await state()).calls;
        return all.length === 2 && all.every(({ joined }) => joined) ? all : undefined;
      },
      { what: 'both are joined' },
    );
    expect(calls.map(({ state: one }) => one)).toEqual(['talking', 'talking']);
    // the customer's tone is in what the PBX records of the talk with the colleague, who is silent
    const heard = recording() ?? '';
    const file = join(pbx.recordingsDir, heard);
    await until(() => toneShare(readFileSync(file), TONE_HZ) > 0.5, {
      what: 'the tone at the colleague',
      timeoutMs: 15_000,
    });
    await page.evaluate((one) => window.phoneTest.phone.mute(one, true), id);
    expect((await state()).calls.map(({ muted }) => muted)).toEqual([true, true]);
    // P7 the page that mixes it is loaded anew
    said.push(...(await page.evaluate(() => window.phoneTest.frames)));
    await page.reload();
    await until(
      async () => {
        const all = (await state()).calls;
        return all.length === 2 && all.every(({ joined, muted }) => joined && muted);
      },
      { what: 'both are joined again', timeoutMs: 10_000 },
    );
    await page.evaluate((one) => window.phoneTest.phone.hold(one, true), asked.id);
    expect(await find('talking')).toMatchObject({ id, joined: false });
  });

  test('a call is parked and taken back by its place', async () => {
    const { id } = await talking();
    expect(await codeOf('transfer', id, '700')).toBe('done');
    expect(await find('ended')).toMatchObject({ id, endReason: 'transferred' });
    await until(async () => /Space *: +701/.test(await pbx.cli('parking show default')), {
      what: 'it is parked',
    });
    await page.evaluate(() => window.phoneTest.phone.dial('701'));
    await find('talking');
    await together('pstn', EXTENSION);
  });

  test('a colleague’s ringing call is picked up', async () => {
    await callIn(pbx, { did: '74950000103', callerNumber: CUSTOMER });
    const theirs = await colleague.incoming();
    await page.evaluate(() => window.phoneTest.phone.dial('*8103'));
    await find('talking');
    await theirs.over();
    await together('pstn', EXTENSION);
  });

  test('do not disturb: the caller hears "busy", nothing rings', async () => {
    await page.evaluate(() => window.phoneTest.refuse(true));
    const customer = await callIn(pbx, { did: DID, callerNumber: CUSTOMER });
    expect(await customer.finished).toMatchObject({ ok: false });
    expect((await state()).calls).toEqual([]);
    await page.evaluate(() => window.phoneTest.refuse(false));
  });

  test('a message left in the own voicemail is told', async () => {
    const before = (await state()).messages ?? 0;
    const caller = await callFrom(pbx, { extension: '104', number: '*97202', talkMs: 6_000 });
    await caller.finished;
    await until(async () => (await state()).messages === before + 1, {
      what: 'the message is told',
      timeoutMs: 15_000,
    });
  });
});
