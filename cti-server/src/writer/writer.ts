import type { DatabaseHandle } from '@perezvon/crm-core';
import { kindOfFailure } from '../call-log/write-trouble.ts';
import type { PlannedChanges } from '../audit/change.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { startWriterThread, type WriterThread } from './writer-thread.ts';
import { notingChanges, isAlone, type Write, type Writes, writesBy, writeTo } from './writes.ts';

/** The one who writes to the database while the server runs. */
export interface Writer {
  readonly writes: Writes;
  /** Where it writes now. */
  readonly place: () => 'loop' | 'thread';
  /** Ends when everything asked before is done. */
  close(): Promise<void>;
}

/** A write that takes longer holds up pops and sockets for all. */
const SLOW_MS = 50;
/** So many within this time are no accident: the disk is slow. */
const SLOW_WRITES = 3;
const SLOW_WITHIN_MS = 60_000;

/**
 * Writes on the event loop for as long as the disk is quick: a commit of some 0.3 ms costs less than the way
 * to another thread and back. On a disk that proves slow all writes move to a thread of their own as soon as it is there, for
 * good, so that an fsync never holds the loop; checkpoints, which sync twice and more, are then made beside it, so
 * that they hold no pop. `onLost` is told when nothing may be written any more: an
 * fsync failed, whoever's write it was, or that thread ended by itself. `here` writes on the loop.
 */
export function createWriter(options: {
  handle: DatabaseHandle;
  onLost: (error: unknown) => void;
  clock: Clock;
  log: Log;
  here?: Write;
  /** Changes of settings that are noted with their write. */
  planned?: Pick<PlannedChanges, 'take'>;
}): Writer {
  const { handle, onLost, clock, log } = options;
  const here = options.here ?? writeTo(handle, clock);
  let thread: WriterThread | null = null;
  /** The thread that loads: no call waits for that. */
  let coming: WriterThread | null = null;
  let slow: number[] = [];
  let beside: Promise<unknown> = Promise.resolve();

  /** By a thread for this one write: SQLite lets others write meanwhile. */
  async function writeBeside(...write: Parameters<Write>): Promise<unknown> {
    const own = startWriterThread(handle.file, onLost);
    try {
      return await own.write(...write);
    } finally {
      await own.close();
    }
  }

  function watch(tookMs: number): void {
    const now = clock.monotonic();
    if (tookMs < SLOW_MS) return;
    slow = [...slow.filter((at) => now - at < SLOW_WITHIN_MS), now];
    if (slow.length < SLOW_WRITES || coming) return;
    log.warn({ tookMs: Math.round(tookMs) }, 'The disk is slow: a thread of its own writes now');
    const started = startWriterThread(handle.file, onLost);
    coming = started;
    void started.ready.then(() => {
      thread = started;
    });
  }

  function watchFailure(error: unknown): void {
    if (kindOfFailure(error).kind === 'lasting') onLost(error);
  }

  const write: Write = (part, name, args) => {
    if (thread) {
      const alone = isAlone({ part, name });
      const asked = alone ? writeBeside(part, name, args) : thread.write(part, name, args);
      if (alone) beside = asked.catch(() => undefined);
      asked.catch(watchFailure);
      return asked;
    }
    const began = clock.monotonic();
    const written = here(part, name, args);
    const tookMs = clock.monotonic() - began;
    // what failed waited for another program's lock: that is no slow disk
    written.then(() => watch(tookMs), watchFailure);
    return written;
  };

  return {
    writes: writesBy(options.planned ? notingChanges(write, options.planned) : write),
    place: () => (thread ? 'thread' : 'loop'),
    async close() {
      await Promise.all([beside, coming?.close()]);
    },
  };
}
