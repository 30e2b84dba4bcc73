import { Worker } from 'node:worker_threads';
import { type Failure, unpackFailure } from './failure.ts';
import type { Write } from './writes.ts';

/** A thread that writes to the database. */
export interface WriterThread {
  /** Its code is loaded and the database open: what is asked before waits for that. */
  readonly ready: Promise<void>;
  readonly write: Write;
  /** Ends the thread when everything asked before is done. */
  close(): Promise<void>;
}

/** What is to share a transaction; `null`: to end. */
export type Asked = readonly AskedWrite[] | null;

/** One write as the thread gets it. */
export interface AskedWrite {
  readonly part: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What the thread says first. */
export const READY = 'ready';

/** What the thread answers: an outcome for each write, in order. */
export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

interface Waiting {
  readonly take: () => AskedWrite;
  resolve(value: unknown): void;
  reject(why: unknown): void;
}

/** By its name in the sources, and in the bundle. */
const THREAD = import.meta.filename.endsWith('.ts') ? './thread.ts' : './writer-thread.js';
/** Rows only pass through: a small young generation keeps the thread's memory small. */
const YOUNG_GENERATION_MB = 4;

/**
 * Opens the database in a thread of its own, so that an fsync, however slow the disk, never holds the
 * event loop. What waits for the thread shares its next transaction, in the order in which it was asked.
 * `onLost` is told when the thread ended by itself: then nothing is written any more.
 */
export function startWriterThread(file: string, onLost: (error: unknown) => void): WriterThread {
  const worker = new Worker(new URL(THREAD, import.meta.url), {
    workerData: file,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  const ready = Promise.withResolvers<void>();
  let waiting: Waiting[] = [];
  let writing: Waiting[] = [];
  let atRest: (() => void) | null = null;
  let lost: unknown = null;

  function send(): void {
    if (writing.length > 0) return;
    if (waiting.length === 0) return atRest?.();
    writing = waiting;
    waiting = [];
    worker.postMessage(writing.map(({ take }) => take()) satisfies Asked);
  }

  worker.on('message', (outcomes: readonly Outcome[] | typeof READY) => {
    if (outcomes === READY) return ready.resolve();
    for (const [index, { resolve, reject }] of writing.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'value' in outcome) resolve(outcome.value);
      else if (outcome) reject(unpackFailure(outcome.failure));
    }
    writing = [];
    // what those who waited ask for now shares the next transaction
    setImmediate(send);
  });
  worker.once('error', (error) => {
    lost = error;
    for (const { reject } of [...writing, ...waiting]) reject(error);
    writing = waiting = [];
    atRest?.();
    onLost(error);
  });

  return {
    ready: ready.promise,
    write: (part, name, args) =>
      new Promise((resolve, reject) => {
        if (lost !== null) return reject(lost);
        const take = () => ({ part, name, args: typeof args === 'function' ? args() : args });
        waiting.push({ take, resolve, reject });
        queueMicrotask(send);
      }),
    async close() {
      await new Promise<void>((resolve) => {
        atRest = resolve;
        setImmediate(send);
      });
      worker.postMessage(null satisfies Asked);
      await ended;
    },
  };
}
