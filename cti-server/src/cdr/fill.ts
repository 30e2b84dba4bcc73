import { setImmediate as breath } from 'node:timers/promises';
import type { LoggedCall } from '../call-log/entry.ts';
import type { CallRecord, Caller, Leg } from '../contract/index.ts';
import { numberOf } from './compare.ts';
import { type CdrCall, hasBeginning } from './group.ts';
import { CdrError } from './source.ts';
import { callId, type CdrNumbering, FROM_CDR, reconstruct } from './reconstruct.ts';

/** The log as far as records are put into it. */
export interface FillLog {
  /** Calls of a PBX that began between these times (ms epoch), any order. */
  startedBetween(pbx: string, from: number, to: number): LoggedCall[];
  find(callId: string): LoggedCall | null;
  /** Changes that are not on the disk yet. */
  waiting(): number;
  /** Calls `task` when none is on its way there; at once where none can be. */
  atRest(task: () => void): void;
  append(change: {
    at: number;
    pbx: string;
    record: CallRecord;
    caller: Caller;
    complete: boolean;
    merged: readonly string[];
  }): void;
}

/** What filling needs of the rest. */
export interface FillParts {
  readonly numbering: CdrNumbering;
  readonly log: FillLog;
  readonly identify: (call: CallRecord) => Caller;
  readonly now: () => number;
}

/** A held call may be that old when somebody is asked about it. */
const LONGEST_CALL_MS = 6 * 3_600_000;
/** Records are to the second, and of the PBX's own clock. */
const APART_MS = 600_000;
const HOUR_MS = 3_600_000;
/** So many batches of the log are waited for, where it can write at all. */
const TURNS = 50;
/** After so many calls the loop is let go on. */
export const AT_A_TIME = 20;
/** The reason of a call whose end was told by records. */
const END_FROM_CDR = 'end-from-cdr';
/** The reason of a call whose beginning or answer nobody saw, told by records. */
const COMPLETED_FROM_CDR = 'completed-from-cdr';

/** The log's calls by their own ids and every id of their channels. */
export type Logged = ReadonlyMap<string, LoggedCall>;

/**
 * The calls that records between these times (ms epoch) may be of. A call is found by any id, since a
 * consultation is told by rows of its own. Read by the hour, so that pops go on meanwhile.
 */
export async function loggedBetween(from: number, to: number, parts: FillParts): Promise<Logged> {
  const { log, numbering } = parts;
  await allWritten(log);
  const found = new Map<string, LoggedCall>();
  const last = to + APART_MS;
  for (let hour = from - LONGEST_CALL_MS; hour <= last; hour += HOUR_MS) {
    const until = Math.min(hour + HOUR_MS, last + 1);
    for (const call of log.startedBetween(numbering.pbx, hour, until)) {
      for (const id of [...call.record.linkedIds, call.record.id]) found.set(id, call);
    }
    await breath();
  }
  return found;
}

/**
 * Resolves when the log has all that it was told: what was seen and waits to be written would else be taken
 * for missing, and be overwritten later. Throws `CdrError` where it can't write.
 */
export async function allWritten(log: FillLog): Promise<void> {
  for (let turn = 0; turn < TURNS && log.waiting() > 0; turn += 1) {
    await breath();
    await new Promise<void>((resolve) => log.atRest(resolve));
  }
  if (log.waiting() > 0)
    throw new CdrError(
      'Calls wait to be written to the log; the records are read when it has them.',
    );
}

/** The call that records tell of, whenever it was; null when the log lacks it. */
export function loggedCall(
  told: CdrCall,
  logged: Logged,
  { log, numbering }: FillParts,
): LoggedCall | null {
  const own = [...told.ids].map((id) => callId(numbering.pbx, id));
  for (const id of [...told.ids, ...own]) {
    const call = logged.get(id);
    if (call) return call;
  }
  return own.reduce<LoggedCall | null>((found, id) => found ?? log.find(id), null);
}

