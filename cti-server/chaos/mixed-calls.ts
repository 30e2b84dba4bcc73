import { setTimeout as pass } from 'node:timers/promises';
import type { Expected } from './kinds/kind.ts';
import { WITH_GROUP, WITH_PAIR } from './kinds/pair.ts';
import { AT_THE_QUEUE } from './kinds/queue.ts';
import { SIMPLE } from './kinds/simple.ts';
import type { LedgerLine } from './ledger.ts';
import type { Office } from './office.ts';

/** What came of making calls. */
export interface Made {
  readonly ledger: readonly LedgerLine[];
  /** Calls whose script did not come to its end: the rig's own failures. */
  readonly broken: readonly string[];
}

/**
 * Makes `count` calls of all kinds, `perSecond` begun each second, each with a number outside of its own
 * (from the `first` on);
 * resolves when all are over. Every third call takes a pair of phones while one is free, every tenth a phone
 * of the queue.
 */
export async function makeCalls(
  office: Office,
  { count, perSecond, first = 0 }: { count: number; perSecond: number; first?: number },
): Promise<Made> {
  const ledger: LedgerLine[] = [];
  const broken: string[] = [];
  const going = new Set<Promise<void>>();
  const began = performance.now();
  const [simple, rare] = [inTurn(SIMPLE), inTurn(AT_THE_QUEUE)];
  const withPair = inTurn(WITH_PAIR);
  const withGroup = inTurn({ ...WITH_GROUP, ...WITH_PAIR });

  function begin(number: string, kind: string, script: Promise<Expected>): void {
    const startedAt = Date.now();
    const call = script.then(
      (expected) => void ledger.push({ number, kind, expected, startedAt, endedAt: Date.now() }),
      (error: unknown) => {
        broken.push(`${number} (${kind}): ${String(error)}`);
        return office.dropCustomer(number).catch(() => undefined);
      },
    );
    going.add(call);
    void call.then(() => going.delete(call));
  }

  for (let n = 0; n < count; n += 1) {
    const wait = began + (n * 1_000) / perSecond - performance.now();
    if (wait > 0) await pass(wait);
    const number = `7999${String(first + n).padStart(7, '0')}`;
    const pair = n % 3 === 0 ? office.takePair() : null;
    if (pair) {
      const [kind, script] = pair.group === null ? withPair() : withGroup();
      begin(
        number,
        kind,
        script({ office, number, pair }).finally(() => office.giveBack(pair)),
      );
    } else {
      const [kind, script] = n % 10 === 1 ? rare() : simple();
      begin(number, kind, script(office, number));
    }
  }
  await Promise.all(going);
  return { ledger, broken };
}

function inTurn<T>(all: Readonly<Record<string, T>>): () => [string, T] {
  const entries = Object.entries(all);
  let next = 0;
  return () => {
    const entry = entries[next % entries.length] as [string, T];
    next += 1;
    return entry;
  };
}
