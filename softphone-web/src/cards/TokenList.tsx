import { Button, Skeleton } from '@mantine/core';
import type { ApiToken } from '@perezvon/cti-server/contract';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { Empty, Failure } from '../ui/Troubles.tsx';
import { useParts } from './parts.tsx';
import classes from './SessionList.module.css';

/** The API tokens of a user, each with its end; `userId` null: the reader's own. */
export function TokenList({ userId }: { userId: string | null }) {
  const { t } = useSpeech();
  const { api, tellFailure, tellDone } = useParts();
  const queries = useQueryClient();
  const queryKey = ['tokens', userId];
  const list = useQuery({ queryKey, queryFn: () => api.tokens(userId), staleTime: 0 });
  const revoke = useMutation({
    mutationFn: (id: string) => api.revokeToken(userId, id),
    onSuccess: () => tellDone(t.tokens.revoked),
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  if (list.isPending) return <Skeleton height={80} radius="md" />;
  if (list.isError) {
    const again = { label: t.app.retry, act: () => void list.refetch() };
    return <Failure text={t.tokens.failed} again={again} />;
  }
  if (list.data.length === 0) return <Empty text={t.tokens.none} />;
  return (
    <ul className={classes.list}>
      {list.data.map((one) => (
        <Row
          key={one.id}
          token={one}
          now={list.dataUpdatedAt}
          busy={revoke.isPending}
          revoke={() => revoke.mutate(one.id)}
        />
      ))}
    </ul>
  );
}

function Row(props: { token: ApiToken; now: number; busy: boolean; revoke: () => void }) {
  const { t, when } = useSpeech();
  const { name, scopes, until, usedAt } = props.token;
  const isOver = Date.parse(until) <= props.now;
  return (
    <li className={classes.row}>
      <IconKey size={22} stroke={1.6} aria-hidden />
      <div className={classes.text}>
        <div className={classes.name}>
          <HostileText text={name} />
        </div>
        <div className="quiet">
          {scopes.map((scope) => t.tokens.scopes[scope]).join(', ')} ·{' '}
          {isOver ? t.tokens.over(when(until)) : t.tokens.until(when(until))} ·{' '}
          {usedAt === null ? t.tokens.neverUsed : t.tokens.used(when(usedAt))}
        </div>
      </div>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        disabled={props.busy}
        onClick={props.revoke}
        aria-label={t.tokens.revokeOf(name)}
      >
        {t.tokens.revoke}
      </Button>
    </li>
  );
}
