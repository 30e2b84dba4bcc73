import type { Contact } from '@perezvon/crm-core/model';
import { useQuery } from '@tanstack/react-query';
import { DealRow } from '../../cards/DealRow.tsx';
import { useParts } from '../../cards/parts.tsx';
import work from '../../cards/Work.module.css';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './ContactShow.module.css';

/** The open deals of a contact; nothing where there are none. */
export function ContactWork({ id }: Pick<Contact, 'id'>) {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({
    queryKey: ['contact', id, 'deals'],
    queryFn: () => api.deals(id),
  });
  if (query.isError && !query.data) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.work.cardFailed} again={again} />;
  }
  if (!query.data || query.data.length === 0) return null;
  return (
    <Plate label={t.work.openDeals}>
      <div className={classes.body}>
        <h2 className={classes.heading}>{t.work.openDeals}</h2>
        <ul className={work.list}>
          {query.data.map((deal) => (
            <DealRow key={deal.id} deal={deal} />
          ))}
        </ul>
      </div>
    </Plate>
  );
}
