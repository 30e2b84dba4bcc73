import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import { Codes } from './Codes.tsx';
import { Enrol } from './Enrol.tsx';
import { FactorOn } from './FactorOn.tsx';
import classes from './SecondFactor.module.css';

/** One's own second factor: turned on by a telephone, off by a code. */
export function SecondFactorScreen() {
  const { t } = useSpeech();
  const { api } = useParts();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const query = useQuery({ queryKey: ['second-factor'], queryFn: () => api.secondFactor() });
  return (
    <Plate label={t.secondFactor.title}>
      <div className={classes.body}>
        <h1 className={classes.title}>{t.secondFactor.title}</h1>
        <p className="quiet">{t.secondFactor.about}</p>
        {query.isPending && <Skeleton height={120} radius="md" />}
        {query.isError && (
          <Failure
            text={t.secondFactor.failed}
            again={{ label: t.app.retry, act: () => void query.refetch() }}
          />
        )}
        {codes && <Codes codes={codes} done={() => setCodes(null)} />}
        {!codes && query.data?.since && <FactorOn factor={query.data} />}
        {!codes && query.data?.since === null && <Enrol enrolled={setCodes} />}
      </div>
    </Plate>
  );
}
