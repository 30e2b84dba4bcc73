import type { CallView } from '@perezvon/cti-server/contract';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { BrowserClock } from '../services/browser-clock.ts';
import { useParts } from './parts.tsx';

const KEY = ['missed'];
/** Many calls may end at once: one question is enough. */
const TOGETHER_MS = 2_000;

/** Callers who are to be called back, the latest first. */
export function useMissed() {
  const { api } = useParts();
  return useQuery({ queryKey: KEY, queryFn: () => api.missed(), placeholderData: (old) => old });
}

/** The list is another: asks for it again. */
export function refreshMissed(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: KEY });
}

/** Follows the calls: the end of one may bring somebody in, or take them out. */
export function missedFollower(queries: QueryClient, clock: Pick<BrowserClock, 'after'>) {
  let isPlanned = false;
  return (call: Pick<CallView, 'state' | 'direction'>): void => {
    if (call.state !== 'ended' || call.direction === 'internal' || isPlanned) return;
    isPlanned = true;
    clock.after(TOGETHER_MS, () => {
      isPlanned = false;
      void refreshMissed(queries);
    });
  };
}
