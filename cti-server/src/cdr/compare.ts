import type { LoggedCall } from '../call-log/entry.ts';
import type { CallRecord } from '../contract/index.ts';

/** What the log and the records of the PBX say differently of one call. */
export interface Difference {
  readonly field: 'answered' | 'externalNumber' | 'direction' | 'endedAt';
  readonly log: string | null;
  readonly cdr: string | null;
}

/** Records are written to the second, and a little after the channel's end. */
export const TOLERANCE_MS = 2_500;

/** R3 The log's call against the one that the records tell of; empty when they agree. */
export function differences(
  { record: logged, complete }: Pick<LoggedCall, 'record' | 'complete'>,
  told: CallRecord,
): Difference[] {
  const found: Difference[] = [];
  const compare = (field: Difference['field'], log: string | null, cdr: string | null) => {
    if (log !== cdr) found.push({ field, log, cdr });
  };
  // of a customer whom the PBX rang first the records say neither that nor the number
  const isCalledBack = logged.direction === 'outbound' && logged.from === null;
  if (!isCalledBack) compare('direction', logged.direction, told.direction);
  // a person's answer is more than the records know of: they count an IVR and a queue, too
  if (logged.answeredAt !== null)
    compare('answered', 'yes', told.answeredAt === null ? 'no' : 'yes');
  if (!isCalledBack) compare('externalNumber', numberOf(logged), numberOf(told));
  const isAt = (at: string | null) => apart(at, told.endedAt) <= TOLERANCE_MS;
  // that it was sent on may be what nobody saw
  const alone = !complete || isSentInVain(logged) ? leftAloneAt(logged) : null;
  if (!isAt(logged.endedAt) && !isAt(alone))
    found.push({ field: 'endedAt', log: logged.endedAt, cdr: told.endedAt });
  return found;
}

/**
 * When the last phone let go of a caller who stayed alone, on music, after a transfer that nobody took (Asterisk means to
 * call back who transferred, and at times does not): records tell of nobody alone. Null where no phone was there.
 */
function leftAloneAt({ legs }: CallRecord): string | null {
  const ends = legs.flatMap(({ kind, endedAt }) => (kind === 'extension' ? (endedAt ?? []) : []));
  return ends.sort().at(-1) ?? null;
}

function isSentInVain({ transfers }: CallRecord): boolean {
  return transfers.some(({ result }) => result !== null && result !== 'answered');
}

/** In ms; `NaN` where one of them is not known. */
function apart(one: string | null, other: string | null): number {
  return Math.abs(Date.parse(one ?? '') - Date.parse(other ?? ''));
}

/** The last ten digits: a number is written in one form by the trunk and in another by the dialplan. */
export function numberOf({ e164, externalNumber }: CallRecord): string | null {
  const all = (e164 ?? externalNumber ?? '').replace(/\D/g, '');
  return all === '' ? null : all.slice(-10);
}
