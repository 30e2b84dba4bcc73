import type { CallView } from '@perezvon/cti-server/contract';
import { type LiveStore, selectShrunk } from './services/live-store.ts';

/**
 * Keeps what is left of missed calls' cards over a reload of the tab: their ids, and nothing that a caller said.
 * `load` gives a call by its id. Gives what ends it.
 */
export function keepMissed(
  live: LiveStore,
  options: {
    userId: string;
    storage: Pick<Storage, 'getItem' | 'setItem'>;
    load: (id: string) => Promise<CallView>;
  },
): () => void {
  const { storage, load } = options;
  const key = `perezvon.missed.${options.userId}`;
  let stop = () => {};
  let over = false;

  /** Only once they are back: else a reload meanwhile would lose them. */
  function follow(): void {
    if (over) return;
    let written = '';
    const write = () => {
      const ids = JSON.stringify(selectShrunk(live.getState()));
      if (ids !== written) storage.setItem(key, ids);
      written = ids;
    };
    write();
    stop = live.subscribe(write);
  }

  // one that cannot be had any more is no longer one's own
  const found = idsIn(storage.getItem(key)).map((id) => load(id).catch(() => []));
  void Promise.all(found).then((calls) => {
    if (!over) live.restoreMissed(calls.flat());
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
