import {
  type Colleague,
  colleagueKey,
  type Pause,
  phonesOf,
  type Queue,
  WRAP_UP,
} from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Text } from '../text/en.ts';
import { useParts } from './parts.tsx';

/** All colleagues, by name, then extension. */
export function useColleagues(): readonly Colleague[] {
  const { presence } = useParts();
  const colleagues = useStore(presence, (state) => state.colleagues);
  return Object.values(colleagues).sort(byName);
}

/** All queues, by what they are for. */
export function useQueues(): readonly Queue[] {
  const { presence } = useParts();
  const queues = useStore(presence, (state) => state.queues);
  return Object.values(queues).sort((a, b) => queueWord(a).localeCompare(queueWord(b)));
}

/** The reader's own phones, the first one first; without those of which nothing is known. */
export function useOwnPhones(): readonly Colleague[] {
  const { presence, user } = useParts();
  const colleagues = useStore(presence, (state) => state.colleagues);
  return phonesOf(user).flatMap((phone) => colleagues[colleagueKey(phone)] ?? []);
}

/** What a queue is called in the page. */
export const queueWord = ({ label, name }: Pick<Queue, 'label' | 'name'>): string => label ?? name;

/** Why somebody pauses, in words; reasons are the firm's own but for the one that the server gives. */
export function pauseWord(t: Text, { reason }: Pause): string {
  if (reason === WRAP_UP) return t.wrapUp.title;
  return reason || t.colleagues.states.paused;
}

function byName(a: Colleague, b: Colleague): number {
  // who has no name stands behind
  if ((a.name === '') !== (b.name === '')) return a.name === '' ? 1 : -1;
  return a.name.localeCompare(b.name) || a.extension.localeCompare(b.extension);
}

/** The query of the reasons to pause. */
export const REASONS = ['pause-reasons'];

/** The reasons to pause, loaded when they are first wanted. */
export function usePauseReasons(wanted: boolean) {
  const { api } = useParts();
  return useQuery({
    queryKey: REASONS,
    queryFn: () => api.pauseReasons(),
    select: ({ items }) => items,
    enabled: wanted,
  });
}

/** One command to a phone's queues at a time; what goes wrong is told in words. */
export function useMemberActs() {
  const { api, tellFailure } = useParts();
  const [busy, setBusy] = useState(false);
  async function run(act: Promise<unknown>): Promise<void> {
    setBusy(true);
    await act.catch(tellFailure);
    setBusy(false);
  }
  return {
    busy,
    pause: (phones: readonly Phone[], reason: string | null) =>
      void run(Promise.all(phones.map((phone) => api.pause(phone, reason)))),
    join: (phone: Phone, queue: string) => void run(api.joinQueue(phone, queue)),
    leave: (phone: Phone, queue: string) => void run(api.leaveQueue(phone, queue)),
  };
}

type Phone = Pick<Colleague, 'pbx' | 'extension'>;
