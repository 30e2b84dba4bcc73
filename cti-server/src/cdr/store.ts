import { type DatabaseHandle, desc, eq, transaction } from '@perezvon/crm-core';
import type { Reconciliation } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { cdrPlaces, reconciliations } from './table.ts';

/** What is kept of reading records. */
export interface CdrStore {
  /** Up to where a PBX's records were read; null: never. */
  place(pbx: string): string | null;
  setPlace(pbx: string, place: string): Promise<void>;
  /** Newest days first. */
  reconciliations(limit: number): Reconciliation[];
  /** Takes the place of an earlier look at the same day. */
  saveReconciliation(found: Reconciliation): Promise<void>;
}

/** The store in an SQLite database. */
export function createCdrStore(handle: DatabaseHandle): CdrStore {
  const { db } = handle;
  return {
    place: (pbx) => db.select().from(cdrPlaces).where(eq(cdrPlaces.pbx, pbx)).get()?.place ?? null,
    async setPlace(pbx, place) {
      transaction(handle, () =>
        db
          .insert(cdrPlaces)
          .values({ pbx, place })
          .onConflictDoUpdate({ target: cdrPlaces.pbx, set: { place } })
          .run(),
      );
    },
    reconciliations: (limit) =>
      db
        .select()
        .from(reconciliations)
        .orderBy(desc(reconciliations.day), reconciliations.pbx)
        .limit(limit)
        .all()
        .map(({ at, recordsFrom, ...row }) => ({
          ...row,
          at: iso(at),
          recordsFrom: recordsFrom === null ? null : iso(recordsFrom),
        })),
    async saveReconciliation(found) {
      const recordsFrom = found.recordsFrom === null ? null : Date.parse(found.recordsFrom);
      const row = { ...found, at: Date.parse(found.at), recordsFrom };
      transaction(handle, () =>
        db
          .insert(reconciliations)
          .values(row)
          .onConflictDoUpdate({ target: [reconciliations.pbx, reconciliations.day], set: row })
          .run(),
      );
    },
  };
}
