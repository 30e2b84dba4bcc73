import { describe, expect, test } from 'vitest';
import { whyRefused } from '../../cti-server/src/sip-gate/own-endpoint.ts';
import { callIn } from '../../fixtures/asterisk/phones.ts';
import { until } from '../../fixtures/until.ts';
import { CUSTOMER, DID, EXTENSION, usePhone } from './phone-hand.ts';

// The way between page and PBX breaks, or the page itself goes: a call that is talked in goes on.

const hand = usePhone();
const { signIn, ready, state, call, act, turn, soundFlows, answered, reload } = hand;

async function ownChannels(): Promise<string[]> {
  const lines = (await hand.pbx.cli('core show channels concise')).split('\n');
  return lines.filter((line) => line.startsWith(`PJSIP/${EXTENSION}-`));
}

describe('a call of the browser phone goes on', () => {
  test('D05 a socket cut in a call is repaired, and the call goes on', async () => {
    const { id } = await answered();
    await soundFlows();
    hand.way.cut();
    await until(async () => (await state()).registration.kind === 'lost', { what: 'lost' });
    await soundFlows();
    await ready();
    expect(await call('talking')).toMatchObject({ id });
    // A BYE of the PBX reaches us: it knows the new way.
    await until(
      async () => {
        const [channel] = await ownChannels();
        if (channel) await hand.pbx.cli(`channel request hangup ${channel.split('!')[0]}`);
        return (await state()).calls[0]?.state === 'ended';
      },
      { what: 'the hang-up to reach the page' },
    );
  });

  test('D05 a half-open socket is noticed by the ping, and repaired once the way is back', async () => {
    const { id } = await answered();
    hand.way.freeze();
    await until(async () => (await state()).registration.kind === 'lost', {
      what: 'the dead socket to be noticed',
      timeoutMs: 12_000,
    });
    await soundFlows();
    hand.way.mend();
    await until(async () => (await state()).registration.kind === 'ready', {
      what: 'registered again',
      timeoutMs: 20_000,
    });
    await turn('hold', id, true);
    await call('held');
    await act('hangUp', id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
  });

  test('P7 a page that is loaded anew in a call comes back to it, muted as it was, and takes the hang-up', async () => {
    const { id } = await answered();
    await soundFlows();
    await turn('mute', id, true);
    const { answeredAt, startedAt } = await call('talking');
    await reload();
    expect(await call('talking', 10_000)).toMatchObject({ id, answeredAt, startedAt });
    await until(async () => (await state()).calls[0]?.muted, { what: 'it is muted again' });
    await turn('mute', id, false);
    await soundFlows();
    // that is to be said where nobody comes back: of the former dialog
    const left = hand.stage.farewells.at(-1);
    expect(left).toMatchObject({ when: 'later', farewells: [expect.stringMatching(/^BYE sip:/)] });
    expect(left?.farewells.map((one) => whyRefused(one, EXTENSION))).toEqual([null]);

    await turn('hold', id, true);
    await call('held');
    await reload();
    expect(await call('held', 10_000)).toMatchObject({ id });
    await turn('hold', id, false);
    await soundFlows();
    await until(async () => (await ownChannels()).length === 1, { what: 'one channel is ours' });
    await act('hangUp', id);
    expect(await call('ended')).toMatchObject({ endReason: 'hung-up' });
  });

  test('P7 a call that ended while the page was away is said not to have come back', async () => {
    const { id } = await answered();
    await soundFlows();
    await hand.page.goto('about:blank');
    await hand.pbx.cli('channel request hangup all');
    await until(async () => (await ownChannels()).length === 0, { what: 'the PBX has no call' });
    await hand.page.goBack();
    expect(await call('ended', 10_000)).toMatchObject({ id, endReason: 'not-returned' });
    await until(() => hand.stage.farewells.at(-1)?.when === 'now', { what: 'nobody is kept' });
  });

  test('D05 two tabs: one registration; a call shows in both, is answered in the second, and outlives the first', async () => {
    await signIn();
    await ready();
    const owner = hand.page;
    await signIn();
    await until(async () => (await state()).registration.kind === 'elsewhere', { what: 'shown' });
    await callIn(hand.pbx, { did: DID, callerNumber: CUSTOMER });
    const { id } = await call('ringing');
    await act('answer', id);
    await call('talking');
    expect(await owner.evaluate(() => window.phoneTest.phone.state().calls[0]?.state)).toBe(
      'talking',
    );
    const contacts = await hand.pbx.cli('pjsip show contacts');
    expect(contacts.match(new RegExp(`${EXTENSION}/sip:`, 'g'))).toHaveLength(1);
    const closedAt = performance.now();
    await owner.close({ runBeforeUnload: true });
    await ready();
    expect(performance.now() - closedAt).toBeLessThan(2_000);
    // the call itself is taken on here
    expect(await call('talking', 10_000)).toMatchObject({ id });
    await soundFlows();
  });

  test('all that it ever says passes the strict gate of the server', () => {
    const methods = hand.said.map((frame) => frame.slice(0, frame.indexOf(' ')));
    for (const method of ['REGISTER', 'INVITE', 'ACK', 'BYE']) {
      expect(methods).toContain(method);
    }
    expect(
      hand.said.map((frame) => whyRefused(frame, EXTENSION)).filter((why) => why !== null),
    ).toEqual([]);
  });
});
