import { useQuery } from '@tanstack/react-query';
import { LOOK_AGAIN } from '../../cards/look-again.ts';
import { useParts } from '../../cards/parts.tsx';

/** Shared places, as they are now: others sit down and leave meanwhile. */
export function usePlaces() {
  const { api } = useParts();
  return useQuery({ queryKey: ['places'], queryFn: () => api.places(), ...LOOK_AGAIN });
}