/**
 * R1, R2 Puts a call into the log that is not there, or gives one that was not all seen what is missing;
 * leaves all others alone, so that a second time changes nothing. Gives what it did; `open`: by the log the
 * call goes on, and only its end decides.
 */
export function fill(
  told: CdrCall,
  logged: LoggedCall | null,
  parts: FillParts,
): 'added' | 'filled' | 'known' | 'open' {
  const { log, numbering, now } = parts;
  const { pbx } = numbering;
  const record = reconstruct(told, numbering);
  if (!logged) {
    log.append({
      at: now(),
      pbx,
      record,
      caller: parts.identify(record),
      complete: false,
      merged: [],
    });
    return 'added';
  }
  if (logged.record.endedAt === null) return 'open';
  const filled = filledIn(logged, { record, whole: hasBeginning(told) });
  if (!filled) return 'known';
  const isOther = filled.externalNumber !== logged.record.externalNumber;
  log.append({
    at: now(),
    pbx,
    record: filled,
    caller: isOther ? parts.identify(filled) : logged.caller,
    complete: false,
    merged: [],
  });
  return 'filled';
}

/**
 * R2 What the records add to a call that was not all seen; null when nothing. Direction and number are in
 * its first record, and only there.
 */
function filledIn(
  { record: seen, complete }: LoggedCall,
  { record: told, whole }: { record: CallRecord; whole: boolean },
): CallRecord | null {
  if (seen.reason === 'end-not-seen') return withEnd(seen, told);
  // records of a consultation are found with its customer's call, and tell of themselves
  if (complete || seen.endedAt === null || seen.id !== told.id) return null;
  const wrongSide =
    whole && (seen.direction !== told.direction || numberOf(seen) !== numberOf(told));
  const unseenAnswer = seen.answeredAt === null && told.answeredAt !== null;
  if (!wrongSide && !unseenAnswer) return null;
  const rest = unseenAnswer ? withEnd(seen, told) : seen;
  const { direction, externalNumber, e164, did, dialled, from } = told;
  return {
    ...rest,
    ...(wrongSide ? { direction, externalNumber, e164, did, dialled, from } : {}),
    reason: COMPLETED_FROM_CDR,
  };
}

/** R2 What was seen stays; the records give the end, and who answered where nobody saw that. */
function withEnd(seen: CallRecord, told: CallRecord): CallRecord {
  const answeredAt = seen.answeredAt ?? told.answeredAt;
  const endedAt = told.endedAt ?? seen.endedAt;
  const [start, answer, end] = [seen.startedAt, answeredAt ?? endedAt, endedAt].map((time) =>
    Date.parse(time ?? ''),
  );
  const both = (one: readonly string[], other: readonly string[]) => [
    ...new Set([...one, ...other]),
  ];
  return {
    ...seen,
    answeredAt,
    endedAt,
    legs: seen.legs.map((leg) => legWithEnd(leg, told.legs)),
    disposition: answeredAt === null ? told.disposition : 'answered',
    answeredBy: both(seen.answeredBy, told.answeredBy),
    handledBy: both(seen.handledBy, told.handledBy),
    waitMs: Math.max(0, (answer ?? 0) - (start ?? 0)),
    talkMs: answeredAt === null ? 0 : Math.max(0, (end ?? 0) - (answer ?? 0)),
    reason: END_FROM_CDR,
  };
}

function legWithEnd(leg: Leg, told: readonly Leg[]): Leg {
  if (leg.result !== null) return leg;
  const same = told.find(({ party, kind }) => party === leg.party && kind === leg.kind);
  const answeredAt = leg.answeredAt ?? same?.answeredAt ?? null;
  return {
    ...leg,
    answeredAt,
    endedAt: same?.endedAt ?? leg.endedAt,
    result: answeredAt === null ? (same?.result ?? null) : 'answered',
  };
}

/** Whether a call is in the log only by way of records. */
export function isFromRecords({ record }: LoggedCall): boolean {
  return record.reason === FROM_CDR;
}
