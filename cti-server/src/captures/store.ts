import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { asc, type DatabaseHandle, eq, inArray, lt, transaction } from '@perezvon/crm-core';
import type { Capture } from './capture.ts';
import { callCaptures } from './table.ts';

/** Captures of calls that are over. */
export interface CaptureStore {
  get(callId: string): Promise<Capture | null>;
  /** Takes the place of an earlier one; `body` as `packCapture` gives it. Throws `StorageError`. */
  save(callId: string, at: number, body: Uint8Array): Promise<void>;
  /** Removes at most `most` of those that ended before `before` (ms epoch); gives how many. */
  prune(before: number, most: number): Promise<number>;
}

const gzipped = promisify(gzip);
/** Half the work for a third more bytes: the loop has better to do. */
const QUICK = { level: 1 };
const unpack = promisify(gunzip);

/** A capture as it is stored. */
export function packCapture(capture: Capture): Promise<Uint8Array> {
  return gzipped(JSON.stringify(capture), QUICK);
}

/** The store in an SQLite database. */
export function createCaptureStore(handle: DatabaseHandle): CaptureStore {
  const { db } = handle;
  return {
    async get(callId) {
      const row = db.select().from(callCaptures).where(eq(callCaptures.callId, callId)).get();
      return row ? (JSON.parse((await unpack(row.body)).toString('utf8')) as Capture) : null;
    },
    async save(callId, at, packed) {
      const body = Buffer.from(packed);
      transaction(handle, () =>
        db
          .insert(callCaptures)
          .values({ callId, at, body })
          .onConflictDoUpdate({ target: callCaptures.callId, set: { at, body } })
          .run(),
      );
    },
    async prune(before, most) {
      const old = db
        .select({ id: callCaptures.callId })
        .from(callCaptures)
        .where(lt(callCaptures.at, before))
        .orderBy(asc(callCaptures.at))
        .limit(most)
        .all()
        .map(({ id }) => id);
      if (old.length > 0) {
        transaction(handle, () =>
          db.delete(callCaptures).where(inArray(callCaptures.callId, old)).run(),
        );
      }
      return old.length;
    },
  };
}
