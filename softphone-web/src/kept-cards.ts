import type { CallView } from '@perezvon/cti-server/contract';
import {
  type LiveState,
  type LiveStore,
  selectShrunk,
  selectWrapUps,
} from './services/live-store.ts';

/** What keeping cards needs. */
export interface Kept {
  readonly userId: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** A call by its id. */
  readonly load: (id: string) => Promise<CallView>;
}

/**
 * Keeps what is left of missed calls' cards over a reload of the tab: their ids, and nothing that a caller said.
 * Gives what ends it.
 */
export function keepMissed(live: LiveStore, kept: Kept): () => void {
  const key = `perezvon.missed.${kept.userId}`;
  return keepIds(live, { ...kept, key, idsOf: selectShrunk, restore: live.restoreMissed });
}

/** The same for cards of calls that are over and that the reader was in: there may be something left to write. */
export function keepWrapUps(live: LiveStore, kept: Kept): () => void {
  const key = `perezvon.wrap-up.${kept.userId}`;
  return keepIds(live, { ...kept, key, idsOf: selectWrapUps, restore: live.restoreWrapUps });
}

function keepIds(
  live: LiveStore,
  options: Kept & {
    key: string;
    idsOf: (state: LiveState) => readonly string[];
    restore: (calls: readonly CallView[]) => void;
  },
): () => void {
  const { key, idsOf, restore, storage, load } = options;
  let stop = () => {};
  let over = false;

  /** Only once they are back: else a reload meanwhile would lose them. */
  function follow(): void {
    if (over) return;
    let written = '';
    const write = () => {
      const ids = JSON.stringify(idsOf(live.getState()));
      if (ids !== written) storage.setItem(key, ids);
      written = ids;
    };
    write();
    stop = live.subscribe(write);
  }

  // one that cannot be had any more is no longer one's own
  const found = idsIn(storage.getItem(key)).map((id) => load(id).catch(() => []));
  void Promise.all(found).then((calls) => {
    if (!over) restore(calls.flat());
    follow();
  });
  return () => {
    over = true;
    stop();
  };
}

function idsIn(text: string | null): string[] {
  try {
    const ids: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
