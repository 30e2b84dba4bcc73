import { expect, test, vi } from 'vitest';
import {
  CAPTURED,
  CAPTURED_NUMBERING as numbering,
  createChannelList,
  recordings,
  saidIn,
} from '../../../fixtures/captured-pbx.ts';
import type { CallRecord } from '../contract/index.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

// other programs of the machine may be busy, too
vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 23, 10);

function callsOf(events: readonly PbxEvent[]): Map<string, CallRecord> {
  const tracker = createCallTracker({ pbx: CAPTURED.pbx, numbering });
  const calls = new Map<string, CallRecord>();
  for (const event of events) {
    for (const { call, merged } of tracker.apply(event)) {
      for (const id of merged) calls.delete(id);
      calls.set(call.id, call);
    }
  }
  return calls;
}

const names = recordings().filter((name) => !name.startsWith('twenty'));

/** What a list of channels cannot but say wrong, by recording. */
const MISTAKEN: Readonly<Record<string, readonly string[]>> = {
  // through a channel of the PBX itself nobody can tell whose phone it rings first
  'c2c-local': ['dialled', 'answeredBy', 'forwarded'],
  // in the very moment in which the phone takes it, nobody sees that the mobile rang beside it
  'in-group-mobile': ['forwarded'],
  // the number of whom the PBX rings first is told when it is dialled, that it rang them a moment after
  'callback-abandoned': ['externalNumber', 'e164', 'dialled', 'direction', 'hangup'],
  'callback-answered': ['externalNumber', 'e164', 'dialled', 'direction', 'hangup'],
  // a talk that is older looks like the one that began the call
  'join-older-talk': ['direction', 'from', 'endedAt', 'missing'],
  // which of two customers was joined to the other
  'join-two-customers': ['consultations', 'extra', 'forwarded'],
  // who calls in to a conference is heard there a moment later
  conference: ['extra'],
  // a list does not tell that somebody had answered before the one outside was asked
  'xfer-attended-to-pstn-feature': ['forwarded'],
  'xfer-attended-to-pstn-refer': ['forwarded'],
  // who took the call looks like one who was rung
  'pickup-queue': ['rang'],
  // who took the call out does, too
  'park-retrieve': ['rang', 'answeredBy', 'hangup'],
  // the dialplan has put our number in the place of the customer's
  'xfer-blind-to-pstn': ['externalNumber', 'e164', 'forwarded'],
  // where the phone is now, not what it dialled
  'xfer-internal-blind': ['dialled'],
  // in the very moment in which a phone takes its own place, it is there twice
  'reload-outbound': ['rang', 'answeredBy'],
  // after it, who was called is there longer than who called
  'reload-internal-caller': ['rang', 'answeredBy', 'hangup', 'endedAt', 'from'],
};

test.each(names)('C11 %s: what is told of a call joined at any moment is true', (recording) => {
  const mistaken = MISTAKEN[recording.replace(/-\d\d$/, '')] ?? [];
  const { whole, moments } = heard(recording);
  for (const { snapshot, rest, said } of moments) {
    const joined = callsOf([snapshot, ...rest]);
    const wrong: string[] = [];
    for (const call of whole.values()) {
      const told = joined.get(call.id);
      if (told) wrong.push(...untrueIn(told, call, snapshot.at));
      else if (goesOn(call, snapshot.at)) wrong.push('missing');
    }
    for (const call of joined.values()) if (!isOf(call, whole)) wrong.push('extra');
    expect(
      wrong.filter((field) => !mistaken.includes(field)),
      said,
    ).toEqual([]);
  }
});

/** A recording as a server hears it that is there from the beginning, and every moment at which another may join. */
function heard(recording: string) {
  const list = createChannelList();
  const said = saidIn(recording).map((event) => ({ ...event, at: START + event.at }));
  const events = said.map((event) => translate(event, CAPTURED));
  const moments = said.flatMap((event, index) => {
    list.hear(event);
    const snapshot = list.snapshot(event.at);
    const isMoment = events[index]?.length !== 0 && list.length > 0;
    const rest = events.slice(index + 1).flat();
    return isMoment ? [{ snapshot, rest, said: `after ${event.name}, message ${index}` }] : [];
  });
  return { whole: callsOf(events.flat()), moments };
}

/** A busy PBX takes so long to tell of one act. */
const ACT_MS = 200;

/** At its very end there is nothing left to learn. */
function goesOn({ startedAt, endedAt }: CallRecord, at: number): boolean {
  return Date.parse(startedAt) <= at && Date.parse(endedAt ?? '') > at + ACT_MS;
}

/** That a talk beside a held call belongs to it is known by the hold alone, which nobody saw. */
function isOf(call: CallRecord, whole: ReadonlyMap<string, CallRecord>): boolean {
  return [...whole.values()].some(
    ({ id, linkedIds, consultations }) =>
      id === call.id ||
      (consultations.length > 0 && linkedIds.some((group) => call.linkedIds.includes(group))),
  );
}

/**
 * What is told of a call that was joined at `at` and is not so. What a list does not have is null or left out:
 * who was on the line before, what was transferred, when it was answered; how attempts went that are over, and
 * with them how the call ended where nobody answers it after that.
 */
function untrueIn(told: CallRecord, call: CallRecord, at: number): string[] {
  if (!goesOn(call, at)) return [];
  const isTold = told.answeredAt !== null || isUntouched(call, at);
  return [
    ...(['direction', 'state'] as const).filter((field) => told[field] !== call[field]),
    ...SINGLE.filter((field) => told[field] !== null && json(told[field]) !== json(call[field])),
    ...LISTS.filter((field) => told[field].some((one) => !call[field].includes(one))),
    ...(['disposition', 'hangup'] as const).filter(
      (field) => isTold && json(told[field]) !== json(call[field]),
    ),
    ...(['transfers', 'consultations', 'forwarded'] as const).filter((field) => {
      const there = call[field].map((one) => inShort(one, at));
      return told[field].some((one) => !there.includes(inShort(one, at)));
    }),
    ...untrueTimes(told, call),
  ];
}

const json = (value: unknown) => JSON.stringify(value);
const SINGLE = [
  ...(['externalNumber', 'e164', 'externalName', 'did', 'dialled', 'from', 'queue'] as const),
  ...(['pickedUp', 'conference', 'reason'] as const),
];
const LISTS = ['rang', 'answeredBy', 'handledBy', 'linkedIds'] as const;

/** Nothing of it was over when it was joined. */
function isUntouched({ answeredAt, legs }: CallRecord, at: number): boolean {
  return answeredAt === null && legs.every(({ endedAt }) => Date.parse(endedAt ?? '') > at);
}

type Moved = CallRecord['transfers' | 'consultations' | 'forwarded'][number];

/** One that was told of in the very moment before is taken for a redirect. */
function inShort(one: Moved, at: number): string {
  const isOfMoment = 'at' in one && Math.abs(Date.parse(one.at) - at) < ACT_MS;
  return isOfMoment ? 'sent on' : json(['type' in one ? one.type : null, one.to]);
}

function untrueTimes(told: CallRecord, call: CallRecord): string[] {
  const since = (field: 'startedAt' | 'answeredAt' | 'endedAt') =>
    Date.parse(told[field] ?? '') - Date.parse(call[field] ?? '');
  return [
    // a list has whole seconds, and not the channel that began it where that one is gone
    ...(since('startedAt') < -1 ? ['startedAt'] : []),
    ...(told.answeredAt !== null && !(since('answeredAt') >= 0) ? ['answeredAt'] : []),
    ...(Math.abs(since('endedAt')) < 50 ? [] : ['endedAt']),
  ];
}
