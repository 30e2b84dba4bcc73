import type { CallView } from '../src/contract/index.ts';

/** What the generator knows of a call that it made. Times are ms epoch of its own clock. */
export interface LedgerLine {
  /** The number outside, of this call alone. */
  readonly number: string;
  readonly kind: string;
  readonly expected: Partial<CallView>;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What of the log is not as the ledger says; each line says which call and what. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Another party, direction, disposition or transfer. */
  readonly wrong: readonly string[];
  /** A start or end more than `WITHIN_MS` from the script's. */
  readonly late: readonly string[];
  /** In the log and nobody's. */
  readonly extra: readonly string[];
}

const WITHIN_MS = 1_000;

/**
 * Whether an extra call is not known by the records alone. A consultation has records of its own, and that it belongs
 * to a transfer is in none.
 */
export function notOfRecords(extra: string): boolean {
  return !extra.endsWith('from-cdr');
}

/** Every call of the ledger against the log, joined by its number. */
export function compareWithLedger(
  ledger: readonly LedgerLine[],
  calls: readonly CallView[],
): Verdict {
  const byNumber = Map.groupBy(calls, ({ externalNumber }) => externalNumber ?? '');
  const verdict = { lost: [], doubled: [], wrong: [], late: [], extra: [] } as {
    [K in keyof Verdict]: string[];
  };
  const nameless = new Set(byNumber.get('') ?? []);
  byNumber.delete('');
  for (const line of ledger) {
    const name = `${line.number} (${line.kind})`;
    const found =
      line.expected.externalNumber === null
        ? namelessOf(line, nameless)
        : (byNumber.get(line.number) ?? []);
    const [call, ...more] = found;
    byNumber.delete(line.number);
    for (const one of found) nameless.delete(one);
    if (!call) verdict.lost.push(`${name}, begun ${timeOf(line.startedAt)}`);
    else if (more.length > 0) verdict.doubled.push(name);
    else {
      const said = call.reason === null ? name : `${name}, ${call.reason}`;
      verdict.wrong.push(...wrongOf(line, call).map((what) => `${said}: ${what}`));
      verdict.late.push(...lateOf(line, call).map((what) => `${said}: ${what}`));
    }
  }
  for (const call of [...[...byNumber.values()].flat(), ...nameless])
    verdict.extra.push(
      `${call.id}: ${call.direction} ${call.from} ${call.externalNumber}, DID ${call.did}, dialled ${call.dialled}, begun ${timeOf(call.startedAt)}, ${call.disposition}, ${call.reason}`,
    );
  return verdict;
}

const timeOf = (at: number | string) => new Date(at).toISOString().slice(11, 23);

/** Calls without a number, known by their phones and their time. */
function namelessOf({ expected, startedAt }: LedgerLine, calls: Iterable<CallView>): CallView[] {
  const { from = null, dialled = null, did = null } = expected;
  const handledBy = JSON.stringify(expected.handledBy);
  return [...calls].filter((call) => {
    const apart = Math.abs(Date.parse(call.startedAt) - startedAt);
    if (from !== null) return call.from === from && call.dialled === dialled && apart <= WITHIN_MS;
    if (call.did !== null) return call.did === did && apart <= WITHIN_MS;
    // of a call begun unseen no DID is known, and its beginning to the second only
    return JSON.stringify(call.handledBy) === handledBy && apart <= 2 * WITHIN_MS;
  });
}

function wrongOf({ expected }: LedgerLine, call: CallView): string[] {
  const view = {
    ...call,
    transfers: call.transfers.map(({ type, from, to, result }) => ({ type, from, to, result })),
  };
  return Object.entries(expected).flatMap(([field, value]) => {
    const found = view[field as keyof CallView];
    return JSON.stringify(found) === JSON.stringify(value)
      ? []
      : [`${field} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`];
  });
}

function lateOf(line: LedgerLine, call: CallView): string[] {
  return (['startedAt', 'endedAt'] as const).flatMap((field) => {
    const apart = Date.parse(call[field] ?? '') - line[field];
    return Math.abs(apart) <= WITHIN_MS ? [] : [`${field} is ${Math.round(apart)} ms apart`];
  });
}
