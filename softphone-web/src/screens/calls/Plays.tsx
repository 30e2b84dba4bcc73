import type { CallView, RecordingPlay } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

const SHOWN = 5;

/** Who heard a call's recordings, for those who lead. */
export function Plays({ call }: { call: CallView }) {
  const { t, when } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: ['plays', call.id], queryFn: () => api.plays(call.id) });
  if (!query.data) return null;
  const rest = query.data.length - SHOWN;
  const said = ({ userName, at, recording }: RecordingPlay) => {
    const place = call.recordings.findIndex(({ n }) => n === recording) + 1;
    const count = call.recordings.length;
    const which = place > 0 && count > 1 ? `, ${t.call.player.heard(place, count)}` : '';
    return `${userName} (${when(at)}${which})`;
  };
  return (
    <p className="quiet">
      {query.data.length === 0
        ? t.call.heardByNobody
        : `${t.call.heardBy}: ${query.data
            .slice(0, SHOWN)
            .map(said)
            .join(', ')}${rest > 0 ? ` +${rest}` : ''}`}
    </p>
  );
}
