import { expect, test } from 'vitest';
import { CAPTURED, saidIn } from '../../../fixtures/captured-pbx.ts';
import { PLAIN_NUMBERING, TOLD_TALK } from '../../../fixtures/told-talk.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

test('A01 C6 who hangs up has left then, however long the PBX keeps the channel (a conference says goodbye)', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering: PLAIN_NUMBERING });
  const said = [
    ...TOLD_TALK,
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
  const tracker = createCallTracker({ pbx: CAPTURED.pbx, numbering: PLAIN_NUMBERING });
  const told = saidIn('out-answered-22').flatMap((event) => {
    const fields = event.name === 'HangupRequest' ? { ...event.fields, cause: '58' } : event.fields;
    return translate({ ...event, fields }, CAPTURED).flatMap((one) => tracker.apply(one));
  });
  expect(told.at(-1)?.call.hangup).toEqual({ by: 'agent', cause: 58 });
});
