import type { CallView, CardSettings } from '@perezvon/cti-server/contract';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { ApiClient } from '../services/api-client.ts';
import { useSpeech } from '../text/language.tsx';
import { useParts } from './parts.tsx';

/** Until the firm's own are there. */
const BEFORE: CardSettings = {
  outcomes: [],
  wrapUpSec: null,
  currency: 'RUB',
  pops: { standard: 'ring', queues: [], users: [] },
};

/** What a card shows beside the call: asked for when it is shown, so that no pop waits for it. */
export function useCard(call: Pick<CallView, 'id' | 'caller'>) {
  const { api } = useParts();
  const contactId = call.caller.kind === 'known' ? call.caller.contact.id : null;
  return useQuery({ queryKey: ['card', contactId, call.id], queryFn: () => api.card(call.id) });
}

/** What the firm settled about cards. */
export function useCardSettings(api: Pick<ApiClient, 'cardSettings'>): CardSettings {
  const query = useQuery({ queryKey: ['card-settings'], queryFn: () => api.cardSettings() });
  return query.data ?? BEFORE;
}

/** One's own tasks: those to be done, or those that are done. */
export function useTasks(api: Pick<ApiClient, 'tasks'>, done: boolean) {
  return useQuery({ queryKey: ['tasks', { done }], queryFn: () => api.tasks(done) });
}

/** The outcomes on offer by code, and the name of any. */
export function useOutcomes(): {
  readonly offered: readonly string[];
  readonly nameOf: (code: string) => string;
} {
  const { t } = useSpeech();
  const { api } = useParts();
  const { outcomes } = useCardSettings(api);
  return {
    offered: outcomes.flatMap(({ code, retired }) => (retired ? [] : [code])),
    nameOf: (code) => outcomes.find((one) => one.code === code)?.name || (t.outcomes[code] ?? code),
  };
}

/** Deals, tasks or the timeline of a contact changed (null: of nobody's): asks again for what shows them. */
export function refreshWork(queries: QueryClient, contactId: string | null): void {
  const ofContact =
    contactId === null
      ? []
      : [
          ['card', contactId],
          ['contact', contactId],
        ];
  for (const queryKey of [['tasks'], ...ofContact]) void queries.invalidateQueries({ queryKey });
}
