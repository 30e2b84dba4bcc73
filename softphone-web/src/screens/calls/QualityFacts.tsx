import type { CallQualities } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import classes from './CallShow.module.css';

/** How the call sounded at each browser phone in it; nothing where none has told. */
export function QualityFacts({ callId }: { callId: string }) {
  const { t, language } = useSpeech();
  const { api } = useParts();
  const told = useQuery({
    queryKey: ['call-quality', callId],
    queryFn: () => api.http.get<CallQualities>(`/api/calls/${encodeURIComponent(callId)}/quality`),
  });
  const items = told.data?.items ?? [];
  const figure = (value: number, digits: number) =>
    value.toLocaleString(language, { maximumFractionDigits: digits });
  if (items.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {items.map(({ extension, mos, worstMos, lossPercent, jitterMs, rttMs }) => (
        <div key={extension}>
          <dt>{t.quality.of(extension)}</dt>
          <dd className="figures">
            {[
              t.quality.figures(figure(mos, 1), figure(worstMos, 1)),
              t.quality.cause(figure(lossPercent, 1), figure(jitterMs, 0)),
              rttMs !== null && t.quality.rtt(figure(rttMs, 0)),
            ]
              .filter(Boolean)
              .join(' · ')}
          </dd>
        </div>
      ))}
    </dl>
  );
}
