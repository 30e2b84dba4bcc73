import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  CAPTURED,
  CAPTURED_NUMBERING as numbering,
  createChannelList,
  recordings,
  saidIn,
} from '../../../fixtures/captured-pbx.ts';
import {
  callsIn,
  copyOf,
  emptyLog,
  startOn,
  type TrackedLog,
} from '../../../fixtures/tracked-log.ts';
import type { CallRecord } from '../contract/index.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';

/** `CHAOS_RUNS=1000` for each recording, where there is time. */
const numRuns = Number(process.env['CHAOS_RUNS'] ?? 20);
const START = Date.UTC(2026, 10, 23, 10);

// other programs of the machine may be busy, too
vi.setConfig({ testTimeout: 60_000 });

const startHere = (log: TrackedLog) => startOn(log, { pbx: CAPTURED.pbx, numbering });

interface Moment {
  readonly said: string;
  readonly at: number;
  readonly log: TrackedLog;
  /** What the PBX would list now. */
  readonly snapshot: PbxEvent;
}

/** A recording as a server heard it, with what it had after each event. */
function heard(recording: string) {
  const log = emptyLog();
  const list = createChannelList();
  const hear = startHere(log);
  const events: PbxEvent[] = [];
  const moments: Moment[] = [];
  for (const said of saidIn(recording)) {
    const event = { ...said, at: START + said.at };
    list.hear(event);
    for (const told of translate(event, CAPTURED)) {
      hear([told]);
      events.push(told);
      const snapshot = list.snapshot(event.at);
      moments.push({ said: event.name, at: event.at, log: copyOf(log), snapshot });
    }
  }
  return { events, moments, log };
}

/** A second look ends what the first was not sure of. */
const lookAgain = (snapshot: PbxEvent): PbxEvent =>
  ({ ...snapshot, at: snapshot.at + 1_200, askedAt: snapshot.at + 1_200 }) as PbxEvent;

describe.each(recordings())('%s', (recording) => {
  const { events, moments, log } = heard(recording);
  // it says the same twenty times
  const every = recording.startsWith('twenty') ? 20 : 1;

  test('A02 C11 a server started anew at any moment tells the calls as the one before would have', () => {
    for (const [index, { said, log: before, snapshot }] of moments.entries()) {
      // before the first word of it in the log there is nothing to lose
      if (index % every !== 0 || before.records.size === 0) continue;
      const after = copyOf(before);
      startHere(after)([snapshot, ...events.slice(index + 1)]);
      const told = callsIn(after).map((call) =>
        // a queue that takes nobody is listed for a moment, though it was never joined
        recording.startsWith('in-queue-no-agents') ? { ...call, queue: null } : call,
      );
      expect(told, `after ${said}, event ${index}`).toEqual(callsIn(log));
    }
  });

  test('A02 C11 what the log holds stays, however much is missed', () => {
    const moment = fc.nat(moments.length - 1);
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 60 }), (index, missed) => {
        const { log: before } = moments[index] as Moment;
        const { snapshot } = moments[index + missed] ?? (moments.at(-1) as Moment);
        const after = copyOf(before);
        const rest = events.slice(index + missed + 1);
        startHere(after)([snapshot, lookAgain(snapshot), ...rest]);
        for (const logged of before.records.values()) {
          const { id, linkedIds } = logged;
          const now =
            after.records.get(id) ??
            callsIn(after).find((call) => call.linkedIds.includes(linkedIds[0] ?? ''));
          expect(now?.state, id).toBe('ended');
          if (now?.id === id) expect(lostOf(logged, now, log.records.get(id)), id).toEqual([]);
        }
      }),
      { numRuns },
    );
  });
});

/**
 * What a call's row held and does not hold any more. What the server that heard all says instead is no loss:
 * a click-to-call's phone is there before the number, and parking looks like a transfer at first.
 */
function lostOf(logged: CallRecord, now: CallRecord, uncut: CallRecord | undefined): string[] {
  const json = (value: unknown) => JSON.stringify(value) ?? '';
  const lastDigits = (text: string) => text.replace(/^"\d+(?=\d{10}"$)/, '"');
  const lost: string[] = [];
  const single = [
    ...(['direction', 'externalNumber', 'did', 'dialled', 'from', 'queue', 'startedAt'] as const),
    ...(['answeredAt', 'recording', 'pickedUp', 'endedAt'] as const),
  ];
  for (const field of single) {
    // with or without the outside prefix: a list has only what was dialled
    const [was, is, whole] = [logged, now, uncut].map((call) => lastDigits(json(call?.[field])));
    // the phone that a click-to-call rings comes before the number that it is for
    const isPhone = field === 'dialled' && (was === '"s"' || logged.dialled === logged.rang[0]);
    // a customer who was joined meanwhile looks like one whom we called
    const isJoined = field === 'direction' && was === '"internal"' && is === '"outbound"';
    if (logged[field] !== null && is !== was && is !== whole && !isPhone && !isJoined)
      lost.push(`${field} ${was} → ${is}`);
  }
  for (const field of ['rang', 'answeredBy', 'handledBy', 'linkedIds'] as const)
    if (logged[field].some((one) => !now[field].includes(one))) lost.push(field);
  for (const { from, to } of logged.forwarded)
    if (!now.forwarded.some((one) => one.from === from && one.to === to)) lost.push('forwarded');
  for (const { from, to } of logged.consultations)
    if (!now.consultations.some((one) => one.from === from && one.to === to))
      lost.push('consultations');
  for (const { type, from, at, to } of logged.transfers) {
    const same = now.transfers.find(
      (one) => one.type === type && one.from === from && one.at === at,
    );
    const isPark = now.transfers.some((one) => one.type === 'park' && one.from === from);
    if (!isPark && (!same || (to !== null && same.to !== to))) lost.push('transfers');
  }
  for (const member of logged.conference?.members ?? [])
    if (!now.conference?.members.includes(member)) lost.push('conference');
  if (now.holdMs < logged.holdMs) lost.push('holdMs');
  return lost;
}
