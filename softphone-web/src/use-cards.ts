import type { CallView, User } from '@perezvon/cti-server/contract';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useCardSettings } from './cards/card-query.ts';
import type { CardActs } from './cards/CardColumn.tsx';
import { ownExtension } from './cards/call-facts.ts';
import { inOrder, popWhen, shownAs } from './cards/pop-rule.ts';
import { wrapUpOf } from './cards/wrap-up.ts';
import type { ApiClient } from './services/api-client.ts';
import { type LiveStore, selectPops, selectShrunk } from './services/live-store.ts';

/** The cards to show, and whether they are folded: until a further call comes on top. */
export function useCards(
  live: LiveStore,
  parts: {
    user: User;
    api: Pick<ApiClient, 'cardSettings' | 'endWrapUp'>;
    tellFailure: (error: unknown) => void;
  },
): {
  cards: readonly CallView[];
  /** Ids of those of which a line is left. */
  shrunk: readonly string[];
  /** Ids of those that wait in the background to be opened. */
  quiet: readonly string[];
  folded: boolean;
  acts: CardActs;
} {
  const { user, api, tellFailure } = parts;
  const pops = useStore(live, useShallow(selectPops));
  const shrunk = useStore(live, useShallow(selectShrunk));
  const { pops: rules, wrapUpSec: seconds } = useCardSettings(api);
  const [foldedUnder, setFoldedUnder] = useState<string | null>(null);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const shown = pops.map((call) => {
    const when = popWhen(rules, { userId: user.id, queue: call.queue });
    const isOpened = opened.includes(call.id) || shrunk.includes(call.id);
    return { call, as: shownAs(call, { when, extension: user.extension, opened: isOpened }) };
  });
  const cards = inOrder(shown.flatMap(({ call, as }) => (as === 'none' ? [] : [call])));
  const top = cards[0]?.id ?? null;
  return {
    cards,
    shrunk,
    quiet: shown.flatMap(({ call, as }) => (as === 'line' ? [call.id] : [])),
    folded: top !== null && foldedUnder === top,
    acts: useMemo(
      () => ({
        close(callId) {
          const call = live.getState().calls[callId];
          const extension = call ? ownExtension(call, user) : null;
          const at = { extension, seconds, now: Date.now() };
          // queues send calls again before its time is over
          if (call && wrapUpOf(call, at).kind === 'running')
            api.endWrapUp(callId).catch(tellFailure);
          live.dismissPop(callId);
        },
        keep: live.keepPop,
        open: (callId) => setOpened((before) => [...before, callId]),
        fold: (folded) => setFoldedUnder(folded ? top : null),
      }),
      [live, top, user, api, tellFailure, seconds],
    ),
  };
}
