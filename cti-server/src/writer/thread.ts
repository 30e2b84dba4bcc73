// The writer's thread: opens the database and does what it is asked, in order.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase, transaction } from '@perezvon/crm-core';
import { systemClock } from '../kernel/clock.ts';
import { packFailure } from './failure.ts';
import { type Asked, type AskedWrite, type Outcome, READY } from './writer-thread.ts';
import { isAlone, writeTo } from './writes.ts';

const database = openDatabase({ file: String(workerData) });
const { sqlite } = database;
const write = writeTo(database, systemClock);

parentPort?.on('message', (asked: Asked) => {
  if (asked === null) end();
  else void answer(asked);
});

parentPort?.postMessage(READY);

async function answer(asked: readonly AskedWrite[]): Promise<void> {
  const outcomes: Promise<readonly Outcome[]>[] = [];
  let shared: AskedWrite[] = [];
  for (const one of asked) {
    if (isAlone(one)) {
      outcomes.push(together(shared), outcomesOf([doOne(one)]));
      shared = [];
    } else shared.push(one);
  }
  outcomes.push(together(shared));
  parentPort?.postMessage((await Promise.all(outcomes)).flat());
}

/** One transaction, one fsync; what one of them refuses for itself leaves the others alone. */
function together(asked: readonly AskedWrite[]): Promise<readonly Outcome[]> {
  const begun: Promise<unknown>[] = [];
  try {
    transaction(database, () => {
      for (const one of asked) {
        // a full disk ends the transaction of all: what was done is undone, and nothing more may be done
        if (!sqlite.inTransaction) throw new Error('The transaction was ended');
        begun.push(doOne(one));
      }
    });
    return outcomesOf(begun);
  } catch (error) {
    return noneOf(asked, begun, error);
  }
}

function doOne({ part, name, args }: AskedWrite): Promise<unknown> {
  return write(part, name, args);
}

async function outcomesOf(begun: readonly Promise<unknown>[]): Promise<readonly Outcome[]> {
  const settled = await Promise.allSettled(begun);
  return settled.map((one) =>
    one.status === 'fulfilled' ? { value: one.value } : { failure: packFailure(one.reason) },
  );
}

/** None is written; the first that failed knows why. */
async function noneOf(
  asked: readonly AskedWrite[],
  begun: readonly Promise<unknown>[],
  error: unknown,
): Promise<readonly Outcome[]> {
  const settled = await Promise.allSettled(begun);
  const cause = settled.find((one) => one.status === 'rejected');
  const failure = packFailure(cause?.reason ?? error);
  return asked.map(() => ({ failure }));
}

function end(): void {
  database.close();
  parentPort?.close();
}
