import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { whyRefused } from '../../cti-server/src/sip-gate/own-endpoint.ts';
import {
  asteriskAvailable,
  type RunningAsterisk,
  startAsterisk,
} from '../../fixtures/asterisk/asterisk.ts';
import { callIn, carrier, passwordOf } from '../../fixtures/asterisk/phones.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { until } from '../../fixtures/until.ts';
import type { PhoneCall, PhoneState } from '../src/phone/phone.ts';
import type {} from './phone-page.ts';
import { openPhoneStage, type PhoneStage } from './phone-stage.ts';

const EXTENSION = '208';
const DID = '74950000208';
const CUSTOMER = '79161234567';
/** The endpoint speaks nothing that a browser does. */
const GSM_ONLY = `
[${EXTENSION}](+)
allow = !all,gsm
`;

let pbx: RunningAsterisk;
let stage: PhoneStage;
let way: BreakableWay;
let page: Page;
/** All SIP that the phones of these tests have sent. */
const said: string[] = [];

beforeAll(async () => {
  const available = asteriskAvailable();
  if (!available.ok) throw new Error(`${available.why} ${available.cure}`);
  [pbx, stage] = await Promise.all([startAsterisk({ version: 22 }), openPhoneStage()]);
  way = await breakableWay(pbx.ports.http);
});

