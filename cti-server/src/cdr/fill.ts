import { setImmediate as breath } from 'node:timers/promises';
import type { LoggedCall } from '../call-log/entry.ts';
import { nameOf } from '../calls/model.ts';
import type { CallRecord, Caller } from '../contract/index.ts';
import { numberOf } from './compare.ts';
import { askedAbout, withConsultation } from './consultation.ts';
import { filledIn, isCalled } from './filled-in.ts';
import { type CdrCall, hasBeginning, tellsBeginning, TOGETHER_MS } from './group.ts';
import { CdrError } from './source.ts';
import { type CdrNumbering, FROM_CDR, reconstruct } from './reconstruct.ts';

/** The log as far as records are put into it. */
export interface FillLog {
  /** Calls of a PBX that began between these times (ms epoch), any order. */
  startedBetween(pbx: string, from: number, to: number): LoggedCall[];
  find(callId: string): LoggedCall | null;
  /** The newest calls of all PBXs. */
  newest(limit: number): readonly LoggedCall[];
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
  /** What began before is not kept, so it is not filled in either; ms epoch. */
  readonly keptSince: () => number;
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

/** The log's calls, each by its own id and every id of its channels; a PBX may use an id again. */
export type Logged = Map<string, LoggedCall[]>;

function note(logged: Logged, call: LoggedCall): void {
  for (const id of new Set([...call.record.linkedIds, call.record.id])) {
    const calls = logged.get(id);
    if (calls) calls.push(call);
    else logged.set(id, [call]);
  }
}

/**
 * The calls that records between these times (ms epoch) may be of. A call is found by any id, since a
 * consultation is told by rows of its own. Read by the hour, so that pops go on meanwhile.
 */
export async function loggedBetween(from: number, to: number, parts: FillParts): Promise<Logged> {
  const { log, numbering } = parts;
  await allWritten(log);
  const found: Logged = new Map();
  const last = to + APART_MS;
  for (let hour = from - LONGEST_CALL_MS; hour <= last; hour += HOUR_MS) {
    const until = Math.min(hour + HOUR_MS, last + 1);
    for (const call of log.startedBetween(numbering.pbx, hour, until)) note(found, call);
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
    throw new CdrError({
      ru: 'Звонки ждут записи в журнал; записи АТС будут прочитаны, когда он их получит.',
      en: 'Calls wait to be written to the log; the records are read when it has them.',
    });
}

/**
 * The call that records tell of, or that they tell a consultation of; null when the log lacks it. Of those with its
 * ids it is the one at the same time; whatever the clocks say, it is that of a channel whose uniqueid tells when it
 * began, and so do the records.
 */
export function loggedCall(
  told: CdrCall,
  logged: Logged,
  { log, numbering }: FillParts,
): LoggedCall | null {
  const own = [...told.ids].map((id) => nameOf(numbering, id));
  const found = [...told.ids, ...own].flatMap((id) => logged.get(id) ?? []);
  const others = found.length > 0 ? found : own.flatMap((id) => log.find(id) ?? []);
  const [nearest] = [...new Set(others)]
    .filter(({ pbx }) => pbx === numbering.pbx)
    .sort((a, b) => apart(a, told) - apart(b, told));
  const isIt = nearest && (apart(nearest, told) <= TOGETHER_MS || tellsBeginning(told));
  return isIt ? nearest : askedAbout(reconstruct(told, numbering), each(logged));
}

function* each(logged: Logged): Iterable<LoggedCall> {
  for (const calls of logged.values()) yield* calls;
}

/** How long after the end of one of them the other began, ms; 0 when they were at the same time. */
function apart({ record }: LoggedCall, { startedAt, endedAt }: CdrCall): number {
  const ended = record.endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(record.endedAt);
  return Math.max(0, startedAt - ended, Date.parse(record.startedAt) - endedAt);
}

/** L2 The id of a call that nobody saw: its group's, or where another call has that one, with its start. */
function freeId(
  { id, startedAt }: CallRecord,
  { log, logged }: { log: FillLog; logged: Logged },
): string {
  const isTaken = logged.has(id) || log.find(id) !== null;
  return isTaken ? `${id}~${Date.parse(startedAt).toString(36)}` : id;
}

/**
 * R1, R2 Puts a call into the log that is not there, or gives one that was not all seen what is missing;
 * leaves all others alone, so that a second time changes nothing. Gives what it did; `open`: by the log the
 * call goes on, and only its end decides.
 */
export function fill(
  told: CdrCall,
  { found, logged }: { found: LoggedCall | null; logged: Logged },
  parts: FillParts,
): 'added' | 'filled' | 'known' | 'open' {
  const { log, numbering, now } = parts;
  const { pbx } = numbering;
  const record = reconstruct(told, numbering);
  if (found && found.record.endedAt === null) return 'open';
  if (found && isErased(found)) return 'known';
  const isPart = found !== null && isPartOf(found, record);
  if (!found || isPart) {
    if (told.startedAt < parts.keptSince()) return 'known';
    const added = { ...record, id: freeId(record, { log, logged }) };
    const merged = isPart ? [found.record.id] : [];
    const beside = { pbx, caller: parts.identify(added), complete: false, merged };
    log.append({ at: now(), record: added, ...beside });
    note(logged, { record: added, ...beside, recordingId: null, note: '', outcome: null });
    return 'added';
  }
  const filled =
    withConsultation(found, record) ?? filledIn(found, { record, whole: hasBeginning(told) });
  if (!filled) return 'known';
  const isOther = filled.externalNumber !== found.record.externalNumber;
  log.append({
    at: now(),
    pbx,
    record: filled,
    caller: isOther ? parts.identify(filled) : found.caller,
    complete: false,
    merged: [],
  });
  return 'filled';
}

/**
 * R1 Of a customer's call, which nobody saw, the log has what a colleague's own phone did in it: they came into its
 * conference, say. The records join the two, and so does the log.
 */
function isPartOf({ record: seen, complete }: LoggedCall, told: CallRecord): boolean {
  return !complete && numberOf(seen) === null && numberOf(told) !== null && !isCalled(seen, told);
}

/** L11 Whose call it was is erased: the records, which still know, say nothing of it. */
export function isErased({ caller }: Pick<LoggedCall, 'caller'>): boolean {
  return caller.kind === 'erased';
}

/** Whether a call is in the log only by way of records. */
export function isFromRecords({ record }: LoggedCall): boolean {
  return record.reason === FROM_CDR;
}
