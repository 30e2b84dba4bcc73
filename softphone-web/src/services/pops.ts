import { type CallView, wasMissed } from '@perezvon/cti-server/contract';
import { type OwnPart, ownPart } from './own-part.ts';

/** A card stays this long after the reader's part in the call has ended, ms, unless a note was typed. */
export const POP_STAYS_MS = 60_000;
/** The same where the call only rang at the reader's phone, ms; a missed call's shrinks then. */
export const MISSED_POP_STAYS_MS = 15_000;
/** So many missed calls stay on the screen, the newest; all are in the list of calls. */
export const MOST_MISSED = 5;

/** One card of a call that reached the reader. Times are ms since the epoch. */
export interface Pop {
  readonly callId: string;
  /** Of the other party, as best known; null when withheld. */
  readonly number: string | null;
  readonly openedAt: number;
  /** When it goes away, or shrinks, by itself; null while the reader has a part in the call, or typed a note. */
  readonly closesAt: number | null;
  /** The reader was in the call. */
  readonly talked: boolean;
  /** The reader is in the call no more: it is over, or it was sent on. */
  readonly over: boolean;
  /** A note was typed: only the reader closes it. */
  readonly kept: boolean;
  /** Nobody took the call, nor refused it here: the reader closes it, or calls back. */
  readonly missed: boolean;
  /** Of a missed call: a line is left of the card. */
  readonly shrunk: boolean;
  /** The reader closed it: it does not open again while the call lives. */
  readonly dismissed: boolean;
}

/** What one look at a call tells about its card. */
export interface PopLook {
  readonly call: CallView;
  /** The server asks for the card to open. */
  readonly pop: boolean;
  /** Which of the reader's extensions it is at; null for none. */
  readonly extension: string | null;
  /** ms since the epoch. */
  readonly now: number;
}

/** The cards after a call began or changed: newest first. Pure. */
export function lookAtCall(pops: readonly Pop[], look: PopLook): readonly Pop[] {
  const { call, extension } = look;
  const mine = extension === null ? null : ownPart(call, extension);
  return calledBack(withCardOf(pops, look, mine), call, mine);
}

function withCardOf(
  pops: readonly Pop[],
  { call, pop, extension, now }: PopLook,
  mine: OwnPart | null,
): readonly Pop[] {
  const before = pops.find((one) => one.callId === call.id);
  if (!before) {
    if (!mine && !pop) return pops;
    const closesAt = mine ? null : closing(false, now);
    const opened = { callId: call.id, number: numberOf(call), openedAt: now, closesAt };
    const fresh = { kept: false, missed: false, shrunk: false, dismissed: false };
    return [{ ...opened, talked: mine === 'talks', over: false, ...fresh }, ...pops];
  }
  const talked = before.talked || mine === 'talks';
  const missed = wasMissed(call) && call.state === 'ended' && !hasRejected(call, extension);
  const over = !mine && (call.state === 'ended' || before.talked || !pop);
  const stays = before.kept || (missed && before.shrunk);
  const closesAt = over && !stays ? (before.closesAt ?? closing(talked, now)) : null;
  // who closed the card and gets the call back sees it again
  const dismissed = before.dismissed && !(before.over && mine);
  const after = { ...before, number: numberOf(call), talked, over, missed, closesAt, dismissed };
  if (isSame(before, after)) return pops;
  return pops.map((one) => (one === before ? after : one));
}

function isSame(one: Pop, other: Pop): boolean {
  return (
    one.number === other.number &&
    one.talked === other.talked &&
    one.over === other.over &&
    one.dismissed === other.dismissed &&
    one.missed === other.missed &&
    one.closesAt === other.closesAt
  );
}

/** The reader calls somebody whose call was missed, or talks with them: that card has done its work. */
function calledBack(pops: readonly Pop[], call: CallView, mine: OwnPart | null): readonly Pop[] {
  const number = numberOf(call);
  if (number === null || !(mine === 'dials' || mine === 'talks')) return pops;
  const isDone = (pop: Pop) => pop.missed && pop.number === number && pop.callId !== call.id;
  const left = pops.filter((pop) => !isDone(pop));
  return left.length === pops.length ? pops : left;
}

function numberOf(call: CallView): string | null {
  return call.direction === 'internal' ? null : (call.e164 ?? call.externalNumber ?? call.dialled);
}

function hasRejected(call: CallView, extension: string | null): boolean {
  return call.legs.some(({ party, result }) => party === extension && result === 'rejected');
}

/** The line of a call that was missed before. */
export function missedPop(call: CallView): Pop {
  const openedAt = Date.parse(call.startedAt);
  const gone = { closesAt: null, talked: false, over: true, kept: false, dismissed: false };
  return { callId: call.id, number: numberOf(call), openedAt, ...gone, missed: true, shrunk: true };
}

/** The card of a call that was over before a reload: it has its time anew. */
export function wrapUpPop(call: CallView, now: number): Pop {
  const fresh = { kept: false, missed: false, shrunk: false, dismissed: false };
  const times = { openedAt: Date.parse(call.startedAt), closesAt: closing(true, now) };
  return { callId: call.id, number: numberOf(call), ...times, talked: true, over: true, ...fresh };
}

/** The cards to show: what is left of missed calls comes last. */
export function openPops(pops: readonly Pop[]): readonly Pop[] {
  const open = pops.filter((pop) => !pop.dismissed);
  return [...open.filter((pop) => !pop.shrunk), ...open.filter((pop) => pop.shrunk)];
}

/** The reader closed a card. */
export function dismissPop(pops: readonly Pop[], callId: string): readonly Pop[] {
  return pops.map((pop) => (pop.callId === callId ? { ...pop, dismissed: true } : pop));
}

/** The reader types a note: the card stays until they close it. */
export function keepPop(pops: readonly Pop[], callId: string): readonly Pop[] {
  return pops.map((pop) => (pop.callId === callId ? { ...pop, kept: true, closesAt: null } : pop));
}

/** Takes away the cards whose time is over; those of missed calls shrink, the oldest of too many go. */
export function sweepPops(pops: readonly Pop[], now: number): readonly Pop[] {
  const isOver = (pop: Pop) => pop.closesAt !== null && pop.closesAt <= now;
  if (!pops.some(isOver)) return pops;
  const left = pops
    .filter((pop) => !isOver(pop) || (pop.missed && !pop.dismissed))
    .map((pop) => (isOver(pop) ? { ...pop, shrunk: true, closesAt: null } : pop));
  const shrunk = left.filter((pop) => pop.shrunk && !pop.dismissed);
  const tooMany = new Set(shrunk.slice(MOST_MISSED));
  return left.filter((pop) => !tooMany.has(pop));
}

/** When the next card goes away or shrinks by itself, ms since the epoch; null when none will. */
export function nextSweep(pops: readonly Pop[]): number | null {
  const times = pops.flatMap((pop) => (pop.closesAt === null ? [] : [pop.closesAt]));
  return times.length === 0 ? null : Math.min(...times);
}

function closing(talked: boolean, now: number): number {
  return now + (talked ? POP_STAYS_MS : MISSED_POP_STAYS_MS);
}
