import { type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import type { CallQualities, CallQuality } from '../contract/index.ts';
import { callQuality } from './table.ts';

/** How calls sounded. */
export interface QualityStore {
  /** Keeps what a phone measured; a second report of it replaces the first. `at`: ms epoch. Throws `StorageError`. */
  put(
    of: { readonly callId: string; readonly extension: string; readonly at: number },
    quality: CallQuality,
  ): Promise<void>;
  /** In the order of the extensions. */
  of(callId: string): CallQualities['items'];
}

/** The store in an SQLite database. */
export function createQualityStore(handle: DatabaseHandle): QualityStore {
  const { db } = handle;
  const { callId: ofCall, extension: ofExtension } = callQuality;
  return {
    async put(of, { mos, worstMos, jitterMs, lossPercent, rttMs }) {
      const measured = { at: of.at, mos, worstMos, jitterMs, lossPercent, rttMs };
      const { callId, extension } = of;
      transaction(handle, () =>
        db
          .insert(callQuality)
          .values({ callId, extension, ...measured })
          .onConflictDoUpdate({ target: [ofCall, ofExtension], set: measured })
          .run(),
      );
    },
    of: (callId) =>
      db
        .select()
        .from(callQuality)
        .where(eq(ofCall, callId))
        .orderBy(ofExtension)
        .all()
        .map(({ extension, mos, worstMos, jitterMs, lossPercent, rttMs }) => ({
          extension,
          mos,
          worstMos,
          jitterMs,
          lossPercent,
          rttMs,
        })),
  };
}
