import { nameOf } from '../calls/model.ts';
import { dialledNumber, endpointOf, extensionNamed } from '../pbx/channel-name.ts';
import { isWithheld } from '../pbx/withheld.ts';
import type { CallRecord, Direction, Disposition, Leg } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { CdrCall } from './group.ts';
import type { CdrRow } from './row.ts';

/** How the PBX names and numbers, from the connection's settings. */
export interface CdrNumbering {
  readonly pbx: string;
  readonly isExtension: (name: string) => boolean;
  readonly outsidePrefix: string;
  readonly toE164: (number: string) => string | null;
}

/** The reason of a call that is known from call detail records only. */
export const FROM_CDR = 'from-cdr';

/**
 * R1 A call that nobody saw, as far as its records tell: to the second, without who rang meanwhile, how
 * long it was held, or who hung up. What the records leave open stays null.
 */
export function reconstruct(call: CdrCall, numbering: CdrNumbering): CallRecord {
  const { rows } = call;
  const first = firstRow(call, numbering);
  const legs = rows.flatMap((row) => legOf(row, { rows, numbering }));
  const extension = extensionAt(first.channel, numbering);
  const inbound = endpointOf(first.channel) !== null && extension === null;
  const asked = dialledOutside(first, { legs, numbering });
  const direction = inbound ? 'inbound' : asked === null ? 'internal' : 'outbound';
  const from = inbound ? null : extension;
  const answered = legs.filter(({ answeredAt }) => answeredAt !== null && isPutThrough(rows));
  const answeredBy = unique(
    answered.filter(({ kind }) => kind === 'extension').map(({ party }) => party),
  );
  const answers = answered.map((leg) => Date.parse(leg.answeredAt ?? ''));
  const answeredAt = answers.length === 0 ? null : iso(Math.min(...answers));
  const number = inbound ? first.src : asked;
  const isKnown = number !== null && number !== '' && !isWithheld(number);
  const externalNumber = isKnown ? number : null;
  const endedAt = iso(call.endedAt);
  const talkMs = answeredAt === null ? 0 : call.endedAt - Date.parse(answeredAt);
  return {
    id: nameOf(numbering, call.group),
    direction,
    state: 'ended',
    externalNumber,
    e164: externalNumber === null ? null : numbering.toE164(externalNumber),
    externalName: null,
    did: inbound ? didOf(call, numbering) : null,
    dialled: inbound ? null : plain(first.dst, numbering),
    from,
    queue: queueOf(rows),
    rang: unique(legs.filter(({ kind }) => kind === 'extension').map(({ party }) => party)),
    answeredBy,
    handledBy: unique([...(from === null ? [] : [from]), ...answeredBy]),
    disposition: dispositionOf(call, { direction, isAnswered: answeredAt !== null }),
    startedAt: iso(call.startedAt),
    answeredAt,
    endedAt,
    waitMs: (answeredAt === null ? call.endedAt : Date.parse(answeredAt)) - call.startedAt,
    ringMs: 0,
    talkMs,
    holdMs: 0,
    legs,
    transfers: [],
    consultations: [],
    forwarded: [],
    pickedUp: null,
    conference: null,
    reason: FROM_CDR,
    hangup: null,
    ...recordingsIn(rows),
    linkedIds: [...call.ids],
  };
}

/** Each file that a row names, once; when they began and ended no row tells. */
function recordingsIn(rows: readonly CdrRow[]): Pick<CallRecord, 'recording' | 'recordings'> {
  const files = unique(
    rows.map(({ recordingFile }) => recordingFile).filter((file) => file !== ''),
  );
  const [recording = null] = files;
  if (recording === null) return { recording };
  const recordings = files.map((file, index) => ({
    n: index + 1,
    file,
    startedAt: null,
    endedAt: null,
  }));
  return { recording, recordings };
}

/**
 * The row of the channel that began the call, else the oldest; where that is a talk among us which took a customer
 * in, the customer's (C1).
 */
