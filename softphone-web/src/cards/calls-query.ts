import type { CallView } from '@perezvon/cti-server/contract';
import { type QueryClient, useInfiniteQuery } from '@tanstack/react-query';
import { type CallFilter, type CallPages, withCall } from './call-list.ts';
import { queryOf } from './history-filter.ts';
import { useParts } from './parts.tsx';

const KEY = 'calls';

/** The calls of a filter, newest first, page by page. Live changes come by `noteCallChange`. */
export function useCalls(filter: CallFilter) {
  const { api } = useParts();
  return useInfiniteQuery({
    queryKey: [KEY, filter],
    queryFn: ({ pageParam }) => api.calls(queryOf(filter), pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

/** Puts a call that just changed into every list that shows it, without asking the server where it can. */
export function noteCallChange(queries: QueryClient, call: CallView): void {
  queries.setQueryData([KEY, 'one', call.id], (before: CallView | undefined) => before && call);
  for (const [key, list] of queries.getQueriesData<CallPages>({ queryKey: [KEY] })) {
    const filter = key[1];
    if (!list?.pages || typeof filter !== 'object' || filter === null) continue;
    const next = withCall(list, call, filter as CallFilter);
    if (next) queries.setQueryData(key, next);
    else void queries.invalidateQueries({ queryKey: key, exact: true });
  }
  if (call.state === 'ended' && call.caller.kind === 'known') {
    void queries.invalidateQueries({ queryKey: ['contact', call.caller.contact.id] });
  }
}

/** The query of one call. */
export function oneCallKey(id: string): readonly unknown[] {
  return [KEY, 'one', id];
}

/** Every list of calls may be old (the live link was away): asks again for what is shown. */
export function refreshCalls(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: [KEY] });
}
