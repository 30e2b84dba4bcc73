import { and, type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import { openIdSubjects } from './table.ts';

/** A person at an OpenID provider. */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

/** Who is who at the OpenID providers. */
export interface OpenIdStore {
  /** The user to whom this person was bound. */
  userOf(person: Subject): string | null;
  /** Users who are bound to somebody. */
  bound(): string[];
  /** Binds for good; false where the user, or the person, is bound to another. */
  bind(userId: string, person: Subject): Promise<boolean>;
  /** Whether there was one. */
  unbind(userId: string): Promise<boolean>;
}

/** The store in an SQLite database. */
export function createOpenIdStore(handle: DatabaseHandle, { now }: { now(): number }): OpenIdStore {
  const { db } = handle;
  const whose = ({ issuer, subject }: Subject) =>
    and(eq(openIdSubjects.issuer, issuer), eq(openIdSubjects.subject, subject));
  const userOf = (person: Subject) =>
    db.select().from(openIdSubjects).where(whose(person)).get()?.userId ?? null;
  return {
    userOf,
    bound: () =>
      db
        .select()
        .from(openIdSubjects)
        .all()
        .map(({ userId }) => userId),
    bind: async (userId, person) =>
      transaction(handle, () => {
        const row = { ...person, userId, boundAt: now() };
        const added = db.insert(openIdSubjects).values(row).onConflictDoNothing().run();
        return added.changes === 1 || userOf(person) === userId;
      }),
    unbind: async (userId) =>
      transaction(
        handle,
        () => db.delete(openIdSubjects).where(eq(openIdSubjects.userId, userId)).run().changes > 0,
      ),
  };
}
