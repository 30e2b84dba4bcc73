import { type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import { tollDays } from './table.ts';

/** The counts of outside calls that a restart must not forget. */
export interface TollStore {
  /** Of a day, by user. */
  countsOf(day: string): ReadonlyMap<string, number>;
  setCount(userId: string, day: string, calls: number): Promise<void>;
}

/** The store in an SQLite database. */
export function createTollStore(handle: DatabaseHandle): TollStore {
  const { db } = handle;
  return {
    countsOf: (day) =>
      new Map(
        db
          .select()
          .from(tollDays)
          .where(eq(tollDays.day, day))
          .all()
          .map(({ userId, calls }) => [userId, calls]),
      ),
    setCount: async (userId, day, calls) =>
      transaction(handle, () => {
        db.insert(tollDays)
          .values({ userId, day, calls })
          .onConflictDoUpdate({ target: tollDays.userId, set: { day, calls } })
          .run();
      }),
  };
}
