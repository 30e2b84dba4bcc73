import { Button, Skeleton } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import classes from './CallCard.module.css';
import { useCard } from './card-query.ts';
import { DealRow } from './DealRow.tsx';
import { TaskRow } from './TaskRow.tsx';
import work from './Work.module.css';

/** Open deals and what is to be done for a known caller. */
export function WorkList({ call }: { call: CallView }) {
  const { t } = useSpeech();
  const card = useCard(call);
  if (call.caller.kind !== 'known') return null;
  if (card.isPending)
    return <Skeleton height={48} radius="md" role="status" aria-label={t.app.loading} />;
  if (card.isError && !card.data) {
    return (
      <p className="quiet" role="alert">
        {t.work.cardFailed}{' '}
        <Button size="compact-xs" variant="subtle" onClick={() => void card.refetch()}>
          {t.app.retry}
        </Button>
      </p>
    );
  }
  const { deals, tasks } = card.data;
  return (
    <>
      {deals.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t.work.openDeals}</h3>
          <ul className={work.list}>
            {deals.map((deal) => (
              <DealRow key={deal.id} deal={deal} />
            ))}
          </ul>
        </section>
      )}
      {tasks.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t.work.openTasks}</h3>
          <ul className={work.list}>
            {tasks.map((task) => (
              <TaskRow key={task.id} task={task} bare />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
