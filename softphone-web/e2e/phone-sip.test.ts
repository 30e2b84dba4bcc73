import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whyRefused } from '../../cti-server/src/sip-gate/own-endpoint.ts';
import { callIn, carrier } from '../../fixtures/asterisk/phones.ts';
import { until } from '../../fixtures/until.ts';
import { CUSTOMER, DID, EXTENSION, usePhone } from './phone-hand.ts';
import { openPhoneStage } from './phone-stage.ts';

const hand = usePhone();
const { signIn, ready, state, call, act, turn, soundFlows, answered, reload } = hand;
/** The endpoint speaks nothing that a browser does. */
const GSM_ONLY = `
[${EXTENSION}](+)
allow = !all,gsm
`;

/** Waits until the page waits at a gate. */
function waits(gate: 'microphone' | 'offer'): Promise<boolean> {
  return until(
    () => hand.page.evaluate((name) => window.phoneTest.gates[name].waiting() > 0, gate),
    {
      what: `the page waits at the ${gate}`,
    },
  );
}

describe('the browser phone on a real Asterisk', () => {
  test('a customer rings, is answered, sound flows both ways, the customer hangs up', async () => {
    await signIn();
    await ready();
    const name = 'Анна <img src=x onerror=alert(1)>';
    await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER, callerName: name, talkMs: 3_000 });
    const ringing = await call('ringing');
    expect(ringing).toMatchObject({ direction: 'inbound', remoteNumber: CUSTOMER });
    expect(ringing.remoteName).toBe(name);
    await act('answer', ringing.id);
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

    await turn('mute', id, true);
    expect((await state()).calls[0]).toMatchObject({ muted: true });
    await turn('mute', id, false);

    await turn('hold', id, true);
    await call('held');
    expect(await hand.page.evaluate(() => window.phoneTest.directions())).toEqual(['sendonly']);
    await turn('hold', id, false);
    await call('talking');
    expect(await hand.page.evaluate(() => window.phoneTest.directions())).toEqual(['sendrecv']);
    await soundFlows();

    const open = () => hand.page.evaluate(() => window.phoneTest.openTracks());
    await hand.page.evaluate(() => window.phoneTest.unplug());
    await until(async () => (await open()) === 1, { what: 'another microphone in its place' });
    await soundFlows();

    await act('hangUp', id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
    await until(async () => (await open()) === 0, { what: 'the microphone is let go' });
    expect(await customer.finished).toMatchObject({ ok: true });
  });

  test('tones reach the PBX: its own transfer by #1 and a number takes the call away from us', async () => {
    const { id } = await answered();
    await soundFlows();
    await hand.page.evaluate((one) => window.phoneTest.phone.dtmf(one, '#1'), id);
    await hand.page.evaluate((one) => window.phoneTest.phone.dtmf(one, '101'), id);
    expect(await call('ended', 12_000)).toMatchObject({ endReason: 'remote-hung-up' });
  });

  test('we call out, the ringing tone is ours to play, they answer, we hang up', async () => {
    const outside = await carrier(hand.pbx, { behaviour: 'answer', ringMs: 1_000 });
    await signIn();
    await ready();
    const id = await hand.page.evaluate(() => window.phoneTest.phone.dial('979161112233'));
    await until(async () => (await state()).calls[0]?.ringback, { what: 'it rings there' });
    expect(await call('talking')).toMatchObject({ id, direction: 'outbound', ringback: false });
    await soundFlows();
    await act('hangUp', id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
    await outside.stop();
  });

  test('busy, cancelled by the caller, rejected by us: each says so', async () => {
    const outside = await carrier(hand.pbx, { behaviour: 'busy' });
    await signIn();
    await ready();
    await hand.page.evaluate(() => window.phoneTest.phone.dial('979161112233'));
    expect(await call('ended', 10_000)).toMatchObject({ endReason: 'busy' });
    await outside.stop();
    await until(async () => (await state()).calls.length === 0, { what: 'gone', timeoutMs: 8_000 });

    await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER, cancelAfterMs: 500 });
    expect(await call('ended')).toMatchObject({ endReason: 'cancelled' });
    await until(async () => (await state()).calls.length === 0, { what: 'gone', timeoutMs: 8_000 });

    await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER });
    const { id } = await call('ringing');
    await act('reject', id);
    expect(await call('ended')).toMatchObject({ endReason: 'rejected' });
  });

  test('a second call waits; answering it holds the first; a third hears busy', async () => {
    const { id: first } = await answered();
    await callIn(hand.pbx, { did: DID, callerNumber: '79160000002' });
    const { id: second } = await call('ringing');
    const third = await callIn(hand.pbx, {
      did: DID,
      callerNumber: '79160000003',
      cancelAfterMs: 1_500,
    });
    await act('answer', second);
    await call('held');
    await third.finished;
    const standing = async () => (await state()).calls.map((one) => [one.id, one.state]);
    const both = [
      [first, 'held'],
      [second, 'talking'],
    ];
    expect(await standing()).toEqual(both);
    // P7 both come back as they were
    await reload();
    await until(async () => String(await standing()) === String(both), {
      what: 'both are back',
      timeoutMs: 10_000,
    });
  });

  test('without a microphone nothing is answered or refused behind the user’s back', async () => {
    const deaf = await openPhoneStage({ microphone: false });
    try {
      await signIn({ stage: deaf });
      await ready();
      expect((await state()).microphone).toBe('denied');
      await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER, cancelAfterMs: 2_000 });
      const { id } = await call('ringing');
      const code = await hand.page.evaluate(
        (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
        id,
      );
      expect(code).toBe('no-microphone');
      expect(await call('ringing')).toMatchObject({ id });
      expect(await call('ended')).toMatchObject({ endReason: 'cancelled' });
    } finally {
      await hand.page.evaluate(() => window.phoneTest.phone.stop());
      await deaf.close();
    }
  });

  test('a call that comes in while the microphone opens fills the phone: no second one goes out unseen', async () => {
    const { id } = await answered();
    await hand.page.evaluate(() => window.phoneTest.gates.microphone.shut());
    const dialled = hand.page.evaluate(() =>
      window.phoneTest.codeOf(window.phoneTest.phone.dial('101')),
    );
    await waits('microphone');
    const other = await callIn(hand.pbx, { did: DID, callerNumber: '79160000002' });
    await call('ringing');
    await hand.page.evaluate(() => window.phoneTest.gates.microphone.open());
    expect(await dialled).toBe('too-many-calls');
    expect((await state()).calls.map((one) => one.state)).toEqual(['talking', 'ringing']);
    expect((await state()).calls[0]).toMatchObject({ id });
    await soundFlows();
    expect(await hand.page.evaluate(() => window.phoneTest.openTracks())).toBe(1);
    const sent = await hand.page.evaluate(() => window.phoneTest.frames);
    expect(sent.filter((frame) => frame.startsWith('INVITE sip:101@'))).toEqual([]);
    await other.cancel();
  });

  test('a caller who gives up while the microphone opens leaves it shut', async () => {
    await signIn();
    await ready();
    await until(async () => (await state()).microphone === 'granted', { what: 'granted' });
    const customer = await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER });
    const { id } = await call('ringing');
    await hand.page.evaluate(() => window.phoneTest.gates.microphone.shut());
    const answer = hand.page.evaluate(
      (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
      id,
    );
    await waits('microphone');
    await customer.cancel();
    await call('ended');
    await hand.page.evaluate(() => window.phoneTest.gates.microphone.open());
    expect(await answer).toBe('wrong-state');
    expect(await hand.page.evaluate(() => window.phoneTest.openTracks())).toBe(0);
  });

  test('a caller who gives up while another is put on hold for them gives that one back', async () => {
    const { id: first } = await answered();
    const customer = await callIn(hand.pbx, { did: DID, callerNumber: '79160000002' });
    const { id: second } = await call('ringing');
    await hand.page.evaluate(() => window.phoneTest.gates.offer.shut());
    const answer = hand.page.evaluate(
      (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
      second,
    );
    await waits('offer');
    await customer.cancel();
    await call('ended');
    await hand.page.evaluate(() => window.phoneTest.gates.offer.open());
    expect(await answer).toBe('wrong-state');
    expect(await call('talking')).toMatchObject({ id: first });
    expect(await hand.page.evaluate(() => window.phoneTest.openTracks())).toBe(1);
    await soundFlows();
  });

  test('a page over plain http says that it gets no microphone, and dials nothing', async () => {
    await signIn({ insecure: true });
    await ready();
    expect((await state()).microphone).toBe('insecure');
    expect(
      await hand.page.evaluate(() => window.phoneTest.codeOf(window.phoneTest.phone.dial('101'))),
    ).toBe('insecure-page');
    expect((await state()).calls).toEqual([]);
  });

  test('a phone and a PBX without a sound format in common: said so, whoever calls', async () => {
    const file = join(hand.pbx.runDir, 'etc/pjsip-extensions.conf');
    const before = readFileSync(file, 'utf8');
    appendFileSync(file, GSM_ONLY);
    try {
      await hand.pbx.cli('module reload res_pjsip.so');
      await signIn();
      await ready();
      await hand.page.evaluate(() => window.phoneTest.phone.dial('*43'));
      expect(await call('ended')).toMatchObject({ endReason: 'no-codec' });
      await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER });
      const { id } = await call('ringing');
      await hand.page.evaluate(
        (one) => window.phoneTest.codeOf(window.phoneTest.phone.answer(one)),
        id,
      );
      await until(
        async () => (await state()).calls.find((one) => one.id === id)?.endReason === 'no-codec',
        { what: 'it says why' },
      );
    } finally {
      writeFileSync(file, before);
      await hand.pbx.cli('module reload res_pjsip.so');
    }
  });

  test('a wrong password is said, not hidden', async () => {
    await signIn({ password: 'wrong' });
    await until(async () => (await state()).registration.kind === 'refused', { what: 'refused' });
    expect((await state()).registration).toEqual({ kind: 'refused', reason: 'wrong-password' });
  });

  test('all that it ever says passes the strict gate of the server', () => {
    const methods = hand.said.map((frame) => frame.slice(0, frame.indexOf(' ')));
    for (const method of ['REGISTER', 'OPTIONS', 'INVITE', 'ACK', 'BYE']) {
      expect(methods).toContain(method);
    }
    expect(
      hand.said.map((frame) => whyRefused(frame, EXTENSION)).filter((why) => why !== null),
    ).toEqual([]);
  });
});
