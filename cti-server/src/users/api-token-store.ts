import { and, type DatabaseHandle, desc, eq, transaction } from '@perezvon/crm-core';
import type { TokenScope } from '../contract/index.ts';
import { apiTokens } from './table.ts';

/** An API token as stored: its hash alone. Times ms epoch. */
export interface StoredToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

/** API tokens. */
export interface ApiTokenStore {
  byHash(tokenHash: string): StoredToken | null;
  /** Of a user, the newest first. */
  of(userId: string): StoredToken[];
  add(token: StoredToken & { tokenHash: string }): Promise<void>;
  used(id: string, at: number): Promise<void>;
  /** Whether it was there, of this user. */
  remove(id: string, userId: string): Promise<boolean>;
}

/** The store in an SQLite database. */
export function createApiTokenStore(handle: DatabaseHandle): ApiTokenStore {
  const { db } = handle;
  return {
    byHash(tokenHash) {
      const row = db.select().from(apiTokens).where(eq(apiTokens.tokenHash, tokenHash)).get();
      return row ? withoutHash(row) : null;
    },
    of: (userId) =>
      db
        .select()
        .from(apiTokens)
        .where(eq(apiTokens.userId, userId))
        .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id))
        .all()
        .map(withoutHash),
    add: async ({ scopes, ...token }) =>
      transaction(handle, () => {
        db.insert(apiTokens)
          .values({ ...token, scopes: [...scopes] })
          .run();
      }),
    used: async (id, at) =>
      transaction(handle, () => {
        db.update(apiTokens).set({ usedAt: at }).where(eq(apiTokens.id, id)).run();
      }),
    remove: async (id, userId) =>
      transaction(
        handle,
        () =>
          db
            .delete(apiTokens)
            .where(and(eq(apiTokens.id, id), eq(apiTokens.userId, userId)))
            .run().changes > 0,
      ),
  };
}

function withoutHash(row: typeof apiTokens.$inferSelect): StoredToken {
  const { tokenHash: _, ...token } = row;
  return token;
}
