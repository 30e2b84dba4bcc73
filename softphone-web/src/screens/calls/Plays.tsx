import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

const SHOWN = 5;

/** Who heard a call's recording, for those who lead. */
export function Plays({ callId }: { callId: string }) {
  const { t, when } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: ['plays', callId], queryFn: () => api.plays(callId) });
  if (!query.data) return null;
  const rest = query.data.length - SHOWN;
  return (
    <p className="quiet">
      {query.data.length === 0
        ? t.call.heardByNobody
        : `${t.call.heardBy}: ${query.data
            .slice(0, SHOWN)
            .map(({ userName, at }) => `${userName} (${when(at)})`)
            .join(', ')}${rest > 0 ? ` +${rest}` : ''}`}
    </p>
  );
}
