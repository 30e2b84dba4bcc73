import { colleagueKey, phonesOf, type User } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import type { Act } from './cards/acts.ts';
import { REASONS } from './cards/presence.ts';
import type { ApiClient } from './services/api-client.ts';
import type { PresenceStore } from './services/presence-store.ts';
import { useSpeech } from './text/language.tsx';

/** To take no calls of queues for a reason, and to take them again, by typing in the palette. */
export function usePauseActs(parts: {
  api: Pick<ApiClient, 'pause' | 'pauseReasons'>;
  presence: PresenceStore;
  user: User;
  /** The palette is open: only then the reasons are asked for. */
  wanted: boolean;
  tellFailure: (error: unknown) => void;
}): readonly Act[] {
  const { api, user, wanted, tellFailure } = parts;
  const { t } = useSpeech();
  const colleagues = useStore(parts.presence, (state) => state.colleagues);
  const reasons = useQuery({
    queryKey: REASONS,
    queryFn: api.pauseReasons,
    select: ({ items }) => items,
    enabled: wanted,
  });
  const phones = phonesOf(user)
    .flatMap((phone) => colleagues[colleagueKey(phone)] ?? [])
    .filter(({ queues }) => queues.length > 0);
  if (!wanted || phones.length === 0) return [];
  const act = (word: string, reason: string | null, can = true): Act => ({
    name: `pause ${reason ?? ''}`,
    group: 'page',
    word,
    keys: [],
    can,
    run: () => void Promise.all(phones.map((phone) => api.pause(phone, reason))).catch(tellFailure),
  });
  const isPaused = phones.some(({ pause }) => pause !== null);
  return [
    act(t.colleagues.take, null, isPaused),
    ...(reasons.data ?? []).map((reason) => act(`${t.colleagues.pauseFor}: ${reason}`, reason)),
  ];
}
