import { expect, test } from 'vitest';
import { actionsFor } from './call-acts.ts';
import { checkAction } from './encode.ts';

const channel = 'PJSIP/101-0000001f';

test.each([
  [
    { act: 'transfer', channel, to: '102' },
    [{ action: 'BlindTransfer', channel, context: 'click-to-call', exten: '102' }],
  ],
  [
    { act: 'consult', channel, to: '979161112233' },
    [{ action: 'Atxfer', channel, context: 'click-to-call', exten: '979161112233' }],
  ],
  [{ act: 'complete', channel }, [{ action: 'Hangup', channel }]],
  [{ act: 'cancel', channel }, [{ action: 'CancelAtxfer', channel }]],
  [
    { act: 'pause-recording', channel },
    [{ action: 'MixMonitorMute', channel, direction: 'both', state: '1' }],
  ],
  [
    { act: 'resume-recording', channel },
    [{ action: 'MixMonitorMute', channel, direction: 'both', state: '0' }],
  ],
  [
    { act: 'tones', channel, tones: '5#' },
    [
      { action: 'PlayDTMF', channel, digit: '5' },
      { action: 'PlayDTMF', channel, digit: '#' },
    ],
  ],
] as const)('F02 %j: actions of ours, each of the allowed form', (act, actions) => {
  expect(actionsFor(act, 'click-to-call')).toEqual(actions);
  for (const action of actions) expect(() => checkAction(action)).not.toThrow();
});

test('F02 a transfer to dialplan code is not sent', () => {
  const [action = { action: '' }] = actionsFor(
    { act: 'transfer', channel, to: '500&PJSIP/101' },
    'click-to-call',
  );
  expect(() => checkAction(action)).toThrow('exten is not of the allowed form');
});
