import { inIgnoredWords, type PbxStatus, type Traffic } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './HealthShow.module.css';

/** What came from each PBX and was not used: for administrators, when calls look wrong. */
export function TrafficShow({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: ['traffic'], queryFn: () => api.traffic() });
  if (!query.data || query.data.length === 0) return null;
  return (
    <Plate label={t.health.traffic}>
      <h2 className={classes.title}>{t.health.traffic}</h2>
      <p className={`quiet ${classes.about}`}>{t.health.trafficAbout}</p>
      {query.data.map((one) => (
        <OfPbx
          key={one.pbx}
          traffic={one}
          name={pbx.find((status) => status.pbx === one.pbx)?.name ?? one.pbx}
        />
      ))}
    </Plate>
  );
}

function OfPbx({ traffic, name }: { traffic: Traffic; name: string }) {
  const { t, language, exact } = useSpeech();
  return (
    <div className={classes.traffic}>
      <h3>{name}</h3>
      <p>
        {t.health.messages(traffic.messages, traffic.events)}
        {traffic.answerMs !== null && ` ${t.health.answersIn(traffic.answerMs)}`}
      </p>
      {traffic.stalls > 0 && <p className={classes.bad}>{t.health.stalls(traffic.stalls)}</p>}
      {traffic.refused > 0 && <p>{t.health.refusedMessages(traffic.refused)}</p>}
      <p className={traffic.setAside > 0 ? classes.bad : undefined}>
        {traffic.setAside > 0 ? t.health.setAside(traffic.setAside) : t.health.nothingSetAside}
      </p>
      {traffic.firstSetAside.map(({ at, text, error }) => (
        <details key={`${at} ${text}`}>
          <summary>
            {exact(at)} <HostileText text={error} />
          </summary>
          <pre className={classes.raw}>{text}</pre>
        </details>
      ))}
      <Counts
        title={t.health.ignored}
        counts={traffic.ignored.map(({ reason, count }) => [
          inIgnoredWords(reason, language),
          count,
        ])}
      />
      <Counts
        title={t.health.unused}
        counts={traffic.unused.map(({ name: event, count }) => [event, count])}
      />
    </div>
  );
}

function Counts({ title, counts }: { title: string; counts: [string, number][] }) {
  if (counts.length === 0) return null;
  return (
    <details>
      <summary>
        {title}: {counts.reduce((sum, [, count]) => sum + count, 0)}
      </summary>
      <ul className={classes.counts}>
        {counts.map(([what, count]) => (
          <li key={what}>
            <HostileText text={what} /> <span className="quiet">{count}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
