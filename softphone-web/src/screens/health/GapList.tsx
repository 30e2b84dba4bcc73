import { Button, Skeleton } from '@mantine/core';
import type { PbxGap, PbxStatus } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './HealthShow.module.css';

/** So many are shown until all are wanted. */
const FIRST = 5;

/** The times in which a PBX was out of sight, the latest first. */
export function GapList({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const latest = pbx.map(({ lastGap }) => lastGap?.to ?? '');
  const query = useQuery({
    // A gap that ends makes the list anew.
    queryKey: ['gaps', ...latest],
    queryFn: () => api.gaps(),
    placeholderData: (before) => before,
  });
  return (
    <Plate label={t.health.gaps}>
      <h2 className={classes.title}>{t.health.gaps}</h2>
      {query.isPending && <Skeleton height={60} m="md" w="auto" radius="md" />}
      {query.isError && (
        <Failure
          text={t.health.gapsFailed}
          again={{ label: t.app.retry, act: () => void query.refetch() }}
        />
      )}
      {query.data && <Gaps gaps={query.data} pbx={pbx} />}
    </Plate>
  );
}

function Gaps({ gaps, pbx }: { gaps: readonly PbxGap[]; pbx: readonly PbxStatus[] }) {
  const { t, span, long } = useSpeech();
  const [all, setAll] = useState(false);
  if (gaps.length === 0) return <p className={`quiet ${classes.about}`}>{t.health.noGaps}</p>;
  const nameOf = (id: string) => pbx.find((one) => one.pbx === id)?.name ?? id;
  return (
    <>
      <p className={`quiet ${classes.about}`}>{t.health.gapsAbout}</p>
      <ul className={classes.gaps}>
        {gaps.slice(0, all ? undefined : FIRST).map(({ pbx: id, from, to }) => (
          <li key={`${id} ${from}`}>
            <span className="figures">{span(from, to)}</span>
            <span className="quiet">{long(Date.parse(to) - Date.parse(from))}</span>
            {pbx.length > 1 && <span>{nameOf(id)}</span>}
          </li>
        ))}
      </ul>
      {!all && gaps.length > FIRST && (
        <Button variant="subtle" className={classes.more} onClick={() => setAll(true)}>
          {t.app.more}
        </Button>
      )}
    </>
  );
}
