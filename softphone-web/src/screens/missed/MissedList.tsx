import { Skeleton } from '@mantine/core';
import { useMissed } from '../../cards/missed-query.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { MissedRow } from './MissedRow.tsx';

/** Who called and reached nobody: the latest first, until somebody has spoken with them. */
export function MissedList() {
  const { t } = useSpeech();
  const missed = useMissed();
  return (
    <Plate label={t.missed.title}>
      <div className={rows.top}>
        <div>
          <h1 className={rows.title}>{t.missed.title}</h1>
          <p className="quiet">{t.missed.hint}</p>
        </div>
      </div>
      <Rows missed={missed} />
    </Plate>
  );
}

function Rows({ missed }: { missed: ReturnType<typeof useMissed> }) {
  const { t } = useSpeech();
  if (missed.isPending) return <Skeleton height={200} radius="md" aria-label={t.app.loading} />;
  if (missed.isError && !missed.data) {
    const again = { label: t.app.retry, act: () => void missed.refetch() };
    return <Failure text={t.missed.failed} again={again} />;
  }
  const { items, total } = missed.data;
  if (items.length === 0) return <Empty text={t.missed.none} />;
  return (
    <>
      <ul className={rows.list}>
        {items.map((one) => (
          <MissedRow key={one.key} missed={one} />
        ))}
      </ul>
      {total > items.length && <p className="quiet">{t.missed.more(total - items.length)}</p>}
    </>
  );
}
