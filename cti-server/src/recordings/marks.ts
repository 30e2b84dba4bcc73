import { and, asc, type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import type { NewMark, RecordingMark, User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { recordingMarks } from './table.ts';

/** What people said of moments in recordings. */
export interface MarkStore {
  /** Of all recordings of a call, each in its order. */
  of(callId: string): RecordingMark[];
  /** Null where the call has too many. */
  add(
    callId: string,
    user: Pick<User, 'id' | 'name'>,
    mark: Required<NewMark>,
  ): Promise<RecordingMark | null>;
  /** Whether it was there and theirs; `userId` null: whoever's. */
  remove(mark: { callId: string; id: string; userId: string | null }): Promise<boolean>;
}

const MOST = 200;

/** The store in an SQLite database. */
export function createMarkStore(
  handle: DatabaseHandle,
  clock: Pick<Clock, 'id' | 'now'>,
): MarkStore {
  const { db } = handle;
  const { id: idColumn, callId: ofCall, userId: ofUser } = recordingMarks;
  const { recording, userName, atMs, text } = recordingMarks;

  const list = (callId: string): RecordingMark[] =>
    db
      .select({ id: idColumn, recording, atMs, text, userId: ofUser, userName })
      .from(recordingMarks)
      .where(eq(ofCall, callId))
      .orderBy(asc(recording), asc(atMs), asc(idColumn))
      .all();

  return {
    of: list,
    add: async (callId, user, mark) =>
      transaction(handle, () => {
        if (list(callId).length >= MOST) return null;
        const added = { ...mark, id: clock.id(), userId: user.id, userName: user.name };
        db.insert(recordingMarks)
          .values({ ...added, callId, createdAt: clock.now() })
          .run();
        return added;
      }),
    remove: async ({ callId, id, userId }) =>
      transaction(handle, () => {
        const one = and(eq(idColumn, id), eq(ofCall, callId));
        const theirs = userId === null ? one : and(one, eq(ofUser, userId));
        return db.delete(recordingMarks).where(theirs).run().changes > 0;
      }),
  };
}
