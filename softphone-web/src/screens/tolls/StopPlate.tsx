import { Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Failure } from '../../ui/Troubles.tsx';
import { visible } from '../../ui/visible.ts';

/** How outside calls stand now, and the switch. The banner of every page asks the same, so it is kept there. */
export function StopPlate() {
  const { t, when } = useSpeech();
  const { api, user, tellFailure } = useParts();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const tolls = useQuery({
    queryKey: ['tolls'],
    queryFn: () => api.tolls(),
    refetchOnMount: 'always',
  });

  async function turn(on: boolean): Promise<void> {
    setBusy(true);
    try {
      queries.setQueryData(['tolls'], await api.stopOutside(on));
      setAsks(false);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (tolls.isPending) return <Skeleton height={120} radius="md" />;
  if (tolls.isError) {
    const again = { label: t.app.retry, act: () => void tolls.refetch() };
    return <Failure text={t.tolls.failed} again={again} />;
  }
  const { stopped, open, today, perDay } = tolls.data;
  return (
    <Plate label={t.tolls.title}>
      <div className={rows.top}>
        <div>
          <h1 className={rows.title}>{t.tolls.title}</h1>
          <p className="quiet" style={{ margin: '4px 0 0' }}>
            {stopped
              ? t.tolls.stoppedBy(visible(stopped.by), when(stopped.since))
              : t.tolls.now(open, today, perDay)}
          </p>
        </div>
        {!stopped && (
          <Button color="red" onClick={() => setAsks(true)}>
            {t.tolls.stop}
          </Button>
        )}
        {stopped && user.role === 'admin' && (
          <Button loading={busy} onClick={() => void turn(false)}>
            {t.tolls.release}
          </Button>
        )}
        {stopped && user.role !== 'admin' && <span className="quiet">{t.tolls.releaseBy}</span>}
      </div>
      <Question
        asked={asks}
        title={t.tolls.stopTitle}
        act={t.tolls.stop}
        does={() => turn(true)}
        close={() => setAsks(false)}
      >
        <p>{t.tolls.stopText}</p>
      </Question>
    </Plate>
  );
}
