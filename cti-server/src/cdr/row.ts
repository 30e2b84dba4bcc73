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
}

/** A row by the names of its columns, in lower case. */
export type CdrColumns = Readonly<Record<string, string | number | null | undefined>>;

const text = (value: CdrColumns[string]) => (value == null ? '' : String(value));

/** `2026-11-23 17:45:03` or `…T…Z` as ms epoch, taken for UTC; null for none. */
function time(value: CdrColumns[string]): number | null {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(text(value));
  if (!found) return null;
  const ms = Date.parse(`${found[1]}T${found[2]}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * A row from the columns that a PBX writes (Asterisk's names; `calldate` for `start` as in FreePBX's
 * table, whose answer and end follow from `duration` and `billsec`, in s). Null when it lacks the start
 * or the uniqueid: nothing can be found by it.
 */
export function cdrRow(columns: CdrColumns): CdrRow | null {
  const start = time(columns.start) ?? time(columns.calldate);
  const uniqueId = text(columns.uniqueid);
  if (start === null || uniqueId === '') return null;
  const end = time(columns.end) ?? start + Number(columns.duration ?? 0) * 1_000;
  const talked = Number(columns.billsec ?? 0) * 1_000;
  const linkedId = text(columns.linkedid);
  return {
    start,
    answer: time(columns.answer) ?? (talked > 0 ? end - talked : null),
    end,
    src: text(columns.src),
    dst: text(columns.dst),
    channel: text(columns.channel),
    dstChannel: text(columns.dstchannel),
    lastApp: text(columns.lastapp),
    lastData: text(columns.lastdata),
    disposition: text(columns.disposition).toUpperCase(),
    uniqueId,
    linkedId: linkedId === '' ? null : linkedId,
  };
}
