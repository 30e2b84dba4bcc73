import { and, type DatabaseHandle, desc, eq, gt, transaction } from '@perezvon/crm-core';
import type { RecordingPlay, User } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { recordingPlays } from './table.ts';

/** Which one of a call's recordings a user hears. */
interface Heard {
  readonly callId: string;
  readonly recording: number;
  readonly user: User;
}

/** Who heard which recording, and when. */
export interface RecordingPlays {
  /**
   * L9 Whether a play begins where a user hears a recording from byte `start` on. A player asks for parts as it goes
   * and when somebody seeks: what does not begin at the beginning belongs to the play before it.
   */
  begins(play: Heard & { start: number }): boolean;
  /** Notes the beginning of a play. Throws `StorageError`: then nobody hears anything. */
  note(play: Heard & { address: string }): Promise<void>;
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
  const { callId: ofCall, recording: which, userId: ofUser, at: atColumn } = recordingPlays;

  function hears({ callId, recording, user }: Heard, since: number): boolean {
    const own = and(eq(ofCall, callId), eq(which, recording));
    const mine = and(own, eq(ofUser, user.id), gt(atColumn, since));
    return db.select({ at: atColumn }).from(recordingPlays).where(mine).limit(1).get() !== undefined;
  }

  return {
    begins: ({ start, ...heard }) => start === 0 || !hears(heard, clock.now() - ONE_PLAY_MS),
    async note({ callId, recording, user, address }) {
      const at = clock.now();
      await store.add({ at, callId, recording, userId: user.id, userName: user.name, address });
    },
    of: (callId) =>
      db
        .select()
        .from(recordingPlays)
        .where(eq(ofCall, callId))
        .orderBy(desc(atColumn))
        .limit(100)
        .all()
        .map(({ at, recording, userName, address }) => ({
          at: iso(at),
          recording,
          userName,
          address,
        })),
  };
}
