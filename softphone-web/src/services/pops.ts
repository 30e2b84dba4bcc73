import type { CallView } from '@perezvon/cti-server/contract';
import { ownPart } from './own-part.ts';

/** A card stays this long after the reader's part in the call has ended, ms, unless a note was typed. */
export const POP_STAYS_MS = 60_000;
/** The same where the call only rang at the reader's phone, ms. */
export const MISSED_POP_STAYS_MS = 15_000;

/** One card of a call that reached the reader. Times are ms since the epoch. */
export interface Pop {
  readonly callId: string;
  readonly openedAt: number;
  /** When it goes away by itself; null while the reader has a part in the call, or typed a note. */
  readonly closesAt: number | null;
  /** The reader was in the call. */
  readonly talked: boolean;
  /** A note was typed: only the reader closes it. */
  readonly kept: boolean;
  /** The reader closed it: it does not open again while the call lives. */
  readonly dismissed: boolean;
}

/** What one look at a call tells about its card. */
export interface PopLook {
  readonly call: CallView;
  /** The server asks for the card to open. */
  readonly pop: boolean;
  /** The reader's own extension; null when they have none. */
  readonly extension: string | null;
  /** ms since the epoch. */
  readonly now: number;
}

/** The cards after a call began or changed: newest first. Pure. */
export function lookAtCall(pops: readonly Pop[], look: PopLook): readonly Pop[] {
  const { call, now } = look;
  const before = pops.find((pop) => pop.callId === call.id);
  const mine = look.extension === null ? null : ownPart(call, look.extension);
  if (!before) {
    if (!mine && !look.pop) return pops;
    const closesAt = mine ? null : closing(false, now);
    const opened = { callId: call.id, openedAt: now, closesAt };
    return [{ ...opened, talked: mine === 'talks', kept: false, dismissed: false }, ...pops];
  }
  const talked = before.talked || mine === 'talks';
  const over = !mine && (call.state === 'ended' || before.talked || !look.pop);
  const closesAt = over && !before.kept ? (before.closesAt ?? closing(talked, now)) : null;
  if (talked === before.talked && closesAt === before.closesAt) return pops;
  return pops.map((pop) => (pop === before ? { ...pop, talked, closesAt } : pop));
}

/** The cards to show. */
export function openPops(pops: readonly Pop[]): readonly Pop[] {
  return pops.filter((pop) => !pop.dismissed);
}

/** The reader closed a card. */
export function dismissPop(pops: readonly Pop[], callId: string): readonly Pop[] {
  return pops.map((pop) => (pop.callId === callId ? { ...pop, dismissed: true } : pop));
}

/** The reader types a note: the card stays until they close it. */
export function keepPop(pops: readonly Pop[], callId: string): readonly Pop[] {
  return pops.map((pop) => (pop.callId === callId ? { ...pop, kept: true, closesAt: null } : pop));
}

/** Takes away the cards whose time is over. */
export function sweepPops(pops: readonly Pop[], now: number): readonly Pop[] {
  const left = pops.filter((pop) => pop.closesAt === null || pop.closesAt > now);
  return left.length === pops.length ? pops : left;
}

/** When the next card goes away by itself, ms since the epoch; null when none will. */
export function nextSweep(pops: readonly Pop[]): number | null {
  const times = pops.flatMap((pop) => (pop.closesAt === null ? [] : [pop.closesAt]));
  return times.length === 0 ? null : Math.min(...times);
}

function closing(talked: boolean, now: number): number {
  return now + (talked ? POP_STAYS_MS : MISSED_POP_STAYS_MS);
}