function firstRow({ group, rows }: CdrCall, numbering: CdrNumbering): CdrRow {
  const first = rows.find(({ uniqueId }) => uniqueId === group) ?? (rows[0] as CdrRow);
  const isOurs = (channel: string) => extensionAt(channel, numbering) !== null;
  if (!isOurs(first.channel) || !isOurs(first.dstChannel)) return first;
  const dialled = new Set(rows.map(({ dstChannel }) => dstChannel));
  const customer = rows.find(
    ({ channel }) => endpointOf(channel) !== null && !isOurs(channel) && !dialled.has(channel),
  );
  return customer ?? first;
}

function didOf(call: CdrCall, numbering: CdrNumbering): string | null {
  const written = call.rows.find(({ did }) => did !== '')?.did;
  const { dst } = firstRow(call, numbering);
  return written ?? (!numbering.isExtension(dst) && /^\+?\d+$/.test(dst) ? dst : null);
}

/** `PJSIP/101-0000001f` → `101`; null for channels of the PBX itself. */
function extensionAt(channel: string, { isExtension }: CdrNumbering): string | null {
  const endpoint = endpointOf(channel);
  return endpoint === null ? null : extensionNamed(endpoint, isExtension);
}

/** Who picked up behind a channel of the PBX itself, and did not confirm, was not put through: the caller's row says so. */
function isPutThrough(rows: readonly CdrRow[]): boolean {
  const own = rows.filter(({ channel }) => endpointOf(channel) !== null);
  return own.length === 0 || own.some(({ disposition }) => disposition === 'ANSWERED');
}

/** Who was rung by a row; none where the PBX itself was at the other end. */
function legOf(
  row: CdrRow,
  { rows, numbering }: { rows: readonly CdrRow[]; numbering: CdrNumbering },
): Leg[] {
  if (row.dstChannel === '' || endpointOf(row.dstChannel) === null) return [];
  const extension = extensionAt(row.dstChannel, numbering);
  const digits = dialledNumber(row.lastData.split(',')[0]);
  const answeredAt = answerOf(row, rows);
  return [
    {
      party: extension ?? digits ?? plain(row.dst, numbering),
      kind: extension === null ? 'external' : 'extension',
      rangAt: iso(row.start),
      answeredAt: answeredAt === null ? null : iso(answeredAt),
      endedAt: iso(row.end),
      result: answeredAt === null ? resultOf(row) : 'answered',
      cause: null,
    },
  ];
}

/**
 * When the dialled party answered, ms epoch. Rows of a channel that was answered before (by a queue, or by
 * another party) say `ANSWERED` of phones that only rang; those last no second and have another behind them.
 */
function answerOf(row: CdrRow, rows: readonly CdrRow[]): number | null {
  const { answer, disposition, end, lastApp, uniqueId } = row;
  if (disposition !== 'ANSWERED' || answer === null) return null;
  if (end > answer) return answer;
  const isLast = !rows.some(
    (other) => other !== row && other.uniqueId === uniqueId && other.start >= end,
  );
  return isLast && lastApp === 'Dial' ? answer : null;
}

function resultOf({ disposition }: CdrRow): Leg['result'] {
  if (disposition === 'BUSY') return 'busy';
  return disposition === 'FAILED' || disposition === 'CONGESTION' ? 'failed' : 'no-answer';
}

/** The number outside that one of our phones called, or that a click-to-call was for; null: none. */
function dialledOutside(
  row: CdrRow,
  { legs, numbering }: { legs: readonly Leg[]; numbering: CdrNumbering },
): string | null {
  const isNumber = (digits: string) => /^\+?\d{5,}$/.test(digits) && !numbering.isExtension(digits);
  const outside = legs.filter(({ kind }) => kind === 'external');
  const spoken = outside.find(({ answeredAt }) => answeredAt !== null);
  if (spoken) return spoken.party;
  // C3: a line that was only tried for somebody in the house
  const isInside =
    legs.some(({ answeredAt }) => answeredAt !== null) || numbering.isExtension(row.dst);
  const tried = outside.find(({ party }) => !isInside || party === row.dst);
  if (tried) return tried.party;
  if (isNumber(row.dst)) return plain(row.dst, numbering);
  // the agent's phone was rung first, with the customer's number as the caller's
  return row.lastApp === 'AppDial2' && isNumber(row.src) ? row.src : null;
}

