import { and, type DatabaseHandle, desc, eq, gt, transaction } from '@perezvon/crm-core';
import type { RecordingPlay, User } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { recordingPlays } from './table.ts';

/** Who heard which recording, and when. */
export interface RecordingPlays {
  /**
   * L9 Whether a play begins where a user hears a call from byte `start` on. A player asks for parts as it goes
   * and when somebody seeks: what does not begin at the beginning belongs to the play before it.
   */
  begins(play: { callId: string; user: User; start: number }): boolean;
  /** Notes the beginning of a play. Throws `StorageError`: then nobody hears anything. */
  note(play: { callId: string; user: User; address: string }): Promise<void>;
  /** Newest first, at most 100. */
  of(callId: string): RecordingPlay[];
}

/** Where plays are written. */
export interface PlayStore {
  /** `at`: ms epoch. Throws `StorageError`. */
  add(play: typeof recordingPlays.$inferInsert): Promise<void>;
}

/** Whoever goes on after so long plays it anew. */
const ONE_PLAY_MS = 3_600_000;

/** The writes, in an SQLite database. */
export function createPlayStore(handle: DatabaseHandle): PlayStore {
  return {
    async add(play) {
      transaction(handle, () => handle.db.insert(recordingPlays).values(play).run());
    },
  };
}

/** The plays, read from an SQLite database and written to `store`. */
export function createRecordingPlays(
  handle: DatabaseHandle,
  store: PlayStore,
  clock: Clock,
): RecordingPlays {
  const { db } = handle;
  const { callId: ofCall, userId: ofUser, at: atColumn } = recordingPlays;

  function hears(callId: string, userId: string, since: number): boolean {
    const mine = and(eq(ofCall, callId), eq(ofUser, userId), gt(atColumn, since));
    return db.select({ at: atColumn }).from(recordingPlays).where(mine).limit(1).get() !== undefined;
  }

  return {
    begins: ({ callId, user, start }) =>
      start === 0 || !hears(callId, user.id, clock.now() - ONE_PLAY_MS),
    async note({ callId, user, address }) {
      const at = clock.now();
      await store.add({ at, callId, userId: user.id, userName: user.name, address });
    },
    of: (callId) =>
      db
        .select()
        .from(recordingPlays)
        .where(eq(ofCall, callId))
        .orderBy(desc(atColumn))
        .limit(100)
        .all()
        .map(({ at, userName, address }) => ({ at: iso(at), userName, address })),
  };
}
