import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { asc, type DatabaseHandle, eq, inArray, lt, transaction } from '@perezvon/crm-core';
import type { Capture } from './capture.ts';
import { callCaptureParts } from './table.ts';

/** A piece of a call's capture as it is stored; `body` as `packCapture` gives it, `at` ms epoch. */
export interface CapturePart {
  readonly callId: string;
  readonly at: number;
  readonly body: Uint8Array;
}

/** Captures of calls, piece by piece. */
export interface CaptureStore {
  /** The pieces of a call in the order in which they were written. */
  parts(callId: string): Promise<Capture[]>;
  /** One transaction: what is kept of call `from` becomes `into`'s, then the pieces are added. Throws `StorageError`. */
  write(
    parts: readonly CapturePart[],
    moves: readonly { readonly from: string; readonly into: string }[],
  ): Promise<void>;
  /** Removes the pieces of these calls; gives how many. Throws `StorageError`. */
  remove(callIds: readonly string[]): Promise<number>;
  /** Removes at most `most` of the pieces written before `before` (ms epoch); gives how many. */
  prune(before: number, most: number): Promise<number>;
}

const gzipped = promisify(gzip);
const unpack = promisify(gunzip);
/** Half the work for a third more bytes: the loop has better to do. */
const QUICK = { level: 1 };

/** A capture as it is stored. */
export function packCapture(capture: Capture): Promise<Uint8Array> {
  return gzipped(JSON.stringify(capture), QUICK);
}

/** The store in an SQLite database. */
export function createCaptureStore(handle: DatabaseHandle): CaptureStore {
  const { db, sqlite } = handle;
  const { callId: ofCall, row, at: written } = callCaptureParts;
  // not by drizzle, which takes some seven times as long: there are many
  const insert = sqlite.prepare(
    'INSERT INTO call_capture_parts (call_id, at, body) VALUES (@callId, @at, @body)',
  );
  return {
    async parts(callId) {
      const rows = db
        .select()
        .from(callCaptureParts)
        .where(eq(ofCall, callId))
        .orderBy(asc(row))
        .all();
      return Promise.all(
        rows.map(async ({ body }) => JSON.parse((await unpack(body)).toString('utf8')) as Capture),
      );
    },
    async write(parts, moves) {
      transaction(handle, () => {
        for (const { from, into } of moves) {
          db.update(callCaptureParts).set({ callId: into }).where(eq(ofCall, from)).run();
        }
        for (const part of parts) insert.run(part);
      });
    },
    async remove(callIds) {
      return transaction(handle, () =>
        callIds.reduce(
          (sum, id) => sum + db.delete(callCaptureParts).where(eq(ofCall, id)).run().changes,
          0,
        ),
      );
    },
    async prune(before, most) {
      const old = db
        .select({ row })
        .from(callCaptureParts)
        .where(lt(written, before))
        .orderBy(asc(written))
        .limit(most)
        .all()
        .map((one) => one.row);
      if (old.length > 0) {
        transaction(handle, () => db.delete(callCaptureParts).where(inArray(row, old)).run());
      }
      return old.length;
    },
  };
}
