import { expect, test, vi } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import { recordings, saidIn } from '../../../fixtures/captured-pbx.ts';
import { createScriptedPbx } from '../../../fixtures/foreign-streams/words.ts';
import type { CallRecord } from '../contract/index.ts';
import type { AmiEvent } from '../pbx/asterisk-ami/ami-event.ts';
import type { CaptureEntry } from './capture.ts';
import { replayCalls } from './replay-calls.ts';

// other programs of the machine may be busy, too
vi.setConfig({ testTimeout: 60_000 });

/** Most of a stream sets variables of the dialplan, which say nothing here. */
const saidOf = (name: string) => saidIn(name).filter((event) => event.name !== 'VarSet');
const names = recordings(22).filter((name) => !name.startsWith('twenty'));

function captureOf(said: readonly AmiEvent[]): CaptureEntry[] {
  const began = said[0]?.at ?? 0;
  return said.map(({ at, text }) => ({
    t: at - began,
    kind: 'received',
    bytes: Buffer.from(`${text}\r\n\r\n`),
  }));
}

/** The call of all that another one is. */
const sameAmong = (calls: readonly CallRecord[], { linkedIds }: CallRecord) =>
  calls.find((call) => call.linkedIds.some((id) => linkedIds.includes(id)));

test('a capture that begins in the middle of a talk has the talk', () => {
  const pbx = createScriptedPbx();
  pbx.opens();
  const talk = { id: 'talk', type: 'basic', technology: 'simple_bridge', creator: '' };
  const customer = pbx.made('PJSIP/pstn', { number: '79161234567', exten: '101', bridge: talk });
  const phone = pbx.made('PJSIP/101', { of: customer, exten: '', bridge: talk });
  pbx.wait(60_000);
  pbx.hangsUp(phone, customer);
  expect(replayCalls(pbx.entries, REPLAY_SETTINGS)).toMatchObject([
    {
      direction: 'inbound',
      externalNumber: '79161234567',
      did: null,
      handledBy: ['101'],
      disposition: 'answered',
      talkMs: 60_000,
      hangup: { by: 'agent', cause: 16 },
    },
  ]);
});

test('what was ending when a capture begins is no call', () => {
  const pbx = createScriptedPbx();
  const customer = pbx.made('PJSIP/pstn');
  pbx.ends(16, pbx.made('PJSIP/101', { of: customer }), customer);
  expect(replayCalls(pbx.entries, REPLAY_SETTINGS)).toEqual([]);
});

/** What the rest of a recording cannot but say wrong: who placed or sent on the call is gone, or is not yet known. */
const MISTAKEN: Readonly<Record<string, readonly string[]>> = {
  // whom the PBX rings first looks like one who calls
  'callback-abandoned-22': ['direction', 'externalNumber'],
  'callback-answered-22': ['direction'],
  // all that is left is a phone that was picked up and waits
  'in-confirmed-abandoned-22': ['direction'],
  // a talk that is older looks like the one that began the call
  'join-older-talk-22': ['direction'],
  // a colleague is in the conference before the customer is
  'conference-22': ['direction', 'extra'],
  // the dialplan has put our number in the place of the customer's
  'xfer-blind-to-pstn-22': ['externalNumber'],
  // of two calls on lines, a customer's and the one of who asks about it, the older is not known
  'xfer-attended-to-pstn-refer-22': ['direction'],
  // the phone that dialled it is gone, and with it what the prefix was
  'xfer-out-attended-22': ['externalNumber', 'from'],
  'xfer-out-blind-22': ['direction', 'externalNumber', 'from'],
  // a talk beside the call, held before
  'xfer-consultation-cancelled-22': ['direction'],
  'xfer-semi-attended-refer-22': ['direction'],
};

test.each(names)('%s: from whatever moment a capture has it, it is that call', (name) => {
  const said = saidOf(name);
  const whole = replayCalls(captureOf(said), REPLAY_SETTINGS);
  for (let cut = 0; cut < said.length; cut += 11) {
    const wrong = replayCalls(captureOf(said.slice(cut)), REPLAY_SETTINGS).flatMap((call) => {
      const same = sameAmong(whole, call);
      if (!same) return ['extra'];
      if (same.direction !== call.direction) return ['direction'];
      const fields = (['externalNumber', 'from'] as const).filter(
        (field) => call[field] !== null && call[field] !== same[field],
      );
      return fields;
    });
    const mistaken = MISTAKEN[name] ?? [];
    expect(
      wrong.filter((field) => !mistaken.includes(field)),
      `from message ${cut}`,
    ).toEqual([]);
  }
});

/**
 * What the lost line alone would have said: that a call failed at once, why a phone refused, which of two calls
 * on lines is the older.
 */
const ALONE =
  /^(?:in-queue-no-agents|in-unregistered|c2c-agent-rejects|c2c-agent-away|xfer-attended-to-pstn-refer|join-two-customers)/;

test.each(names.filter((name) => !ALONE.test(name)))(
  '%s: the line with which a channel begins may be lost',
  (name) => {
    const said = saidOf(name);
    const told = (calls: readonly CallRecord[]) =>
      calls
        .map(({ direction, externalNumber, disposition, handledBy, from }) =>
          [direction, externalNumber, disposition, handledBy, from].join(' '),
        )
        .sort();
    const whole = told(replayCalls(captureOf(said), REPLAY_SETTINGS));
    for (const [index, { name: event }] of said.entries()) {
      if (event !== 'Newchannel') continue;
      const rest = captureOf(said).toSpliced(index, 1);
      expect(told(replayCalls(rest, REPLAY_SETTINGS)), `without message ${index}`).toEqual(whole);
    }
  },
);
