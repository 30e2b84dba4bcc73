import { expect, test } from 'vitest';
import { CAPTURED, saidIn } from '../../../fixtures/captured-pbx.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

const numbering = {
  outsidePrefix: '9',
  isExtension: (digits: string) => /^\d{3}$/.test(digits),
  toE164: () => null,
};

test('A01 C6 who hangs up has left then, however long the PBX keeps the channel (a conference says goodbye)', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const facts = { isWithheld: false, callerName: null, isCalling: false, group: '1' };
  const customer = { channel: '1', name: 'PJSIP/pstn-1', party: { kind: 'trunk', name: 'pstn' } };
  const agent = { channel: '2', name: 'PJSIP/101-2', party: { kind: 'extension', number: '101' } };
  const said = [
    { at: 0, kind: 'channel', ...facts, ...customer, number: '79161234567', dialled: '101' },
    { at: 10, kind: 'channel', ...facts, ...agent, number: null, dialled: null },
    { at: 10, kind: 'dial', from: '1', to: '2', digits: '101' },
    ...['1', '2'].flatMap((channel) => [
      { at: 2_000, kind: 'up', channel, group: '1' },
      { at: 2_000, kind: 'bridge-enter', channel, group: '1', bridge: 'b', use: 'talk' },
    ]),
    { at: 9_000, kind: 'hangup-request', channel: '1', group: '1' },
    { at: 10_150, kind: 'hangup', channel: '2', group: '1', cause: 16 },
    { at: 10_160, kind: 'hangup', channel: '1', group: '1', cause: 16 },
  ];
  const changes = said.flatMap((one) => tracker.apply({ pbx: 'p', ...one } as PbxEvent));
  expect(changes.at(-1)?.call).toMatchObject({
    endedAt: new Date(9_000).toISOString(),
    talkMs: 7_000,
    hangup: { by: 'caller' },
  });
});

test('C8 a phone that breaks off with a reason, the sound did not come about say, is told with that reason', () => {
  const tracker = createCallTracker({ pbx: CAPTURED.pbx, numbering });
  const told = saidIn('out-answered-22').flatMap((event) => {
    const fields = event.name === 'HangupRequest' ? { ...event.fields, cause: '58' } : event.fields;
    return translate({ ...event, fields }, CAPTURED).flatMap((one) => tracker.apply(one));
  });
  expect(told.at(-1)?.call.hangup).toEqual({ by: 'agent', cause: 58 });
});
