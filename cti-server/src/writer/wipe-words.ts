import { StorageError } from '@perezvon/crm-core';
import type { Clock } from '../kernel/clock.ts';
import { startWriterThread } from './writer-thread.ts';
import { writesBy } from './writes.ts';

/** Calls are written in between: who waits for them gives way. */
const AGAIN_MS = 100;
const MOST_TRIES = 100;

/**
 * Wipes the words of removed names from the index of names. Of a million names a step takes up to a second, so a thread of
 * its own does it; calls wait for the lock meanwhile, and lose nothing. Throws `StorageError`.
 */
export async function wipeWords(file: string, clock: Pick<Clock, 'after'>): Promise<void> {
  const thread = startWriterThread(file, () => {});
  const { contacts } = writesBy(thread.write);

  async function step(isFirst: boolean): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await contacts.wipeWords(isFirst);
      } catch (error) {
        const isLocked = error instanceof StorageError && error.code === 'database-locked';
        if (!isLocked || tries === MOST_TRIES) throw error;
        await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve));
      }
    }
  }

  try {
    for (let more = await step(true); more; ) more = await step(false);
  } finally {
    await thread.close();
  }
}
