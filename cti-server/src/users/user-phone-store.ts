import { asc, type DatabaseHandle, eq } from '@perezvon/crm-core';
import type { OwnPhone } from '../contract/index.ts';
import { userPhones } from './table.ts';

/** A phone of a user's beside the first, with its sealed SIP password; undefined: it keeps the one that it has. */
export interface StoredPhone extends OwnPhone {
  readonly sipPassword?: string | null;
}

/** Phones of users beside their first; all within the caller's transaction. */
export interface UserPhoneStore {
  /** Of one user, in their order. */
  of(userId: string): StoredPhone[];
  /** Of all, by user. */
  all(): ReadonlyMap<string, OwnPhone[]>;
  /** Those are all from now on. */
  replace(userId: string, phones: readonly StoredPhone[]): void;
}

/** The phones in an SQLite database. */
export function createUserPhoneStore({ db }: DatabaseHandle): UserPhoneStore {
  const { userId: whose, pbx, extension, device, sipPassword, position } = userPhones;
  const of = (userId: string): StoredPhone[] =>
    db
      .select({ pbx, extension, device, sipPassword })
      .from(userPhones)
      .where(eq(whose, userId))
      .orderBy(asc(position))
      .all();
  return {
    of,
    all() {
      const rows = db
        .select({ whose, pbx, extension, device })
        .from(userPhones)
        .orderBy(asc(position))
        .all();
      const byUser = new Map<string, OwnPhone[]>();
      for (const { whose: userId, ...phone } of rows) {
        byUser.set(userId, [...(byUser.get(userId) ?? []), phone]);
      }
      return byUser;
    },
    replace(userId, phones) {
      const before = of(userId);
      db.delete(userPhones).where(eq(whose, userId)).run();
      for (const [index, phone] of phones.entries()) {
        const kept = before.find(
          (one) => one.pbx === phone.pbx && one.extension === phone.extension,
        );
        const password = phone.sipPassword ?? kept?.sipPassword ?? null;
        db.insert(userPhones)
          .values({ ...phone, userId, sipPassword: password, position: index })
          .run();
      }
    },
  };
}
