import { and, asc, type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import type { NewFilter, SavedFilter } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { savedFilters } from './table.ts';

/** Filters of the list of calls that people keep. */
export interface FilterStore {
  /** By name. */
  of(userId: string): SavedFilter[];
  /** Takes the place of the user's one of the same name; null where they have too many. */
  save(userId: string, filter: NewFilter): Promise<SavedFilter | null>;
  /** Whether it was there, of this user. */
  remove(userId: string, id: string): Promise<boolean>;
}

/** More than one finds again. */
const MOST = 50;

/** The store in an SQLite database. */
export function createFilterStore(handle: DatabaseHandle, clock: Pick<Clock, 'id'>): FilterStore {
  const { db } = handle;
  const ofUser = (userId: string) => eq(savedFilters.userId, userId);

  const list = (userId: string): SavedFilter[] => {
    const { id, name, query } = savedFilters;
    const rows = db.select({ id, name, query }).from(savedFilters).where(ofUser(userId));
    return rows.orderBy(asc(name)).all();
  };

  return {
    of: list,
    save: async (userId, { name, query }) =>
      transaction(handle, () => {
        const mine = list(userId);
        const before = mine.find((one) => one.name === name);
        if (!before && mine.length >= MOST) return null;
        const saved = { id: before?.id ?? clock.id(), name, query };
        if (before) {
          db.update(savedFilters).set({ query }).where(eq(savedFilters.id, saved.id)).run();
        } else {
          db.insert(savedFilters)
            .values({ ...saved, userId })
            .run();
        }
        return saved;
      }),
    remove: async (userId, id) =>
      transaction(
        handle,
        () =>
          db
            .delete(savedFilters)
            .where(and(eq(savedFilters.id, id), ofUser(userId)))
            .run().changes > 0,
      ),
  };
}
