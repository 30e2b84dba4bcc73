import { colleagueKey, type PhoneName } from '@perezvon/cti-server/contract';
import { useCallback } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { PresenceStore } from '../services/presence-store.ts';
import { useParts } from './parts.tsx';

/** Who is at an extension, by name; null where nobody is known there. Hostile text. */
export type NameOfColleague = (phone: PhoneName) => string | null;

/** Finds colleagues by their extensions; another one only when a name is another. */
export function useNameOfColleague(presence: PresenceStore): NameOfColleague {
  const names = useStore(
    presence,
    useShallow(({ colleagues }) =>
      Object.fromEntries(Object.entries(colleagues).map(([key, { name }]) => [key, name])),
    ),
  );
  return useCallback((phone) => names[colleagueKey(phone)] || null, [names]);
}

/** The name of one colleague; null where nobody is known there. */
export function useColleagueName(phone: { pbx: string; extension: string | null }): string | null {
  const { pbx, extension } = phone;
  const { presence } = useParts();
  return useStore(
    presence,
    ({ colleagues }) => (extension && colleagues[colleagueKey({ pbx, extension })]?.name) || null,
  );
}
