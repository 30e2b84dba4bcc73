import type { Clock } from '../kernel/clock.ts';

/** Session id and when it was used, ms epoch. */
export type Sighting = readonly [sessionId: string, at: number];

/** Notes when sessions are used. */
export interface Sightings {
  note(sessionId: string): void;
  /** When it was used, where that is not written yet. */
  noted(sessionId: string): number | null;
  /** Writes what was noted, and no more. */
  stop(): void;
}

const EVERY_MS = 60_000;

/**
 * Written together once a minute: one fsync for everybody, and one wait where another program holds the
 * database. Nobody who asks for something waits for a time stamp.
 */
export function createSightings(parts: {
  write: (sightings: readonly Sighting[]) => Promise<void>;
  clock: Pick<Clock, 'now' | 'after'>;
  /** Told when they could not be written; they are tried again with the next ones. */
  failed: (error: unknown) => void;
}): Sightings {
  const { write, clock, failed } = parts;
  let noted = new Map<string, number>();
  let cancel = clock.after(EVERY_MS, turn);

  function turn(): void {
    cancel = clock.after(EVERY_MS, turn);
    void writeAll();
  }

  async function writeAll(): Promise<void> {
    if (noted.size === 0) return;
    const all = noted;
    noted = new Map();
    try {
      await write([...all]);
    } catch (error) {
      noted = new Map([...all, ...noted]);
      failed(error);
    }
  }

  return {
    noted: (sessionId) => noted.get(sessionId) ?? null,
    note: (sessionId) => void noted.set(sessionId, clock.now()),
    stop() {
      cancel();
      void writeAll();
    },
  };
}
