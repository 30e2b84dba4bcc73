import type { Clock } from '../kernel/clock.ts';
import { startWriterThread } from './writer-thread.ts';
import { writesBy } from './writes.ts';

const AGAIN_MS = 100;
const MOST_TRIES = 20;

/**
 * Carries all that was written into the database file and leaves its write-ahead log without a byte, so that what was
 * removed is in neither. A thread of its own does it. False where another program reads the database all the while, as a
 * backup does. Throws `StorageError`.
 */
export async function emptyLog(file: string, clock: Pick<Clock, 'after'>): Promise<boolean> {
  const thread = startWriterThread(file, () => {});
  const { database } = writesBy(thread.write);
  try {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      if (await database.emptyLog()) return true;
      await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve));
    }
    return false;
  } finally {
    await thread.close();
  }
}
