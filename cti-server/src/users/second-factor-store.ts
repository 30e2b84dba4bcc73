import { and, type DatabaseHandle, eq, isNull, lt, transaction } from '@perezvon/crm-core';
import { recoveryCodes, secondFactors } from './table.ts';

/** A user's second factor as stored: the secret sealed. */
export interface StoredFactor {
  readonly userId: string;
  readonly secret: string;
  /** When a code proved that the app has the secret, ms epoch; null: not yet, so it is not asked for. */
  readonly confirmedAt: number | null;
  /** The time step of the last code that was used: no code is good twice. */
  readonly lastStep: number;
}

/** Second factors and recovery codes. */
export interface FactorStore {
  get(userId: string): StoredFactor | null;
  /** Users who are asked for a code. */
  confirmed(): string[];
  /** All, confirmed or not. */
  list(): StoredFactor[];
  /** Recovery codes that still work. */
  recoveryLeft(userId: string): number;
  /** Takes the place of one that is not confirmed; false where a confirmed one is there. */
  begin(userId: string, secret: string): Promise<boolean>;
  /** Confirms by a code of this step; true for exactly one caller. */
  confirm(
    userId: string,
    at: { now: number; step: number; codeHashes: string[] },
  ): Promise<boolean>;
  /** Uses a step up: true for exactly one caller, and for none of an older one. */
  useStep(userId: string, step: number): Promise<boolean>;
  /** Uses a recovery code up: true for exactly one caller. */
  useRecovery(userId: string, codeHash: string, now: number): Promise<boolean>;
  /** The same secret sealed by another key. */
  reseal(userId: string, secret: string): Promise<void>;
  /** Whether there was one. */
  remove(userId: string): Promise<boolean>;
}

/** The store in an SQLite database. */
export function createFactorStore(handle: DatabaseHandle): FactorStore {
  const { db } = handle;
  const of = (userId: string) => eq(secondFactors.userId, userId);
  const works = (userId: string) =>
    and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt));
  const get = (userId: string) => db.select().from(secondFactors).where(of(userId)).get() ?? null;
  const list = () => db.select().from(secondFactors).all();

  return {
    get,
    list,
    confirmed: () => list().flatMap((one) => (one.confirmedAt === null ? [] : [one.userId])),
    recoveryLeft: (userId) => db.select().from(recoveryCodes).where(works(userId)).all().length,
    begin: async (userId, secret) =>
      transaction(handle, () => {
        if (get(userId)?.confirmedAt) return false;
        db.delete(secondFactors).where(of(userId)).run();
        db.insert(secondFactors).values({ userId, secret, confirmedAt: null, lastStep: 0 }).run();
        return true;
      }),
    confirm: async (userId, { now, step, codeHashes }) =>
      transaction(handle, () => {
        const { changes } = db
          .update(secondFactors)
          .set({ confirmedAt: now, lastStep: step })
          .where(and(of(userId), isNull(secondFactors.confirmedAt)))
          .run();
        if (changes === 0) return false;
        db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run();
        for (const codeHash of codeHashes)
          db.insert(recoveryCodes).values({ codeHash, userId }).run();
        return true;
      }),
    useStep: async (userId, step) =>
      transaction(
        handle,
        () =>
          db
            .update(secondFactors)
            .set({ lastStep: step })
            .where(and(of(userId), lt(secondFactors.lastStep, step)))
            .run().changes === 1,
      ),
    useRecovery: async (userId, codeHash, now) =>
      transaction(
        handle,
        () =>
          db
            .update(recoveryCodes)
            .set({ usedAt: now })
            .where(and(works(userId), eq(recoveryCodes.codeHash, codeHash)))
            .run().changes === 1,
      ),
    async reseal(userId, secret) {
      transaction(handle, () => db.update(secondFactors).set({ secret }).where(of(userId)).run());
    },
    remove: async (userId) =>
      transaction(handle, () => {
        db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run();
        return db.delete(secondFactors).where(of(userId)).run().changes > 0;
      }),
  };
}
