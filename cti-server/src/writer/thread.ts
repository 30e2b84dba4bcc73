// The writer's thread: opens the database and does what it is asked, in order.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '@perezvon/crm-core';
import { systemClock } from '../kernel/clock.ts';
import { packFailure } from './failure.ts';
import type { Answer, Asked } from './writer-thread.ts';
import { writeTo } from './writes.ts';

const database = openDatabase({ file: String(workerData) });
const write = writeTo(database, systemClock);
const doing = new Set<Promise<void>>();

async function answer(asked: NonNullable<Asked>): Promise<void> {
  const { id, part, name, args } = asked;
  const told: Answer = await write(part, name, args).then(
    (value) => ({ id, value }),
    (error: unknown) => ({ id, failure: packFailure(error) }),
  );
  parentPort?.postMessage(told);
}

parentPort?.on('message', (asked: Asked) => {
  if (asked === null) return void end();
  const task = answer(asked).finally(() => doing.delete(task));
  doing.add(task);
});

async function end(): Promise<void> {
  await Promise.all(doing);
  database.close();
  parentPort?.close();
}
