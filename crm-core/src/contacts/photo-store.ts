import { createHash } from 'node:crypto';
import { type DatabaseHandle, transaction } from '../shared/db.ts';
import { eq, sql } from '../shared/drizzle.ts';
import type { Ids } from '../shared/ids.ts';
import type { PlainPhoto } from './photo-bytes.ts';
import { contactPhotos, contacts } from './table.ts';

/** A picture as it is kept. */
export interface ContactPhoto extends Pick<PlainPhoto, 'type' | 'bytes'> {
  /** Another for other bytes. */
  readonly version: string;
}

/** The photos of contacts, one each; they go with their contact. */
export interface PhotoStore {
  of(contactId: string): ContactPhoto | null;
  /** In the place of the one there was; gives its version, null where there is no such contact. */
  put(contactId: string, photo: Pick<PlainPhoto, 'type' | 'bytes'>): Promise<string | null>;
  /** False where there was none. */
  remove(contactId: string): Promise<boolean>;
}

const VERSION_SIGNS = 16;

/** The photos in an SQLite database. */
export function createPhotoStore(handle: DatabaseHandle, ids: Pick<Ids, 'now'>): PhotoStore {
  const { db } = handle;
  const one = db
    .select()
    .from(contactPhotos)
    .where(eq(contactPhotos.contactId, sql.placeholder('contactId')))
    .prepare();
  return {
    of(contactId) {
      const row = one.get({ contactId });
      return row ? { type: row.type, version: row.version, bytes: row.bytes } : null;
    },
    put: async (contactId, { type, bytes }) =>
      transaction(handle, () => {
        const is = eq(contacts.id, contactId);
        if (!db.select({ id: contacts.id }).from(contacts).where(is).get()) return null;
        const version = createHash('sha256').update(bytes).digest('hex').slice(0, VERSION_SIGNS);
        const set = { type, version, bytes: Buffer.from(bytes), addedAt: ids.now() };
        db.insert(contactPhotos)
          .values({ contactId, ...set })
          .onConflictDoUpdate({ target: contactPhotos.contactId, set })
          .run();
        return version;
      }),
    remove: async (contactId) =>
      transaction(
        handle,
        () =>
          db.delete(contactPhotos).where(eq(contactPhotos.contactId, contactId)).run().changes > 0,
      ),
  };
}
