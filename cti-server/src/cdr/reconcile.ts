import { setImmediate as breath } from 'node:timers/promises';
import type { LoggedCall } from '../call-log/entry.ts';
import type { Finding, Reconciliation } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { differences } from './compare.ts';
import {
  AT_A_TIME,
  fill,
  type FillParts,
  isErased,
  isFromRecords,
  loggedBetween,
  loggedCall,
} from './fill.ts';
import { type CdrCall, FARTHEST_ZONE_MS, groupRows, joined } from './group.ts';
import { clockAhead } from './pbx-clock.ts';
import { reconstruct } from './reconstruct.ts';
import type { CdrSource } from './source.ts';

const MOST_FINDINGS = 200;
/** Calls that ended so lately may not be written yet. */
const SETTLED_MS = 60_000;
/** By the other side a call of the day's first or last moments may be of the next day. */
const BESIDE_MS = 60_000;
/** The rows of a call that began in the day may end behind it. */
const BEHIND_MS = 6 * 3_600_000;

interface Day {
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/**
 * R3 A day of the log against the records of a PBX: calls that began between `from` and `to` (ms epoch).
 * What is missing is filled in. Throws `CdrError` when the records can't be read.
 */
export async function reconcile(
  range: Day,
  parts: FillParts & { source: CdrSource },
): Promise<Reconciliation> {
  const { day, from, to } = range;
  const { numbering, now } = parts;
  const { pbx } = numbering;
  const isOver = (endedAt: number) => endedAt < now() - SETTLED_MS;
  const isOfDay = (startedAt: number) => startedAt >= from && startedAt < to;
  // the zone of the rows is not known yet, so the hours around are read, too
  const rows = await parts.source.between(
    from - FARTHEST_ZONE_MS,
    to + BEHIND_MS + FARTHEST_ZONE_MS,
  );
  const logged = await loggedBetween(from, to + BEHIND_MS, parts);
  /** As it was before anything is filled in. */
  const before = new Set([...logged.values()].flat());
  const clockAheadMs = clockAhead(parts, before);
  const recorded = groupRows(rows, clockAheadMs);
  const told = recorded.filter(({ startedAt, endedAt }) => isOfDay(startedAt) && isOver(endedAt));
  const findings: Finding[] = [];
  const seen = new Map<string, { logged: LoggedCall; told: CdrCall[] }>();
  let filled = 0;
  for (const [index, call] of told.entries()) {
    const found = loggedCall(call, logged, parts);
    if (!found) findings.push(missing(call, parts));
    else {
      const { id } = found.record;
      seen.set(id, { logged: found, told: [...(seen.get(id)?.told ?? []), call] });
    }
    if (fill(call, { found, logged }, parts) === 'added') filled += 1;
    if (index % AT_A_TIME === 0) await breath();
  }
  for (const one of seen.values()) findings.push(...differing(one.logged, joined(one.told), parts));
  const beside = recorded.filter((call) => isBeside(call, range));
  for (const call of beside.map((one) => loggedCall(one, logged, parts)))
    if (call) before.delete(call);
  const unrecorded = [...before].filter(
    (call) =>
      isOfDay(Date.parse(call.record.startedAt)) &&
      isOver(Date.parse(call.record.endedAt ?? '')) &&
      !seen.has(call.record.id) &&
      isRecorded(call),
  );
  const { extra, recordsFrom } = await withinReach(unrecorded, { recorded, parts });
  findings.push(...extra.map(extraCall));
  const count = (kind: Finding['kind']) => findings.filter((one) => one.kind === kind).length;
  return {
    pbx,
    day,
    at: iso(now()),
    filled,
    clockAheadMs,
    recordsFrom,
    calls: told.length - [...seen.values()].reduce((sum, one) => sum + one.told.length - 1, 0),
    missing: count('missing'),
    extra: count('extra'),
    different: count('different'),
    findings: findings.slice(0, MOST_FINDINGS),
  };
}

/** Whether a call of another day may by the log be one of this day's first or last moments. */
function isBeside({ startedAt }: CdrCall, { from, to }: Day): boolean {
  return startedAt < from
    ? from - startedAt < BESIDE_MS
    : startedAt - to < BESIDE_MS && startedAt >= to;
}

/** Calls without a record, as far as the records that are still there reach back; and where they begin, where that matters. */
async function withinReach(
  unrecorded: readonly LoggedCall[],
  {
    recorded,
    parts: { source, now },
  }: { recorded: readonly CdrCall[]; parts: FillParts & { source: CdrSource } },
): Promise<{ extra: readonly LoggedCall[]; recordsFrom: string | null }> {
  if (unrecorded.length === 0) return { extra: [], recordsFrom: null };
  const oldest = await source.oldest();
  const from = oldest === null ? now() : oldest - (recorded[0]?.zone ?? 0);
  const extra = unrecorded.filter(({ record }) => Date.parse(record.startedAt) >= from - BESIDE_MS);
  return { extra, recordsFrom: extra.length < unrecorded.length ? iso(from) : null };
}

function missing(call: CdrCall, { numbering }: FillParts): Finding {
  const { id, startedAt, externalNumber } = reconstruct(call, numbering);
  return { kind: 'missing', callId: id, startedAt, number: externalNumber, differences: [] };
}

/** Of a click-to-call whose phone it could not even ring the PBX has no record. */
function isRecorded({ record: { reason, legs } }: LoggedCall): boolean {
  return reason !== 'agent-failed' || legs.some(({ cause }) => cause !== null);
}

function extraCall({ record }: LoggedCall): Finding {
  const { id, startedAt, externalNumber } = record;
  return { kind: 'extra', callId: id, startedAt, number: externalNumber, differences: [] };
}

function differing(logged: LoggedCall, call: CdrCall, { numbering }: FillParts): Finding[] {
  const { record } = logged;
  if (record.endedAt === null || isFromRecords(logged) || isErased(logged)) return [];
  const found = differences(logged, reconstruct(call, numbering));
  const { id, startedAt, externalNumber } = record;
  return found.length === 0
    ? []
    : [{ kind: 'different', callId: id, startedAt, number: externalNumber, differences: found }];
}