afterEach(async () => {
  if (page.isClosed()) return;
  await page.evaluate(() => window.phoneTest.phone.stop());
  said.push(...(await page.evaluate(() => window.phoneTest.frames)));
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

/** Waits until the page waits at a gate. */
function waits(gate: 'microphone' | 'offer'): Promise<boolean> {
  return until(() => page.evaluate((name) => window.phoneTest.gates[name].waiting() > 0, gate), {
    what: `the page waits at the ${gate}`,
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

describe('the browser phone on a real Asterisk', () => {
  test('a customer rings, is answered, sound flows both ways, the customer hangs up', async () => {
    await signIn();
    await ready();
    const name = 'Анна <img src=x onerror=alert(1)>';
    await callIn(pbx, { did: DID, callerNumber: CUSTOMER, callerName: name, talkMs: 3_000 });
    const ringing = await call('ringing');
    expect(ringing).toMatchObject({ direction: 'inbound', remoteNumber: CUSTOMER });
    expect(ringing.remoteName).toBe(name);
    await page.evaluate((id) => window.phoneTest.phone.answer(id), ringing.id);
    await call('talking');
    await soundFlows();
    expect(await call('ended', 10_000)).toMatchObject({ endReason: 'remote-hung-up' });
    await until(async () => (await state()).calls.length === 0, {
      what: 'the ended call to leave',
      timeoutMs: 8_000,
    });
  });

  test('mute, hold and back, a microphone that is pulled out, then we hang up', async () => {
    const { id, customer } = await answered();
    await soundFlows();

    await page.evaluate((one) => window.phoneTest.phone.mute(one, true), id);
    expect((await state()).calls[0]).toMatchObject({ muted: true });
    await page.evaluate((one) => window.phoneTest.phone.mute(one, false), id);

    await page.evaluate((one) => window.phoneTest.phone.hold(one, true), id);
    await call('held');
    expect(await page.evaluate(() => window.phoneTest.directions())).toEqual(['sendonly']);
    await page.evaluate((one) => window.phoneTest.phone.hold(one, false), id);
    await call('talking');
    expect(await page.evaluate(() => window.phoneTest.directions())).toEqual(['sendrecv']);
    await soundFlows();

    const open = () => page.evaluate(() => window.phoneTest.openTracks());
    await page.evaluate(() => window.phoneTest.unplug());
    await until(async () => (await open()) === 1, { what: 'another microphone in its place' });
    await soundFlows();

    await page.evaluate((one) => window.phoneTest.phone.hangUp(one), id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
    await until(async () => (await open()) === 0, { what: 'the microphone is let go' });
    expect(await customer.finished).toMatchObject({ ok: true });
  });

  test('tones reach the PBX: its own transfer by #1 and a number takes the call away from us', async () => {
    const { id } = await answered();
    await soundFlows();
    await page.evaluate((one) => window.phoneTest.phone.dtmf(one, '#1'), id);
    await page.evaluate((one) => window.phoneTest.phone.dtmf(one, '101'), id);
    expect(await call('ended', 12_000)).toMatchObject({ endReason: 'remote-hung-up' });
  });

  test('we call out, the ringing tone is ours to play, they answer, we hang up', async () => {
    const outside = await carrier(pbx, { behaviour: 'answer', ringMs: 1_000 });
    await signIn();
    await ready();
    const id = await page.evaluate(() => window.phoneTest.phone.dial('979161112233'));
    await until(async () => (await state()).calls[0]?.ringback, { what: 'it rings there' });
    expect(await call('talking')).toMatchObject({ id, direction: 'outbound', ringback: false });
    await soundFlows();
    await page.evaluate((one) => window.phoneTest.phone.hangUp(one), id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
    await outside.stop();
  });

  test('busy, cancelled by the caller, rejected by us: each says so', async () => {
    const outside = await carrier(pbx, { behaviour: 'busy' });
    await signIn();
    await ready();
    await page.evaluate(() => window.phoneTest.phone.dial('979161112233'));
    expect(await call('ended', 10_000)).toMatchObject({ endReason: 'busy' });
    await outside.stop();
    await until(async () => (await state()).calls.length === 0, { what: 'gone', timeoutMs: 8_000 });

    await callIn(pbx, { did: DID, callerNumber: CUSTOMER, cancelAfterMs: 500 });
    expect(await call('ended')).toMatchObject({ endReason: 'cancelled' });
    await until(async () => (await state()).calls.length === 0, { what: 'gone', timeoutMs: 8_000 });

    await callIn(pbx, { did: DID, callerNumber: CUSTOMER });
    const { id } = await call('ringing');
    await page.evaluate((one) => window.phoneTest.phone.reject(one), id);
    expect(await call('ended')).toMatchObject({ endReason: 'rejected' });
  });

  test('a second call waits; answering it holds the first; a third hears busy', async () => {
    const { id: first } = await answered();
    await callIn(pbx, { did: DID, callerNumber: '79160000002' });
    const { id: second } = await call('ringing');
    const third = await callIn(pbx, {
      did: DID,
      callerNumber: '79160000003',
      cancelAfterMs: 1_500,
    });
    await page.evaluate((one) => window.phoneTest.phone.answer(one), second);
    await call('held');
    await third.finished;
    const standing = async () => (await state()).calls.map((one) => [one.id, one.state]);
    const both = [
      [first, 'held'],
      [second, 'talking'],
    ];
    expect(await standing()).toEqual(both);
    // P7 both come back as they were
    said.push(...(await page.evaluate(() => window.phoneTest.frames)));
    await page.reload();
    await until(async () => String(await standing()) === String(both), {
      what: 'both are back',
      timeoutMs: 10_000,
    });
  });

  test('D05 a socket cut in a call is repaired, and the call goes on', async () => {
    const { id } = await answered();
    await soundFlows();
    way.cut();
    await until(async () => (await state()).registration.kind === 'lost', { what: 'lost' });
    await soundFlows();
    await ready();
    expect(await call('talking')).toMatchObject({ id });
    // A BYE of the PBX reaches us: it knows the new way.
    await until(
      async () => {
        const [channel] = (await pbx.cli('core show channels concise'))
          .split('\n')
          .filter((line) => line.startsWith(`PJSIP/${EXTENSION}-`));
        if (channel) await pbx.cli(`channel request hangup ${channel.split('!')[0]}`);
        return (await state()).calls[0]?.state === 'ended';
      },
      { what: 'the hang-up to reach the page' },
    );
  });

  test('D05 a half-open socket is noticed by the ping, and repaired once the way is back', async () => {
    const { id } = await answered();
    way.freeze();
    await until(async () => (await state()).registration.kind === 'lost', {
      what: 'the dead socket to be noticed',
      timeoutMs: 12_000,
    });
    await soundFlows();
    way.mend();
    await until(async () => (await state()).registration.kind === 'ready', {
      what: 'registered again',
      timeoutMs: 20_000,
    });
    await page.evaluate((one) => window.phoneTest.phone.hold(one, true), id);
    await call('held');
    await page.evaluate((one) => window.phoneTest.phone.hangUp(one), id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
  });

  test('P7 a page that is loaded anew in a call comes back to it, muted as it was, and takes the hang-up', async () => {
    const { id } = await answered();
    await soundFlows();
    await page.evaluate((one) => window.phoneTest.phone.mute(one, true), id);
    const { answeredAt, startedAt } = await call('talking');
    said.push(...(await page.evaluate(() => window.phoneTest.frames)));
    await page.reload();
    expect(await call('talking', 10_000)).toMatchObject({ id, answeredAt, startedAt });
    await until(async () => (await state()).calls[0]?.muted, { what: 'it is muted again' });
    await page.evaluate((one) => window.phoneTest.phone.mute(one, false), id);
    await soundFlows();
    // that is to be said where nobody comes back: of the former dialog
    const left = stage.farewells.at(-1);
    expect(left).toMatchObject({ when: 'later', farewells: [expect.stringMatching(/^BYE sip:/)] });
    expect(left?.farewells.map((one) => whyRefused(one, EXTENSION))).toEqual([null]);

    await page.evaluate((one) => window.phoneTest.phone.hold(one, true), id);
    await call('held');
    said.push(...(await page.evaluate(() => window.phoneTest.frames)));
    await page.reload();
    expect(await call('held', 10_000)).toMatchObject({ id });
    await page.evaluate((one) => window.phoneTest.phone.hold(one, false), id);
    await soundFlows();
    const channels = (await pbx.cli('core show channels concise')).split('\n');
    expect(channels.filter((line) => line.startsWith(`PJSIP/${EXTENSION}-`))).toHaveLength(1);
    await page.evaluate((one) => window.phoneTest.phone.hangUp(one), id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
  });

  test('D05 two tabs: one registration; a call shows in both, is answered in the second, and outlives the first', async () => {
    await signIn();
    await ready();
    const owner = page;
    await signIn();
    await until(async () => (await state()).registration.kind === 'elsewhere', { what: 'shown' });
    await callIn(pbx, { did: DID, callerNumber: CUSTOMER });
    const { id } = await call('ringing');
    await page.evaluate((one) => window.phoneTest.phone.answer(one), id);
    await call('talking');
    expect(await owner.evaluate(() => window.phoneTest.phone.state().calls[0]?.state)).toBe(
      'talking',
    );
    const contacts = await pbx.cli('pjsip show contacts');
    expect(contacts.match(new RegExp(`${EXTENSION}/sip:`, 'g'))).toHaveLength(1);
    const closedAt = performance.now();
    await owner.close({ runBeforeUnload: true });
    await ready();
    expect(performance.now() - closedAt).toBeLessThan(2_000);
    // the call itself is taken on here
    expect(await call('talking', 10_000)).toMatchObject({ id });
    await soundFlows();
  });

  test('without a microphone nothing is answered or refused behind the user’s back', async () => {
    const deaf = await openPhoneStage({ microphone: false });
    try {
      const socket = `ws://127.0.0.1:${way.port}/ws`;
      const password = passwordOf(EXTENSION);
      page = await deaf.open({ extension: EXTENSION, password, socket });
      await ready();
      expect((await state()).microphone).toBe('denied');
      await callIn(pbx, { did: DID, callerNumber: CUSTOMER, cancelAfterMs: 2_000 });
      const { id } = await call('ringing');
      const code = await page.evaluate(
        (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
        id,
      );
      expect(code).toBe('no-microphone');
      expect(await call('ringing')).toMatchObject({ id });
      expect(await call('ended')).toMatchObject({ endReason: 'cancelled' });
    } finally {
      await page.evaluate(() => window.phoneTest.phone.stop());
      await deaf.close();
    }
  });

  test('a call that comes in while the microphone opens fills the phone: no second one goes out unseen', async () => {
    const { id } = await answered();
    await page.evaluate(() => window.phoneTest.gates.microphone.shut());
    const dialled = page.evaluate(() =>
      window.phoneTest.codeOf(window.phoneTest.phone.dial('101')),
    );
    await waits('microphone');
    const other = await callIn(pbx, { did: DID, callerNumber: '79160000002' });
    await call('ringing');
    await page.evaluate(() => window.phoneTest.gates.microphone.open());
    expect(await dialled).toBe('too-many-calls');
    expect((await state()).calls.map((one) => one.state)).toEqual(['talking', 'ringing']);
    expect((await state()).calls[0]).toMatchObject({ id });
    await soundFlows();
    expect(await page.evaluate(() => window.phoneTest.openTracks())).toBe(1);
    const sent = await page.evaluate(() => window.phoneTest.frames);
    expect(sent.filter((frame) => frame.startsWith('INVITE sip:101@'))).toEqual([]);
    await other.cancel();
  });

  test('a caller who gives up while the microphone opens leaves it shut', async () => {
    await signIn();
    await ready();
    await until(async () => (await state()).microphone === 'granted', { what: 'granted' });
    const customer = await callIn(pbx, { did: DID, callerNumber: CUSTOMER });
    const { id } = await call('ringing');
    await page.evaluate(() => window.phoneTest.gates.microphone.shut());
    const answer = page.evaluate(
      (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
      id,
    );
    await waits('microphone');
    await customer.cancel();
    await call('ended');
    await page.evaluate(() => window.phoneTest.gates.microphone.open());
    expect(await answer).toBe('wrong-state');
    expect(await page.evaluate(() => window.phoneTest.openTracks())).toBe(0);
  });

  test('a caller who gives up while another is put on hold for them gives that one back', async () => {
    const { id: first } = await answered();
    const customer = await callIn(pbx, { did: DID, callerNumber: '79160000002' });
    const { id: second } = await call('ringing');
    await page.evaluate(() => window.phoneTest.gates.offer.shut());
    const answer = page.evaluate(
      (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
      second,
    );
    await waits('offer');
    await customer.cancel();
    await call('ended');
    await page.evaluate(() => window.phoneTest.gates.offer.open());
    expect(await answer).toBe('wrong-state');
    expect(await call('talking')).toMatchObject({ id: first });
    expect(await page.evaluate(() => window.phoneTest.openTracks())).toBe(1);
    await soundFlows();
  });

  test('a page over plain http says that it gets no microphone, and dials nothing', async () => {
    const socket = `ws://127.0.0.1:${way.port}/ws`;
    const password = passwordOf(EXTENSION);
    page = await stage.open({ extension: EXTENSION, password, socket }, true);
    await ready();
    expect((await state()).microphone).toBe('insecure');
    expect(
      await page.evaluate(() => window.phoneTest.codeOf(window.phoneTest.phone.dial('101'))),
    ).toBe('insecure-page');
    expect((await state()).calls).toEqual([]);
  });

  test('a phone and a PBX without a sound format in common: said so, whoever calls', async () => {
    const file = join(pbx.runDir, 'etc/pjsip-extensions.conf');
    const before = readFileSync(file, 'utf8');
    appendFileSync(file, GSM_ONLY);
    try {
      await pbx.cli('module reload res_pjsip.so');
      await signIn();
      await ready();
      await page.evaluate(() => window.phoneTest.phone.dial('*43'));
      expect(await call('ended')).toMatchObject({ endReason: 'no-codec' });
      await callIn(pbx, { did: DID, callerNumber: CUSTOMER });
      const { id } = await call('ringing');
      await page.evaluate((one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)), id);
      await until(
        async () => (await state()).calls.find((one) => one.id === id)?.endReason === 'no-codec',
        { what: 'it says why' },
      );
    } finally {
      writeFileSync(file, before);
      await pbx.cli('module reload res_pjsip.so');
    }
  });

  test('a wrong password is said, not hidden', async () => {
    await signIn('wrong');
    await until(async () => (await state()).registration.kind === 'refused', { what: 'refused' });
    expect((await state()).registration).toEqual({ kind: 'refused', reason: 'wrong-password' });
  });

  test('all that it ever says passes the strict gate of the server', () => {
    const methods = said.map((frame) => frame.slice(0, frame.indexOf(' ')));
    for (const method of ['REGISTER', 'OPTIONS', 'INVITE', 'ACK', 'BYE']) {
      expect(methods).toContain(method);
    }
    expect(said.map((frame) => whyRefused(frame, EXTENSION)).filter((why) => why !== null)).toEqual(
      [],
    );
  });
});
