import { endpointOf } from '../pbx/channel-name.ts';
import { isEchoChannel } from '../pbx/echo-channel.ts';
import type { CdrRow } from './row.ts';

/** The rows of one call, oldest first, their times in UTC. */
export interface CdrCall {
  /** The oldest channel's uniqueid, which is the call's first Linkedid. */
  readonly group: string;
  /** Every group and channel id that the rows name. */
  readonly ids: ReadonlySet<string>;
  readonly rows: readonly CdrRow[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** How far from UTC, by our clock, the PBX wrote them, ms. */
  readonly zone: number;
  /** How far ahead of ours its clock is, ms. */
  readonly ahead: number;
}

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 4 * QUARTER_MS;
/** No zone is farther from UTC. */
export const FARTHEST_ZONE_MS = 14 * 4 * QUARTER_MS;
/** The rows of one call follow each other within so long; names and ids of channels may come again. */
export const TOGETHER_MS = 5_000;
/** Rows are to the second. */
const EXACTLY_MS = 2_000;

/**
 * Rows as calls: those of one Linkedid, or, where the PBX does not write it, those that share a uniqueid
 * or a channel at the same time; the two halves of a `Local/` channel are one. Rows of echo calls are nobody's. Rows in
 * a zone of their own are put right, and those of a clock that is so many ms `ahead` of ours.
 */
export function groupRows(rows: readonly CdrRow[], ahead = 0): CdrCall[] {
  const sorted = rows
    .filter((row) => !isOfEchoCall(row))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const calls: { keys: Set<string>; rows: CdrRow[]; end: number }[] = [];
  const byKey = new Map<string, (typeof calls)[number]>();
  for (const row of sorted) {
    const keys = keysOf(row);
    const known = new Set(
      keys.flatMap((key) => {
        const call = byKey.get(key);
        return call && follows(row.start - call.end) ? [call] : [];
      }),
    );
    const [first, ...others] = known;
    const call = first ?? { keys: new Set<string>(), rows: [], end: 0 };
    if (!first) calls.push(call);
    for (const other of others) {
      call.rows.push(...other.rows.splice(0));
      for (const key of other.keys) keys.push(key);
    }
    call.rows.push(row);
    call.end = Math.max(call.end, row.end);
    for (const key of keys) {
      call.keys.add(key);
      byKey.set(key, call);
    }
  }
  const usual = zoneOf(rows, EXACTLY_MS) ?? zoneOf(rows, QUARTER_MS / 2) ?? 0;
  return calls
    .filter((call) => call.rows.some(hasParty))
    .map((call) => {
      // summer time may begin or end between two calls
      const zone = (zoneOf(call.rows, EXACTLY_MS) ?? usual) + ahead;
      return callOf(
        call.rows.map((row) => shifted(row, zone)),
        { zone, ahead },
      );
    });
}

/** C22 Nobody was called: a person hears themselves. */
function isOfEchoCall({ uniqueId, linkedId }: CdrRow): boolean {
  return isEchoChannel(uniqueId) || isEchoChannel(linkedId);
}

/** C22 A call that no phone and no line has to do with is none. */
function hasParty({ channel, dstChannel }: CdrRow): boolean {
  return endpointOf(channel) !== null || endpointOf(dstChannel) !== null;
}

/** Whether rows so far apart may be of one call; summer time may begin between them. */
function follows(apart: number): boolean {
  return apart <= TOGETHER_MS || Math.abs(apart - HOUR_MS) <= TOGETHER_MS;
}

function keysOf(row: CdrRow): string[] {
  const channels = [row.channel, row.dstChannel]
    .filter((name) => name !== '')
    .map((name) => `channel ${name.replace(/;[12]$/, '')}`);
  const ids = [row.uniqueId, ...(row.linkedId === null ? [] : [row.linkedId])];
  return [...ids.map((id) => `id ${id}`), ...channels];
}

/** Rows that turned out to be of one call, such as a consultation's. */
export function joined(calls: readonly CdrCall[]): CdrCall {
  return callOf(
    calls.flatMap(({ rows }) => rows),
    calls[0] ?? { zone: 0, ahead: 0 },
  );
}

function callOf(
  unsorted: readonly CdrRow[],
  { zone, ahead }: Pick<CdrCall, 'zone' | 'ahead'>,
): CdrCall {
  const rows = [...unsorted].sort(
    (a, b) =>
      a.start - b.start ||
      age(a.uniqueId, b.uniqueId) ||
      serialOf(a.dstChannel) - serialOf(b.dstChannel) ||
      0,
  );
  const ids = new Set(
    rows.flatMap(({ uniqueId, linkedId }) =>
      linkedId === null ? [uniqueId] : [linkedId, uniqueId],
    ),
  );
  const [group = ''] = [...ids].sort(age);
  return {
    group,
    ids,
    rows,
    startedAt: Math.min(...rows.map(({ start }) => start)),
    endedAt: Math.max(...rows.map(({ end }) => end)),
    zone,
    ahead,
  };
}

/** Whether the rows have the beginning of the call: its first channel's, from the second in which that came to be. */
export function hasBeginning(call: CdrCall): boolean {
  return Number.isNaN(secondOf(call.group)) || tellsBeginning(call);
}

/** Whether its first channel's uniqueid tells when the call began, and the rows say the same. */
export function tellsBeginning({ group, startedAt, ahead }: CdrCall): boolean {
  return startedAt + ahead - secondOf(group) <= EXACTLY_MS;
}

/** The second in which a channel came to be by the PBX's clock, ms epoch; NaN when its uniqueid does not tell. */
export function secondOf(uniqueId: string): number {
  return Number(/(\d{9,10})\.\d+$/.exec(uniqueId)?.[1] ?? Number.NaN) * 1_000;
}

/** Phones that are rung at once are so in this order; NaN where nobody was. */
function serialOf(channel: string): number {
  return Number.parseInt(/-([0-9a-f]{8})(?:;[12])?$/.exec(channel)?.[1] ?? '', 16);
}

/** Uniqueids are `[name-]seconds.serial`; the serial grows within a run of the PBX. */
function age(a: string, b: string): number {
  const [one, other] = [a, b].map((id) => /(\d+)\.(\d+)$/.exec(id));
  if (!one || !other) return a.localeCompare(b);
  return Number(one[1]) - Number(other[1]) || Number(one[2]) - Number(other[2]);
}

/**
 * How far from UTC the rows' times are, ms. Without `usegmtime = yes` Asterisk writes the time of its own
 * zone; a uniqueid has the true second at which its channel began, which is where its first row begins.
 * What most channels say counts; null when none is within `apart` ms of a zone: a row of a later part of a
 * call says nothing.
 */
function zoneOf(rows: readonly CdrRow[], apart: number): number | null {
  const first = new Map<string, number>();
  for (const { uniqueId, start } of rows) {
    first.set(uniqueId, Math.min(start, first.get(uniqueId) ?? start));
  }
  const votes = new Map<number, number>();
  for (const [uniqueId, start] of first) {
    const off = start - secondOf(uniqueId);
    const zone = Math.round(off / QUARTER_MS) * QUARTER_MS;
    const isOne = Math.abs(zone) <= FARTHEST_ZONE_MS && Math.abs(off - zone) <= apart;
    if (isOne) votes.set(zone, (votes.get(zone) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function shifted(row: CdrRow, by: number): CdrRow {
  const answer = row.answer === null ? null : row.answer - by;
  return { ...row, start: row.start - by, answer, end: row.end - by };
}