function plain(digits: string, { outsidePrefix, isExtension }: CdrNumbering): string {
  const outside = outsidePrefix !== '' && digits.startsWith(outsidePrefix) && !isExtension(digits);
  return outside ? digits.slice(outsidePrefix.length) : digits;
}

function queueOf(rows: readonly CdrRow[]): string | null {
  const row = rows.find(({ lastApp }) => lastApp === 'Queue');
  return row?.lastData.split(',')[0] || null;
}

function dispositionOf(
  { group, rows }: CdrCall,
  { direction, isAnswered }: { direction: Direction; isAnswered: boolean },
): Disposition {
  const inbound = direction === 'inbound';
  if (isAnswered) return 'answered';
  if (rows.some(({ lastApp }) => lastApp === 'VoiceMail')) return 'voicemail';
  const last = rows.findLast(({ uniqueId }) => uniqueId === group) ?? rows.at(-1);
  if (last && hasGivenUp(last)) return inbound ? 'abandoned' : 'cancelled';
  const words = new Set(rows.map(({ disposition }) => disposition));
  if (inbound && last && hasLeftMenu(last)) return 'abandoned';
  if (inbound && rows.some(hasRungOut)) return 'no-answer';
  if (words.has('BUSY')) return 'busy';
  // the agent of a click-to-call did not take it
  if (last?.lastApp === 'AppDial2') return 'failed';
  if (words.has('NO ANSWER')) {
    const dials = rows.filter(({ lastApp }) => lastApp === 'Dial');
    const refused = dials.length > 0 && dials.every(rangShort);
    if (refused) return direction === 'outbound' ? 'failed' : 'busy';
    return 'no-answer';
  }
  // the PBX itself had answered, an IVR, a queue or a service; and did it end the call, too?
  const isLeft = words.has('ANSWERED') && !PBX_ENDS.has(last?.lastApp ?? '');
  if (isLeft && inbound) return 'abandoned';
  return isLeft && direction === 'internal' && last?.dstChannel === '' ? 'cancelled' : 'failed';
}

const PBX_ENDS = new Set(['Hangup', 'Busy', 'Congestion']);
/** Which argument of these applications is how long they ring, s. */
const RING_TIME: Readonly<Record<string, number>> = { Dial: 1, Queue: 4 };

/** Phones rang at the end, and not as long as they would have: the caller hung up. */
function hasGivenUp(last: CdrRow): boolean {
  const isDial = last.lastApp === 'Dial' && last.disposition === 'NO ANSWER';
  return (isDial || last.lastApp === 'Queue') && rangShort(last);
}

/** C5 The PBX itself had answered when nobody else did, and the caller left what it offered. */
function hasLeftMenu({ disposition, dstChannel, lastApp }: CdrRow): boolean {
  return disposition === 'ANSWERED' && dstChannel === '' && !PBX_ENDS.has(lastApp);
}

/** C7 A phone rang as long as it may, whatever others of its group said. */
function hasRungOut(row: CdrRow): boolean {
  return row.lastApp === 'Dial' && row.disposition === 'NO ANSWER' && !rangShort(row);
}

/** Whether it ended before the time for which the PBX lets it ring. */
function rangShort({ lastApp, lastData, start, end }: CdrRow): boolean {
  const ringS = Number.parseInt(lastData.split(',')[RING_TIME[lastApp] ?? 1] ?? '', 10);
  return !(end - start >= (ringS - 1) * 1_000);
}

function unique(parties: readonly string[]): string[] {
  return [...new Set(parties)];
}
