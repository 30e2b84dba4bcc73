import { Worker } from 'node:worker_threads';
import { type Failure, unpackFailure } from './failure.ts';
import type { Write } from './writes.ts';

/** A thread that writes to the database. */
export interface WriterThread {
  readonly write: Write;
  /** Ends the thread when everything asked before is done. */
  close(): Promise<void>;
}

/** What is asked of the thread; `null`: to end. */
export type Asked = {
  readonly id: number;
  part: string;
  name: string;
  args: readonly unknown[];
} | null;

/** What it answers. */
export type Answer = { readonly id: number } & ({ value: unknown } | { failure: Failure });

/** By its name in the sources, and in the bundle. */
const THREAD = import.meta.filename.endsWith('.ts') ? './thread.ts' : './writer-thread.js';
/** Rows only pass through: a small young generation keeps the thread's memory small. */
const YOUNG_GENERATION_MB = 4;

/**
 * Opens the database in a thread of its own, so that an fsync, however slow the disk, never holds the
 * event loop. What is asked is begun in order. `onLost` is told when the thread ended by itself: then
 * nothing is written any more.
 */
export function startWriterThread(file: string, onLost: (error: unknown) => void): WriterThread {
  const worker = new Worker(new URL(THREAD, import.meta.url), {
    workerData: file,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const pending = new Map<number, { resolve(value: unknown): void; reject(why: unknown): void }>();
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  let lost: unknown = null;
  let serial = 0;

  worker.on('message', (answer: Answer) => {
    const asker = pending.get(answer.id);
    pending.delete(answer.id);
    if ('value' in answer) asker?.resolve(answer.value);
    else asker?.reject(unpackFailure(answer.failure));
  });
  worker.once('error', (error) => {
    lost = error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    onLost(error);
  });

  const write: Write = (part, name, args) =>
    new Promise((resolve, reject) => {
      if (lost !== null) return reject(lost);
      serial += 1;
      pending.set(serial, { resolve, reject });
      worker.postMessage({ id: serial, part, name, args } satisfies Asked);
    });

  return {
    write,
    async close() {
      worker.postMessage(null satisfies Asked);
      await ended;
    },
  };
}
