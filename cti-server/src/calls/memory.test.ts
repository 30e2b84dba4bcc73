import { expect, test } from 'vitest';
import type { PbxEvent } from '../pbx/event.ts';
import { SHAPE } from './memory.ts';
import { createCallTracker } from './tracker.ts';

const numbering = { outsidePrefix: '9', isExtension: () => true, toE164: () => null };
const trunk = { kind: 'trunk', name: 'pstn' } as const;
const none = { number: null, callerName: null, dialled: null, isWithheld: false };
const common = { pbx: 'p', at: 1, name: 'n', ...none };
const rung: PbxEvent[] = [
  { ...common, kind: 'channel', channel: '1', group: '1', party: trunk, isCalling: false },
  {
    ...common,
    kind: 'channel',
    channel: '2',
    group: '1',
    isCalling: false,
    party: { kind: 'extension', number: '101' },
  },
  { kind: 'dial', pbx: 'p', at: 2, from: '1', to: '2', digits: null },
];

function remembered(): string {
  const tracker = createCallTracker({ pbx: 'p', numbering });
  const changes = rung.flatMap((event) => tracker.apply(event));
  return changes.at(-1)?.memory() ?? '';
}

test('C11 whoever adds to what is remembered, or takes from it, raises SHAPE and these', () => {
  const { shape, ...parts } = JSON.parse(remembered());
  const keys = (one: object) => Object.keys(one).sort().join(' ');
  expect({
    shape,
    call: keys(parts.call),
    channel: keys(parts.channels[0]),
    leg: keys(parts.legs[0]),
  }).toEqual({
    shape: SHAPE,
    call: 'answeredAt askedAt cause channels complete conferees endedAt first gaveUp groups handledBy heir heldSince holdMs holders id inQueue isFax isReal loose merged originNumber originated pauses pbx pickedUp queue reason recordingName recordings requestedBy startedAt transfers voicemail',
    channel:
      'bridge callerName dialled group hungUpAt hungUpCause id isCalling isInPool isRecorderMuted isWithheld leg name number outcome pair party place',
    leg: 'answeredAt begunAt cause channel digits endedAt forwardedTo isJoined kind own party rangAt result spokeAt status',
  });
});

test('C11 what another version remembered is left out, and said so', () => {
  const other = remembered().replace(`"shape":${SHAPE}`, '"shape":0');
  const tracker = createCallTracker({ pbx: 'p', numbering, memories: [other, remembered()] });
  expect(tracker.open(3)).toHaveLength(1);
  expect([...tracker.ignored]).toEqual([['memory-of-other-version', 1]]);
});
