import { asc, type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import type { Entry, Parts } from '../kernel/secret-parts.ts';
import { pbxConnections } from './table.ts';

/** A PBX connection as it is stored: the secrets sealed. */
export interface StoredConnection {
  readonly id: string;
  readonly enabled: boolean;
  readonly entry: Entry;
  readonly secrets: Parts;
  /** ms epoch */
  readonly createdAt: number;
}

/** PBX connections that were made in the page. */
export interface ConnectionStore {
  /** The oldest first. */
  list(): StoredConnection[];
  /** Makes it, or takes the place of what has its id. */
  save(connection: StoredConnection): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The store in an SQLite database. */
export function createConnectionStore(handle: DatabaseHandle): ConnectionStore {
  const { db } = handle;
  return {
    list: () =>
      db
        .select()
        .from(pbxConnections)
        .orderBy(asc(pbxConnections.createdAt), asc(pbxConnections.id))
        .all(),
    async save(connection) {
      transaction(handle, () =>
        db
          .insert(pbxConnections)
          .values(connection)
          .onConflictDoUpdate({ target: pbxConnections.id, set: connection })
          .run(),
      );
    },
    async remove(id) {
      transaction(handle, () => db.delete(pbxConnections).where(eq(pbxConnections.id, id)).run());
    },
  };
}
