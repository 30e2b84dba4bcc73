import type { CallView } from '@perezvon/cti-server/contract';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CardActs } from './cards/CardColumn.tsx';
import { type LiveStore, selectPops, selectShrunk } from './services/live-store.ts';

/** The cards to show, and whether they are folded: until a further call comes on top. */
export function useCards(live: LiveStore): {
  cards: readonly CallView[];
  /** Ids of those of which a line is left. */
  shrunk: readonly string[];
  folded: boolean;
  acts: CardActs;
} {
  const cards = useStore(live, useShallow(selectPops));
  const shrunk = useStore(live, useShallow(selectShrunk));
  const [foldedUnder, setFoldedUnder] = useState<string | null>(null);
  const top = cards[0]?.id ?? null;
  return {
    cards,
    shrunk,
    folded: top !== null && foldedUnder === top,
    acts: useMemo(
      () => ({
        close: live.dismissPop,
        keep: live.keepPop,
        fold: (folded) => setFoldedUnder(folded ? top : null),
      }),
      [live, top],
    ),
  };
}
