import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';

/** Others sit down and leave meanwhile. */
const LOOK_EVERY_MS = 5_000;

/** Shared places, as they are now. */
export function usePlaces() {
  const { api } = useParts();
  return useQuery({
    queryKey: ['places'],
    queryFn: () => api.places(),
    staleTime: 0,
    refetchInterval: LOOK_EVERY_MS,
  });
}
