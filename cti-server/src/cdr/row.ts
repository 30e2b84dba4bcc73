/** One row of the PBX's call detail records; a call may have several. Times ms epoch, as the PBX wrote them. */
export interface CdrRow {
  readonly start: number;
  readonly answer: number | null;
  readonly end: number;
  readonly src: string;
  readonly dst: string;
  readonly channel: string;
  /** Empty where nobody was dialled. */
  readonly dstChannel: string;
  readonly lastApp: string;
  readonly lastData: string;
  /** `ANSWERED`, `NO ANSWER`, `BUSY`, `FAILED`, `CONGESTION`. */
  readonly disposition: string;
  readonly uniqueId: string;
  /** Null where the PBX does not write it. */
  readonly linkedId: string | null;
  /** The number that the customer dialled; empty where the PBX does not write it. */
  readonly did: string;
  /** The file of the recording; empty where the PBX does not write it. */
  readonly recordingFile: string;
  /** Where to read on so that this row comes again. */
  readonly place: string;
}

/**
 * What is added to an end that follows from start and duration, s: both are cut to whole seconds, so it lies
 * up to two behind their sum.
 */
export const CUT_S = 1;

/** Times to the second agree when they are not farther apart. */
const AGREE_MS = 60_000;

/** A row by the names of its columns, in lower case. */
export type CdrColumns = Readonly<Record<string, string | number | null | undefined>>;

const text = (value: CdrColumns[string]) => (value == null ? '' : String(value));

/** `2026-11-23 17:45:03` or `…T…Z` as ms epoch, taken for UTC; null for none. */
export function writtenTime(value: CdrColumns[string]): number | null {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(text(value));
  if (!found) return null;
  const ms = Date.parse(`${found[1]}T${found[2]}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * A time as written, where it agrees with the one that follows from a duration; else the latter: the zone
 * changed during the call. Null: that one does not follow.
 */
function agreed(written: number | null, followed: number | null): number | null {
  if (written === null || followed === null) return written ?? followed;
  return Math.abs(written - followed) <= AGREE_MS ? written : followed;
}

/** A duration column in ms; null where the PBX does not write it. */
const lasted = (value: CdrColumns[string]) => (text(value) === '' ? null : Number(value) * 1_000);

/**
 * A row from the columns that a PBX writes (Asterisk's names; `calldate` for `start` as in FreePBX's
 * table, whose answer and end follow from `duration` and `billsec`, in s, and which has `did` and
 * `recordingfile`, too). `place` as the source names it. Null when it lacks the start or the uniqueid:
 * nothing can be found by it.
 */
export function cdrRow(columns: CdrColumns, place: string): CdrRow | null {
  const start = writtenTime(columns.start) ?? writtenTime(columns.calldate);
  const uniqueId = text(columns.uniqueid);
  if (start === null || uniqueId === '') return null;
  const [whole, talked] = [lasted(columns.duration), lasted(columns.billsec)];
  const followed = whole === null ? null : start + whole + CUT_S * 1_000;
  const end = agreed(writtenTime(columns.end), followed) ?? start;
  const disposition = text(columns.disposition).toUpperCase();
  const linkedId = text(columns.linkedid);
  return {
    start,
    answer: agreed(
      writtenTime(columns.answer),
      disposition === 'ANSWERED' && talked !== null ? end - talked : null,
    ),
    end,
    src: text(columns.src),
    dst: text(columns.dst),
    channel: text(columns.channel),
    dstChannel: text(columns.dstchannel),
    lastApp: text(columns.lastapp),
    lastData: text(columns.lastdata),
    disposition,
    uniqueId,
    linkedId: linkedId === '' ? null : linkedId,
    did: text(columns.did),
    recordingFile: text(columns.recordingfile),
    place,
  };
}
