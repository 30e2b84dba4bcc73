import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './AuditList.module.css';

/** Whether the log is as it was written; where it is not, from which row on. */
export function ChainState() {
  const { t } = useSpeech();
  const { api } = useParts();
  const check = useQuery({
    queryKey: ['audit-check'],
    queryFn: () => api.checkAudit(),
    staleTime: 0,
  });
  const again = { label: t.audit.checkAgain, act: () => void check.refetch() };
  if (check.isFetching) {
    return (
      <p className={classes.state} role="status">
        {t.audit.checking}
      </p>
    );
  }
  if (check.isError) return <Failure text={t.audit.checkFailed} again={again} />;
  if (!check.data) return null;
  const { rows, hash, broken } = check.data;
  if (broken) return <Failure text={t.audit.broken[broken.why](broken.n)} again={again} />;
  return (
    <div className={classes.state} role="status">
      <IconCircleCheck size={20} stroke={1.8} aria-hidden className={classes.whole} />
      <span>
        {t.audit.whole(rows)}
        {hash && (
          <span className="quiet">
            {' '}
            {t.audit.lastHash}: <bdi title={hash}>{hash.slice(0, 12)}…</bdi>
          </span>
        )}
      </span>
      <Button size="compact-sm" variant="subtle" onClick={again.act}>
        {again.label}
      </Button>
    </div>
  );
}
